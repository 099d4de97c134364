#include "report/html/detail_part.hpp"

#include <algorithm>

#include "report/html/named.hpp"

namespace battalion::report::html {
namespace {

/// Programs make grids of any size; beyond this nobody sees cells.
constexpr std::size_t most_drawn = 64 * 64;

bool is_exact(const CandidateCell& cell) {
  return static_cast<score::Outcome>(cell.outcome & 0x7f) == score::Outcome::exact;
}

}  // namespace

DetailPart::DetailPart(const store::SweepFile& sweep, const Choices& choices,
                       const PageLimits& limits)
    : sweep_(sweep),
      choices_(choices),
      limits_(limits),
      cells_(candidate_cells(sweep, choices)),
      kept_(sweep.kept_answers()),
      kept_best_(sweep.facts().configured("keep") == "best"),
      errors_(sweep.errors()) {}

/// [height, width, cells]; without cells where these are too many.
Json DetailPart::drawn(const arc::Grid& grid) {
  if (grid.cells.size() > most_drawn) return {grid.height, grid.width};
  cells_drawn_ += grid.cells.size();
  return grid_json(grid);
}

std::vector<std::uint32_t> DetailPart::drawn_samples(const store::TaskRow& task) const {
  const auto demos = std::min<std::size_t>(task.demo_count, limits_.demos);
  const auto tests = std::min<std::size_t>(task.sample_count - task.demo_count, limits_.tests);
  std::vector<std::uint32_t> samples;
  for (std::uint32_t i = 0; i < demos; ++i) samples.push_back(i);
  for (std::uint32_t i = 0; i < tests; ++i) samples.push_back(task.demo_count + i);
  return samples;
}

Json DetailPart::sample(SampleId sample, bool grids) {
  const store::SampleRow& row = sweep_.samples()[sample.value];
  Json json = sample_json(sweep_, sample);
  json["cells"] = std::uint32_t{row.output.height} * row.output.width;
  if (!grids) return json;
  json["input"] = drawn(sweep_.input(sample));
  if (json["cells"] != 0) json["output"] = drawn(sweep_.output(sample));
  return json;
}

/// The answer of an exact candidate is the expected output, and is not repeated.
Json DetailPart::result(SampleId sample, ProgramId program, const CandidateCell& cell, bool grids) {
  const auto outcome = static_cast<score::Outcome>(cell.outcome & 0x7f);
  Json json = {{"outcome", score::name(outcome)}};
  if (cell.outcome & score::set_order_flag) json["set_order"] = true;
  const auto handed_in = choices_.by_sample[sample.value].chosen();
  for (std::size_t a = 0; a < handed_in.size(); ++a) {
    if (handed_in[a].by.program == program) json["attempt"] = a + 1;
  }
  if (outcome == score::Outcome::wrong) {
    json["right"] = cell.cells_right;
    if (!grids) return json;
    if (const auto answer = kept_.find(sample, program)) json["answer"] = drawn(*answer);
  }
  if (outcome == score::Outcome::error || outcome == score::Outcome::timeout) {
    const auto number = sweep_.error_numbers({sample.value, 1, program.value, 1}).front();
    if (number > 0 && number <= errors_.size()) {
      const store::SweepError& e = errors_[number - 1];
      json["why"] = shown(e.kind + ": " + e.message);
    }
  }
  return json;
}

Json DetailPart::candidate(const store::TaskRow& task, const Candidate& candidate,
                           const std::vector<CandidateCell>& cells, bool grids) {
  const auto demos = cells.begin() + task.demo_count;
  Json json = {{"program", program_json(sweep_, candidate.program)},
               {"exact_demos", std::count_if(cells.begin(), demos, is_exact)},
               {"exact_tests", std::count_if(demos, cells.end(), is_exact)}};
  std::uint64_t right = 0;
  for (const CandidateCell& c : cells) right += c.cells_right;
  json["cells_right"] = right;
  json["results"] = Json::array();
  for (const std::uint32_t s : drawn_samples(task)) {
    json["results"].push_back(
        result(SampleId(task.first_sample + s), candidate.program, cells[s], grids));
  }
  return json;
}

/// The answer that a sweep kept as the best of this sample, where no candidate shows it.
Json DetailPart::best_kept(SampleId sample, std::span<const Candidate> shown_already) {
  for (const ProgramId p : kept_.programs(sample)) {
    const bool repeated = std::any_of(shown_already.begin(), shown_already.end(),
                                      [&](const Candidate& c) { return c.program == p; });
    const auto answer = repeated ? std::nullopt : kept_.find(sample, p);
    if (!answer || *answer == sweep_.output(sample)) continue;
    return {{"program", program_json(sweep_, p)}, {"answer", drawn(*answer)}};
  }
  return nullptr;
}

Json DetailPart::task(std::uint32_t number) {
  const store::TaskRow& task = sweep_.tasks()[number];
  const auto chosen = choices_.by_task[number].chosen();
  const bool grids = cells_drawn_ < limits_.cells;
  const auto samples = drawn_samples(task);
  Json json = {{"samples", Json::array()},
               {"samples_left_out", task.sample_count - samples.size()},
               {"candidates", Json::array()}};
  if (!grids) json["grids_left_out"] = true;
  for (const std::uint32_t s : samples) {
    const SampleId id(task.first_sample + s);
    json["samples"].push_back(sample(id, grids));
    if (!grids || !kept_best_) continue;
    Json best = best_kept(id, chosen);
    if (!best.is_null()) json["samples"].back()["best_kept"] = std::move(best);
  }
  for (std::size_t c = 0; c < chosen.size(); ++c) {
    json["candidates"].push_back(candidate(task, chosen[c], cells_[number][c], grids));
  }
  return json;
}

Json DetailPart::json() {
  Json tasks = Json::array();
  const std::size_t shown_tasks = std::min(limits_.tasks, sweep_.tasks().size());
  for (std::uint32_t t = 0; t < shown_tasks; ++t) tasks.push_back(task(t));
  return tasks;
}

}  // namespace battalion::report::html
