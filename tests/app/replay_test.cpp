// A hand-out on a clock of its own: what must hold of it whatever the plan, and what plans are worth on many ranks.

#include "app/replay.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "app/scaling.hpp"

namespace battalion::app {
namespace {

constexpr ReplayTerms at_once{.latency = 0, .handling = 0, .poll = 0};

sched::Plan plan_of(std::size_t units) {
  sched::Plan plan;
  plan.units.resize(units);
  for (std::size_t u = 0; u < units; ++u) plan.units[u].id = UnitId(static_cast<std::uint32_t>(u));
  return plan;
}
std::vector<double> drawn_seconds(std::size_t units) {
  std::mt19937_64 draw(units);
  std::vector<double> seconds(units);
  for (double& s : seconds) s = std::lognormal_distribution<>(0, 1)(draw);
  std::sort(seconds.rbegin(), seconds.rend());  // as plans are
  return seconds;
}

TEST(Replay, keeps_ranks_at_work_where_telling_takes_no_time) {
  for (const int ranks : {1, 2, 7, 64}) {
    for (const std::size_t units : {std::size_t{1}, std::size_t{6}, std::size_t{500}}) {
      const auto seconds = drawn_seconds(units);
      const Replay r = replay(plan_of(units), seconds, ranks, at_once);
      const double work = std::accumulate(seconds.begin(), seconds.end(), 0.0);
      EXPECT_NEAR(r.work, work, 1e-9 * work);
      // No schedule is shorter; and none that hands out whatever is next is longer: units that wait behind a long one, of which
      // a rank holds two, are the first two.
      const double least = std::max(work / ranks, seconds.front());
      EXPECT_GE(r.makespan, least * (1 - 1e-9));
      EXPECT_LE(r.makespan, work / ranks + 2 * seconds.front() + 1e-9);
      EXPECT_EQ(r.waiting, 0);
      EXPECT_EQ(r.messages, 2 * units + 2 * static_cast<std::size_t>(ranks));
      EXPECT_LE(r.efficiency(), 1 + 1e-9);
    }
  }
}

TEST(Replay, hides_the_way_to_rank_0_behind_the_unit_at_hand) {
  const std::vector<double> seconds(300, 0.5);
  const Replay r = replay(plan_of(300), seconds, 3);
  // Only the first unit of each rank is waited for: there and back, two looks.
  EXPECT_GT(r.waiting, 0);
  EXPECT_LT(r.waiting, 3 * 4e-3);
  EXPECT_GT(r.efficiency(), 0.999);
}

TEST(Replay, tells_of_a_rank_0_that_cannot_keep_up) {
  const std::vector<double> seconds(2'000, 0.001);
  const Replay slow = replay(plan_of(2'000), seconds, 100, {.latency = 0, .handling = 1e-3, .poll = 0});
  EXPECT_GT(slow.makespan, 4'000 * 1e-3 * 0.9);  // it takes and sends two messages a unit
  EXPECT_GT(slow.rank0_busy / slow.makespan, 0.9);
  EXPECT_GT(slow.p99_wait, 0);
}

TEST(Replay, is_the_same_each_time) {
  const auto seconds = drawn_seconds(1'000);
  const Replay a = replay(plan_of(1'000), seconds, 33), b = replay(plan_of(1'000), seconds, 33);
  EXPECT_EQ(a.makespan, b.makespan);
  EXPECT_EQ(a.waiting, b.waiting);
  EXPECT_EQ(a.bytes, b.bytes);
}

TEST(Replay, has_nothing_to_do_without_units) {
  const Replay r = replay(plan_of(0), {}, 4);
  EXPECT_EQ(r.makespan, 0);
  EXPECT_EQ(r.efficiency(), 1);
}

/// Tasks of unlike size, as datasets have them.
std::vector<sched::TaskLoad> drawn_loads(std::uint32_t tasks, std::uint32_t samples, std::uint32_t programs) {
  std::mt19937_64 draw(7);
  std::vector<sched::TaskLoad> loads(tasks);
  for (std::uint32_t t = 0; t < tasks; ++t) {
    loads[t] = {.task = TaskId(t), .samples = samples, .demos = samples - 1, .programs = programs, .sample_cost = {}};
    for (std::uint32_t s = 0; s < samples; ++s) {
      loads[t].sample_cost.push_back(programs * 1e-5 * std::uniform_real_distribution<>(0.1, 1)(draw));
    }
  }
  return loads;
}

TEST(Scaling, of_a_large_sweep_keeps_many_ranks_at_work) {
  const auto loads = drawn_loads(400, 100, 400);
  const ScaledPlan p = scale_plan(loads, modelled_seconds(loads), 64, false, {});
  EXPECT_GT(p.replay.efficiency(), 0.95);
  EXPECT_GE(p.best_efficiency, p.replay.efficiency());
  EXPECT_LE(p.shortest_unit, p.median_unit);
  EXPECT_LE(p.median_unit, p.longest_unit);
}

TEST(Scaling, loses_no_work_of_the_costs_that_it_is_given) {
  auto loads = drawn_loads(5, 10, 100);
  auto seconds = modelled_seconds(loads);
  for (auto& task : seconds.of) {
    for (double& s : task) s *= 3;
  }
  const ScaledPlan p = scale_plan(loads, seconds, 4, true, at_once);
  double work = 0;
  for (const auto& task : seconds.of) work = std::accumulate(task.begin(), task.end(), work);
  EXPECT_NEAR(p.replay.work, work, 1e-9 * work);
}

TEST(Scaling, repeats_samples) {
  auto loads = drawn_loads(2, 3, 10);
  auto seconds = modelled_seconds(loads);
  const auto before = seconds.of[1];
  repeat_samples(loads, seconds, 8);
  EXPECT_EQ(loads[1].samples, 8u);
  EXPECT_EQ(loads[1].sample_cost.size(), 8u);
  EXPECT_EQ(seconds.of[1][7], before[1]);
}

}  // namespace
}  // namespace battalion::app
