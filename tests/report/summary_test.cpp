#include "report/summary.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/made_sweep.hpp"
#include "report/summary_json.hpp"
#include "report/summary_text.hpp"

namespace battalion::report {
namespace {

constexpr auto X = score::Outcome::exact;
constexpr auto W = score::Outcome::wrong;
constexpr auto E = score::Outcome::error;
constexpr auto T = score::Outcome::timeout;

using Outcomes = std::vector<std::vector<score::Outcome>>;
using Cells = std::vector<std::vector<std::uint16_t>>;

const Outcomes outcomes = {
    // program 0, 1, 2
    {X, X, W},  // a, demo 0
    {W, X, E},  // a, demo 1
    {X, W, X},  // a, test 0
    {W, W, T},  // b, demo 0
    {W, X, X},  // b, test 0
    {X, W, X},  // b, test 1
};
const Cells cells = {{2, 2, 1}, {1, 2, 0}, {2, 1, 2}, {0, 1, 0}, {0, 2, 2}, {2, 0, 2}};

Summary summary_of(const Outcomes& o, const Cells& c = cells,
                   const std::vector<std::uint64_t>& digests = {1, 2, 3}) {
  const test::MadeSweep made(o, c, digests);
  return summarize(store::SweepFile(made.file()));
}

TEST(Summary, CountsAndScores) {
  const Summary s = summary_of(outcomes);
  EXPECT_EQ(s.samples(), 6u);
  EXPECT_EQ(s.demo_samples, 3u);
  EXPECT_EQ(s.test_samples, 3u);
  EXPECT_EQ(s.evaluations(), 18u);
  EXPECT_EQ(s.outcomes.of(X), 9u);
  EXPECT_EQ(s.outcomes.of(E), 1u);
  EXPECT_EQ(s.outcomes.of(T), 1u);
  EXPECT_EQ(s.tasks_solved_demo, 1u);
  // Task a: programs 1 and 0 are chosen, 0 solves its test. Task b: 1 (one cell right), then 0, by
  // id: between them they solve both tests.
  EXPECT_EQ(s.tasks[0].best_programs, (std::vector<std::string>{"program_1", "program_0"}));
  EXPECT_EQ(s.tasks[1].best_programs, (std::vector<std::string>{"program_1", "program_0"}));
  EXPECT_EQ(s.test_outputs_solved, 3u);
  EXPECT_DOUBLE_EQ(s.totals.a, 1.0);
  EXPECT_EQ(s.totals.c, 2u);
  EXPECT_DOUBLE_EQ(s.wall_seconds, 2.0);
  EXPECT_DOUBLE_EQ(s.cpu_seconds, 0.006);
  EXPECT_DOUBLE_EQ(s.evaluations_per_second, 9.0);
}

TEST(Summary, AddsUpThePhases) {
  const Summary s = summary_of(outcomes);
  std::string told;
  for (const PhaseLine& p : s.phases)
    told += fmt::format("{} {:.3f} {:.3f}; ", p.name, p.wall_seconds, p.cpu_seconds);
  EXPECT_EQ(told,
            "load 0.500 0.250; validate 0.250 0.125; demo 0.060 0.020; test 0.006 0.006; "
            "write 0.000 0.000; ");
  EXPECT_DOUBLE_EQ(s.load_seconds, 0.75);
  const auto json = nlohmann::json::parse(to_json(s));
  EXPECT_DOUBLE_EQ(json["phases"]["demo"]["wall_per_cpu"], 3.0);
  EXPECT_TRUE(json["phases"]["write"]["wall_per_cpu"].is_null());
  EXPECT_DOUBLE_EQ(json["wall_per_cpu"], 2.0);
}

TEST(Summary, TheThreeScoresDiffer) {
  Outcomes o = outcomes;
  o[4] = {W, W, X};  // b, test 0: solved only by program 2, which is not chosen
  const Summary s = summary_of(o);
  EXPECT_DOUBLE_EQ(s.totals.a, 2.0 / 3);
  EXPECT_DOUBLE_EQ(s.totals.b, (1.0 + 0.5) / 2);
  EXPECT_EQ(s.totals.c, 1u);
}

TEST(Summary, TestOutcomesNeverTakePartInChoosing) {
  const Summary before = summary_of(outcomes);
  // Whatever programs do on the tests, the same ones are chosen.
  for (const auto outcome : {X, W, E, T, score::Outcome::skipped, score::Outcome::pending}) {
    for (std::size_t program = 0; program < 3; ++program) {
      Outcomes o = outcomes;
      Cells c = cells;
      for (const std::size_t test : {2, 4, 5}) {
        o[test] = {W, W, W};
        o[test][program] = outcome;
        c[test] = {0, 0, 0};
        c[test][program] = 2;
      }
      const Summary after = summary_of(o, c);
      for (std::size_t t = 0; t < 2; ++t) {
        EXPECT_EQ(after.tasks[t].best_programs, before.tasks[t].best_programs);
      }
      EXPECT_EQ(after.tasks_solved_demo, before.tasks_solved_demo);
    }
  }
}

TEST(Summary, ADuplicateIsNoSecondAttempt) {
  const Summary s = summary_of(outcomes, cells, {7, 7, 8});
  EXPECT_EQ(s.duplicates, 1u);
  EXPECT_EQ(s.tasks[0].best_programs, (std::vector<std::string>{"program_1", "program_2"}));
}

TEST(SummaryJson, HasTheKeysThatToolsRelyOn) {
  const auto json = nlohmann::json::parse(to_json(summary_of(outcomes)));
  for (const char* key :
       {"tasks", "samples", "demo_samples", "test_samples", "programs", "evaluations",
        "set_order_dependent", "tasks_solved_demo", "score_a", "score_b", "score_c", "wall_seconds",
        "cpu_seconds", "evaluations_per_second", "ranks"}) {
    EXPECT_TRUE(json.at(key).is_number()) << key;
  }
  std::uint64_t sum = 0;
  for (const char* key : {"exact", "wrong", "error", "timeout", "memory", "skipped", "pending"}) {
    sum += json.at("outcomes").at(key).get<std::uint64_t>();
  }
  EXPECT_EQ(json["outcomes"].size(), 7u);
  EXPECT_EQ(sum, json["evaluations"]);
  EXPECT_EQ(json["ranks"], 1);
  EXPECT_EQ(json["best_programs"]["a"][0], "program_1");
}

TEST(SummaryText, IsPlainAsciiUnlessTheTerminalHasMore) {
  const Summary s = summary_of(outcomes);
  const std::string plain = to_text(s, {});
  EXPECT_TRUE(std::all_of(plain.begin(), plain.end(),
                          [](char c) { return c == '\n' || (c >= ' ' && c < 127); }));
  const std::string rich = to_text(s, {.unicode = true, .colour = true});
  EXPECT_NE(rich.find("█"), std::string::npos);
  EXPECT_NE(rich.find("\x1b["), std::string::npos);
}

}  // namespace
}  // namespace battalion::report
