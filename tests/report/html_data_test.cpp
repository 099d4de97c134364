#include <gtest/gtest.h>

#include "report/html/page_data.hpp"
#include "report/html/pair_state.hpp"
#include "report/summary.hpp"
#include "store/sweep_fixture.hpp"

namespace battalion::report::html {
namespace {

namespace made = store::testing;

/// A made-up sweep with all answers kept, aggregated.
class HtmlData : public testing::Test {
 protected:
  void make(const made::Shape& shape) {
    manifest = made::made_manifest(shape);
    made::write_made_sweep(folder.path(), manifest, 2, 2, true);
    sweep.emplace(store::aggregate(folder.path()).file);
  }
  Json data(const PageLimits& limits = {}) const { return page_data(*sweep, limits); }

  /// What program p did on every sample of the task.
  TaskTally tally(std::uint32_t task, std::uint32_t program) const {
    TaskTally tally;
    const store::TaskRow& row = manifest.tasks[task];
    for (std::uint32_t i = 0; i < row.sample_count; ++i) {
      const score::Cell cell = made::made_result(row.first_sample + i, program).cell;
      ++tally.by_outcome[static_cast<std::size_t>(cell.kind())];
      tally.cells_right += cell.cells_right;
      if (cell.kind() == score::Outcome::exact && i < row.demo_count) ++tally.exact_demos;
    }
    return tally;
  }

  made::TemporaryFolder folder;
  store::Manifest manifest;
  std::optional<store::SweepFile> sweep;
};

TEST_F(HtmlData, SaysWhatTheSummarySays) {
  make({.tasks = 5, .programs = 40, .unit_programs = 40});
  const Json overview = data()["overview"];
  const Summary s = summarize(*sweep);
  EXPECT_EQ(overview["tasks"], 5);
  EXPECT_EQ(overview["programs"], 40);
  EXPECT_EQ(overview["evaluations"], s.evaluations());
  EXPECT_EQ(overview["outcomes"]["error"], s.outcomes.of(score::Outcome::error));
  EXPECT_DOUBLE_EQ(overview["scores"]["a"], s.totals.a);
  EXPECT_DOUBLE_EQ(overview["scores"]["b"], s.totals.b);
  EXPECT_EQ(overview["scores"]["c"], s.totals.c);
  EXPECT_EQ(overview["duplicates"], s.duplicates);
  EXPECT_EQ(overview["keep"], "not known");
}

TEST_F(HtmlData, TasksAndProgramsCountWhatWasSolved) {
  // One sample a task, for else nobody solves any.
  make({.tasks = 6, .demos = 1, .tests = 0, .programs = 30, .unit_programs = 7});
  const Json page = data();
  std::vector<std::uint32_t> by_program(30);
  for (std::uint32_t t = 0; t < 6; ++t) {
    const TaskSize size = size_of(*sweep, TaskId(t));
    std::uint32_t solved_by = 0, wrong = 0;
    for (std::uint32_t p = 0; p < 30; ++p) {
      const TaskTally did = tally(t, p);
      wrong += did.of(score::Outcome::wrong);
      solved_by += did.solved(size);
      by_program[p] += did.solved(size);
      EXPECT_EQ(page["map"]["rows"][t].get<std::string>()[p],
                state_letters[static_cast<std::size_t>(state_of(did, size))]);
    }
    EXPECT_GT(solved_by, 0u);
    EXPECT_EQ(page["tasks"]["rows"][t]["solved_by"], solved_by);
    EXPECT_EQ(page["tasks"]["rows"][t]["programs"], 30);
    EXPECT_EQ(page["tasks"]["rows"][t]["outcomes"]["wrong"], wrong);
  }
  std::uint32_t programs = 0;
  for (std::uint32_t p = 0; p < 30; ++p) {
    EXPECT_EQ(page["programs"]["rows"][p]["solved"], by_program[p]);
  }
  for (const Json& row : page["programs"]["by_tasks_solved"])
    programs += row[1].get<std::uint32_t>();
  EXPECT_EQ(programs, 30u);
  EXPECT_EQ(page["programs"]["rows"][1]["same_as"]["name"], "solve_0");
  EXPECT_EQ(page["programs"]["rows"][1]["source"], "def solve_1(I):\n    return I  # \xc3\xa9\n");
}

TEST_F(HtmlData, AProgramMeetsOnlyItsTaskUnderOwn) {
  make({.tasks = 3, .programs = 9, .pairing = "own"});
  const Json map = data()["map"];
  for (std::uint32_t t = 0; t < 3; ++t) {
    for (std::uint32_t p = 0; p < 9; ++p) {
      EXPECT_EQ(map["rows"][t].get<std::string>()[p] == '.', p % 3 != t);
    }
  }
}

TEST_F(HtmlData, DetailsHaveGridsAndTheAnswersThatWereKept) {
  make({.tasks = 3, .programs = 12});
  const Json page = data();
  std::size_t answers = 0;
  for (std::uint32_t t = 0; t < 3; ++t) {
    const Json& detail = page["details"][t];
    const std::uint32_t first = manifest.tasks[t].first_sample;
    ASSERT_EQ(detail["samples"].size(), 4u);
    ASSERT_EQ(detail["candidates"].size(), PageLimits{}.candidates);
    for (std::uint32_t s = 0; s < 4; ++s) {
      EXPECT_EQ(detail["samples"][s]["input"], grid_json(manifest.samples[first + s].input));
      EXPECT_EQ(detail["samples"][s]["output"], grid_json(manifest.samples[first + s].output));
      for (const Json& candidate : detail["candidates"]) {
        const made::Made did = made::made_result(first + s, candidate["program"]["number"]);
        const Json& result = candidate["results"][s];
        EXPECT_EQ(result["outcome"], score::name(did.cell.kind()));
        const bool wrong = did.cell.kind() == score::Outcome::wrong;
        EXPECT_EQ(result.contains("answer"), wrong);
        if (!wrong) continue;
        EXPECT_EQ(result["answer"], grid_json(*did.kept));
        EXPECT_EQ(result["right"], did.cell.cells_right);
        ++answers;
      }
    }
  }
  EXPECT_GT(answers, 0u);
  const Choices choices = choose(*sweep, {.per_task = PageLimits{}.candidates});
  for (std::uint32_t t = 0; t < 3; ++t) {
    const std::uint32_t test = manifest.tasks[t].first_sample + 3;
    for (const Attempt& a : choices.by_sample[test].chosen()) {
      for (const Json& candidate : page["details"][t]["candidates"]) {
        if (candidate["program"]["number"] != a.by.program.value) continue;
        const bool first = a == choices.by_sample[test].chosen().front();
        EXPECT_EQ(candidate["results"][3]["attempt"], first ? 1 : 2);
        EXPECT_FALSE(candidate["results"][0].contains("attempt"));
      }
    }
  }
}

TEST_F(HtmlData, StaysWithinItsLimitsAndCountsTheRest) {
  make({.tasks = 7, .programs = 50, .unit_programs = 50});
  const PageLimits limits{.tasks = 3,
                          .programs = 10,
                          .map_side = 4,
                          .candidates = 2,
                          .demos = 2,
                          .tests = 1,
                          .cells = 1,
                          .source_bytes = 100,
                          .ranks = 1,
                          .moments = 5,
                          .slowest = 4,
                          .error_kinds = 1,
                          .messages = 2,
                          .examples = 1,
                          .problems = 0};
  const Json page = data(limits);
  EXPECT_EQ(page["tasks"]["rows"].size(), 3u);
  EXPECT_EQ(page["tasks"]["left_out"], 4);
  EXPECT_EQ(page["programs"]["rows"].size(), 10u);
  EXPECT_EQ(page["programs"]["left_out"], 40);
  EXPECT_EQ(page["map"]["rows"].size(), 4u);
  EXPECT_EQ(page["map"]["rows"][0].get<std::string>().size(), 4u);
  EXPECT_EQ(page["map"]["programs_a_column"], 13);
  EXPECT_EQ(page["details"].size(), 3u);
  EXPECT_EQ(page["details"][0]["samples"].size(), 3u);
  EXPECT_EQ(page["details"][0]["samples_left_out"], 1);
  EXPECT_TRUE(page["details"][0]["samples"][0].contains("input"));
  EXPECT_TRUE(page["details"][1].contains("grids_left_out"));
  EXPECT_FALSE(page["details"][1]["samples"][0].contains("input"));
  EXPECT_EQ(page["ranks"]["rows"].size(), 1u);
  EXPECT_EQ(page["ranks"]["left_out"], 1);
  EXPECT_EQ(page["ranks"]["rows"][0]["busy_at"].size(), 5u);
  EXPECT_EQ(page["slow"]["timeouts"]["rows"].size(), 4u);
  EXPECT_EQ(page["slow"]["samples"]["left_out"], 24);
  EXPECT_EQ(page["failures"]["kinds"].size(), 1u);
  EXPECT_EQ(page["failures"]["kinds_left_out"], 2);
  EXPECT_EQ(page["problems"]["left_out"], 1);
  std::size_t sources = 0;
  for (const Json& row : page["programs"]["rows"]) {
    if (row.contains("source")) sources += row["source"].get<std::string>().size();
  }
  EXPECT_LE(sources, 100u);
}

TEST_F(HtmlData, ExamplesOfAFailureDidEndInIt) {
  make({.tasks = 4, .programs = 20});
  const Json failures = data()["failures"];
  std::uint64_t counted = 0;
  ASSERT_EQ(failures["kinds"].size(), 3u);
  for (const Json& kind : failures["kinds"]) {
    counted += kind["count"].get<std::uint64_t>();
    for (const Json& message : kind["messages"]) {
      ASSERT_FALSE(message["examples"].empty());
      for (const Json& e : message["examples"]) {
        const store::TaskRow& task = manifest.tasks[e["task"]["number"].get<std::uint32_t>()];
        const std::uint32_t sample = task.first_sample + e["index"].get<std::uint32_t>() +
                                     (e["split"] == "test" ? task.demo_count : 0);
        const made::Made did = made::made_result(sample, e["program"]["number"]);
        EXPECT_EQ(did.error.kind, kind["kind"]);
        EXPECT_EQ(did.error.message, message["message"]);
      }
    }
  }
  const Summary s = summarize(*sweep);
  EXPECT_EQ(counted, s.outcomes.of(score::Outcome::error) + s.outcomes.of(score::Outcome::timeout) +
                         s.outcomes.of(score::Outcome::memory));
}

TEST_F(HtmlData, RanksAreBusyWhereTheirSamplesAre) {
  make({.tasks = 4, .programs = 4});
  const Json ranks = data()["ranks"];
  ASSERT_EQ(ranks["rows"].size(), 2u);
  for (const Json& row : ranks["rows"]) {
    EXPECT_EQ(row["busy_at"].size(), PageLimits{}.moments);
    for (const Json& share : row["busy_at"]) EXPECT_LE(share.get<int>(), 100);
    EXPECT_GT(row["busy_at"][0].get<int>() + row["busy_at"][5].get<int>(), 0);
    EXPECT_EQ(row["busy_at"].back(), 0);  // the rank finishes long after its last sample
    EXPECT_EQ(row["units"], sweep->ranks()[row["rank"].get<std::size_t>()].units);
  }
}

TEST_F(HtmlData, WhatWasNeverScoredIsPending) {
  manifest = made::made_manifest({.tasks = 2, .programs = 4});
  made::write_made_sweep(folder.path(), manifest, 1, 1, false, std::vector<std::uint32_t>{0});
  sweep.emplace(store::aggregate(folder.path()).file);
  const Json page = data();
  EXPECT_EQ(page["overview"]["missing_units"], 1);
  EXPECT_EQ(page["overview"]["outcomes"]["pending"], 16);
  EXPECT_EQ(page["map"]["rows"][1], "----");
  EXPECT_EQ(page["details"][1]["candidates"][0]["results"][0]["outcome"], "pending");
}

TEST_F(HtmlData, NothingToShowIsShown) {
  make({.tasks = 0, .programs = 0});
  const Json page = data();
  EXPECT_TRUE(page["tasks"]["rows"].empty());
  EXPECT_TRUE(page["map"]["rows"].empty());
  EXPECT_TRUE(page["failures"]["kinds"].empty());
}

}  // namespace
}  // namespace battalion::report::html
