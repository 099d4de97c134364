#include "sched/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "sched/cost.hpp"

namespace battalion::sched {
namespace {

TaskLoad load(std::uint32_t task, std::uint32_t programs, std::vector<double> sample_cost) {
  TaskLoad l;
  l.task = TaskId(task);
  l.samples = static_cast<std::uint32_t>(sample_cost.size());
  l.demos = l.samples == 0 ? 0 : l.samples - 1;
  l.programs = programs;
  l.sample_cost = std::move(sample_cost);
  return l;
}

/// Units of one size: such a part of a rank's fair share.
PlanOptions even(int ranks, int of, bool early_stop = false) {
  return {.ranks = ranks, .largest_of = of, .smallest_of = of, .seconds_of_rank0 = 0, .early_stop = early_stop};
}

double total_cost(const std::vector<TaskLoad>& loads) {
  double sum = 0;
  for (const TaskLoad& l : loads) {
    if (l.programs == 0) continue;
    for (double c : l.sample_cost) sum += c;
  }
  return sum;
}

TEST(Cost, IsAffineInTheInputsCells) {
  const std::vector<std::uint32_t> cells{0, 100, 900};
  const TaskLoad l = estimate_load(TaskId(3), 2, cells, 10, {1.0, 0.01});
  EXPECT_EQ(l.task, TaskId(3));
  EXPECT_EQ(l.samples, 3u);
  EXPECT_EQ(l.demos, 2u);
  EXPECT_EQ(l.programs, 10u);
  ASSERT_EQ(l.sample_cost.size(), 3u);
  EXPECT_DOUBLE_EQ(l.sample_cost[0], 10);
  EXPECT_DOUBLE_EQ(l.sample_cost[1], 20);
  EXPECT_DOUBLE_EQ(l.sample_cost[2], 100);
}

TEST(Cost, DefaultsAreTheInterpretersFigures) {
  EXPECT_DOUBLE_EQ(CostModel{}.pair(0), 2e-6);
  EXPECT_DOUBLE_EQ(CostModel{}.pair(900), 20e-6);
}

TEST(Plan, OneUnitATaskMostExpensiveFirst) {
  std::vector<TaskLoad> loads;
  for (std::uint32_t t = 0; t < 20; ++t) loads.push_back(load(t, 2, {1.0 + t % 5, 1.0}));
  const Plan plan = make_plan(loads, even(1, 8));
  ASSERT_EQ(plan.units.size(), 20u);
  EXPECT_EQ(plan.evaluations, 80u);
  EXPECT_EQ(plan.units[0], (Unit{UnitId(0), TaskId(4), 0, 2, 0, 2, 6.0}));
  EXPECT_EQ(plan.units[1], (Unit{UnitId(1), TaskId(9), 0, 2, 0, 2, 6.0}));  // tie: by task
  EXPECT_EQ(plan.units[19], (Unit{UnitId(19), TaskId(15), 0, 2, 0, 2, 2.0}));
}

TEST(Plan, HeavyTaskIsSplitBySamples) {
  const std::vector<TaskLoad> loads{load(0, 3, {1, 1, 1, 1, 1, 1, 1, 1})};
  const Plan plan = make_plan(loads, even(2, 2));
  ASSERT_EQ(plan.units.size(), 4u);
  for (std::uint32_t i = 0; i < 4; ++i) {
    EXPECT_EQ(plan.units[i], (Unit{UnitId(i), TaskId(0), 2 * i, 2, 0, 3, 2.0}));
  }
}

TEST(Plan, EarlyStopKeepsSamplesTogetherAndSplitsPrograms) {
  const std::vector<TaskLoad> loads{load(0, 6, {3, 3})};
  const Plan plan = make_plan(loads, even(1, 4, true));
  ASSERT_EQ(plan.units.size(), 6u);  // 1.5 s a unit allow one program of 1 s
  for (std::uint32_t i = 0; i < 6; ++i) {
    EXPECT_EQ(plan.units[i], (Unit{UnitId(i), TaskId(0), 0, 2, i, 1, 1.0}));
  }
}

TEST(Plan, OneHeavySampleIsSplitByPrograms) {
  const std::vector<TaskLoad> loads{load(0, 4, {0.5, 7, 0.5})};
  const Plan plan = make_plan(loads, even(1, 2));
  ASSERT_EQ(plan.units.size(), 4u);
  EXPECT_EQ(plan.units[0], (Unit{UnitId(0), TaskId(0), 1, 1, 0, 2, 3.5}));
  EXPECT_EQ(plan.units[1], (Unit{UnitId(1), TaskId(0), 1, 1, 2, 2, 3.5}));
  EXPECT_EQ(plan.units[2], (Unit{UnitId(2), TaskId(0), 0, 1, 0, 4, 0.5}));
  EXPECT_EQ(plan.units[3], (Unit{UnitId(3), TaskId(0), 2, 1, 0, 4, 0.5}));
}

TEST(Plan, NothingToDoYieldsNoUnit) {
  EXPECT_TRUE(make_plan({}, {}).units.empty());
  const std::vector<TaskLoad> loads{load(0, 0, {1, 1}), load(1, 3, {}), load(2, 1, {1})};
  const Plan plan = make_plan(loads, {});
  ASSERT_EQ(plan.units.size(), 1u);
  EXPECT_EQ(plan.units[0].task, TaskId(2));
  EXPECT_EQ(plan.evaluations, 1u);
}

TEST(Plan, CostsOfZeroAreNotSplit) {
  const std::vector<TaskLoad> loads{load(0, 5, {0, 0, 0})};
  ASSERT_EQ(make_plan(loads, {.ranks = 4}).units.size(), 1u);
}

/// Of a task with as many samples as there may be units.
std::vector<double> unit_costs(const PlanOptions& options, double total) {
  const std::vector<TaskLoad> loads{load(0, 1'000, std::vector<double>(10'000, total / 10'000))};
  std::vector<double> costs;
  for (const Unit& u : make_plan(loads, options).units) costs.push_back(u.cost);
  return costs;
}

TEST(Plan, UnitsShrinkWithWhatIsLeft) {
  const auto costs = unit_costs({.ranks = 4, .largest_of = 8, .smallest_of = 64, .seconds_of_rank0 = 0}, 400);
  // A rank's share is 100 s.
  EXPECT_NEAR(costs.front(), 100.0 / 8, 1);
  EXPECT_LT(costs.back(), 100.0 / 50);
  EXPECT_GT(costs.size(), 4u * 8);
  EXPECT_LT(costs.size(), 4u * 32);
}

TEST(Plan, UnitsAreAsLongAsRank0NeedsToHandThemOut) {
  // 100 ranks of 10 s each; every unit is to take 100 x 2 ms.
  const auto costs = unit_costs({.ranks = 100, .largest_of = 16, .smallest_of = 1'000, .seconds_of_rank0 = 2e-3, .fewest = 4}, 1'000);
  EXPECT_NEAR(costs.back(), 0.2, 0.05);
  // However slow rank 0 is, a rank gets that many.
  const auto few = unit_costs({.ranks = 100, .largest_of = 16, .smallest_of = 1'000, .seconds_of_rank0 = 1, .fewest = 4}, 1'000);
  EXPECT_GE(few.size(), 400u);
  EXPECT_LE(few.size(), 500u);
}

// Any loads: each pair in exactly one unit, in order, no unit too heavy that could be split.
TEST(Plan, PropertiesHoldForRandomLoads) {
  std::mt19937_64 random(20240229);
  const auto upto = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % (n + 1)); };
  for (int round = 0; round < 300; ++round) {
    std::vector<TaskLoad> loads;
    const std::uint32_t tasks = upto(12);
    for (std::uint32_t t = 0; t < tasks; ++t) {
      std::vector<double> costs(upto(9));
      const double scale = upto(10) == 0 ? 1000 : 1;  // now and then a very heavy task
      for (double& c : costs) c = scale * upto(100) / 7.0;
      loads.push_back(load(t, upto(6), std::move(costs)));
    }
    const int largest_of = 1 + static_cast<int>(upto(9));
    const PlanOptions options{.ranks = 1 + static_cast<int>(upto(40)),
                              .largest_of = largest_of,
                              .smallest_of = largest_of + static_cast<int>(upto(30)),
                              .seconds_of_rank0 = 0,
                              .early_stop = upto(1) == 1};
    const Plan plan = make_plan(loads, options);
    const double cap = total_cost(loads) / (options.ranks * options.largest_of);

    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> seen;
    double cost = 0;
    for (std::size_t i = 0; i < plan.units.size(); ++i) {
      const Unit& u = plan.units[i];
      const TaskLoad& l = loads[u.task.value];
      ASSERT_EQ(u.id, UnitId(static_cast<std::uint32_t>(i)));
      ASSERT_GE(u.sample_count, 1u);
      ASSERT_GE(u.program_count, 1u);
      ASSERT_LE(u.first_sample + u.sample_count, l.samples);
      ASSERT_LE(u.first_program + u.program_count, l.programs);
      ASSERT_TRUE(!options.early_stop || u.sample_count == l.samples);
      if (u.cost > cap * (1 + 1e-6)) {
        ASSERT_EQ(u.program_count, 1u);
        ASSERT_TRUE(options.early_stop || u.sample_count == 1);
      }
      if (i > 0) {
        const Unit& before = plan.units[i - 1];
        ASSERT_TRUE(
            std::tuple(-before.cost, before.task, before.first_sample, before.first_program) <
            std::tuple(-u.cost, u.task, u.first_sample, u.first_program));
      }
      for (std::uint32_t s = 0; s < u.sample_count; ++s) {
        for (std::uint32_t p = 0; p < u.program_count; ++p) {
          ASSERT_TRUE(seen.emplace(u.task.value, u.first_sample + s, u.first_program + p).second);
        }
      }
      cost += u.cost;
    }
    std::uint64_t pairs = 0;
    for (const TaskLoad& l : loads) pairs += std::uint64_t{l.samples} * l.programs;
    ASSERT_EQ(seen.size(), pairs);
    ASSERT_EQ(plan.evaluations, pairs);
    ASSERT_NEAR(cost, total_cost(loads), 1e-6 * (1 + cost));

    const Plan again = make_plan(loads, options);
    ASSERT_EQ(again.units, plan.units);
  }
}

}  // namespace
}  // namespace battalion::sched
