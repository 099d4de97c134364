#include "report/submission.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "report/grouped.hpp"

namespace battalion::report {
namespace {

using Json = nlohmann::ordered_json;

const arc::Grid& fallback() {
  static const arc::Grid grid{2, 2, {0, 0, 0, 0}};
  return grid;
}

bool may_be_handed_in(const arc::Grid& g) {
  return g.height >= 1 && g.height <= arc::max_data_side && g.width >= 1 &&
         g.width <= arc::max_data_side &&
         std::all_of(g.cells.begin(), g.cells.end(), [](int c) { return c >= 0 && c <= 9; });
}

Json rows(const arc::Grid& g) {
  Json all = Json::array();
  for (int i = 0; i < g.height; ++i) {
    Json row = Json::array();
    for (int j = 0; j < g.width; ++j) row.push_back(static_cast<int>(g.at(i, j)));
    all.push_back(std::move(row));
  }
  return all;
}

/// Two grids, whatever there is.
std::vector<arc::Grid> both(const std::vector<arc::Grid>& grids, Submission& submission) {
  std::vector<arc::Grid> two;
  std::copy_if(grids.begin(), grids.end(), std::back_inserter(two), may_be_handed_in);
  submission.single += two.size() == 1 ? 1 : 0;
  submission.empty += two.empty() ? 1 : 0;
  two.resize(attempts, fallback());
  return two;
}

}  // namespace

Submission make_submission(const store::SweepFile& sweep, const AttemptGrids& grids) {
  Submission submission;
  std::vector<arc::TaskScore> scores;
  for (const store::TaskRow& task : sweep.tasks()) {
    Json answers = Json::array();
    arc::TaskScore score;
    for (std::uint32_t s = task.first_sample + task.demo_count;
         s < task.first_sample + task.sample_count; ++s) {
      const std::vector<arc::Grid> two = both(grids.at(s), submission);
      ++submission.outputs;
      answers.push_back({{"attempt_1", rows(two[0])}, {"attempt_2", rows(two[1])}});
      const arc::Grid expected = sweep.output(SampleId(s));
      if (expected.height == 0) continue;
      ++score.tests;
      score.tests_solved += std::find(two.begin(), two.end(), expected) != two.end() ? 1 : 0;
    }
    submission.known += score.tests;
    submission.solved += score.tests_solved;
    scores.push_back(score);
    // Ids may hold any bytes, and as ASCII nothing in them acts on a terminal.
    const auto text = [](const Json& j) {
      return j.dump(-1, ' ', true, Json::error_handler_t::replace);
    };
    submission.json += fmt::format("{}{}: {}", submission.json.empty() ? "{" : ",\n",
                                   text(Json(task.id)), text(answers));
  }
  submission.json += "}\n";
  if (submission.outputs == 0) {
    fail_input("the sweep has no tests (all its samples are demos) there is nothing to hand in");
  }
  submission.totals = arc::totals(scores);
  return submission;
}

std::string to_text(const Submission& s) {
  std::string text = fmt::format(
      "{} test outputs: {} with two attempts, {} with one, {} with none (zeros stand in)\n",
      grouped(s.outputs), grouped(s.outputs - s.single - s.empty), grouped(s.single),
      grouped(s.empty));
  if (s.known == 0) return text + "The answers are not known: no scores.\n";
  fmt::format_to(std::back_inserter(text),
                 "A {:>7}  {} of {} test outputs solved\n"
                 "B {:>7}  mean over tasks of the share of their tests solved\n"
                 "C {:>7}  tasks with every test solved\n",
                 fmt::format("{:.1f} %", 100 * s.totals.a), grouped(s.solved), grouped(s.known),
                 fmt::format("{:.1f} %", 100 * s.totals.b), grouped(s.totals.c));
  if (s.known < s.outputs) {
    fmt::format_to(std::back_inserter(text), "{} answers are not known and count nowhere.\n",
                   grouped(s.outputs - s.known));
  }
  return text;
}

}  // namespace battalion::report
