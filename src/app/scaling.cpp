#include "app/scaling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "base/printable.hpp"
#include "sched/plan.hpp"
#include "store/sweep_file.hpp"

namespace battalion::app {
namespace {

/// [unit] of the plan. A program's share of a sample is every program's.
std::vector<double> unit_seconds(const sched::Plan& plan, const std::vector<sched::TaskLoad>& loads, const SampleSeconds& seconds) {
  std::vector<std::vector<double>> before(seconds.of.size());  // [task][sample] of the samples before it
  for (std::size_t t = 0; t < before.size(); ++t) {
    before[t].resize(seconds.of[t].size() + 1, 0);
    std::partial_sum(seconds.of[t].begin(), seconds.of[t].end(), before[t].begin() + 1);
  }
  std::vector<double> out;
  out.reserve(plan.units.size());
  for (const sched::Unit& u : plan.units) {
    const auto& sums = before[u.task.value];
    const double samples = sums[u.first_sample + u.sample_count] - sums[u.first_sample];
    out.push_back(samples * u.program_count / loads[u.task.value].programs);
  }
  return out;
}

}  // namespace

SampleSeconds modelled_seconds(const std::vector<sched::TaskLoad>& loads) {
  SampleSeconds out;
  for (const sched::TaskLoad& load : loads) out.of.push_back(load.sample_cost);
  out.source = "estimated before anything has run (--from takes them from a sweep)";
  return out;
}

SampleSeconds measured_seconds(const Job& job, const std::vector<sched::TaskLoad>& loads, const std::filesystem::path& sweep) {
  const store::SweepFile file(sweep);
  const store::SampleTimings timings = file.sample_timings();
  std::map<std::string, const store::TaskRow*> tasks;
  for (const store::TaskRow& t : file.tasks()) tasks.emplace(t.id, &t);
  const store::Counts counts = file.count();

  SampleSeconds out = modelled_seconds(loads);
  std::vector<std::vector<bool>> known(out.of.size());
  double measured = 0, estimated = 0;  // of the same samples
  std::size_t found = 0, all = 0;
  for (std::size_t t = 0; t < out.of.size(); ++t) {
    const arc::Task& task = job.dataset.task(TaskId(static_cast<std::uint32_t>(t)));
    known[t].resize(out.of[t].size());
    all += out.of[t].size();
    const auto row = tasks.find(task.id);
    if (row == tasks.end() || row->second->sample_count != out.of[t].size()) continue;
    const std::size_t number = static_cast<std::size_t>(row->second - file.tasks().data());
    const double programs = static_cast<double>(counts.by_task[number].evaluations()) / row->second->sample_count;
    if (programs == 0) continue;
    for (std::size_t s = 0; s < out.of[t].size(); ++s) {
      const std::size_t at = row->second->first_sample + s;
      if (timings.rank[at] < 0) continue;
      const double seconds = static_cast<double>(timings.wall_ns[at]) * 1e-9 * loads[t].programs / programs;
      measured += seconds;
      estimated += out.of[t][s];
      out.of[t][s] = seconds;
      known[t][s] = true;
      ++found;
    }
  }
  if (found == 0) {
    fail_input("{}: it tells nothing of these tasks (none of their samples is scored there) give a sweep of the same dataset, or "
               "leave --from out", printable(sweep.string()));
  }
  const double factor = estimated > 0 ? measured / estimated : 1;
  for (std::size_t t = 0; t < out.of.size(); ++t) {
    for (std::size_t s = 0; s < out.of[t].size(); ++s) out.of[t][s] *= known[t][s] ? 1 : factor;
  }
  out.source = fmt::format("measured in {}", printable(sweep.string()));
  if (found < all) out.source += fmt::format(" ({} of {} samples, the others estimated)", found, all);
  return out;
}

void repeat_samples(std::vector<sched::TaskLoad>& loads, SampleSeconds& seconds, std::uint32_t samples) {
  for (std::size_t t = 0; t < loads.size(); ++t) {
    sched::TaskLoad& load = loads[t];
    if (load.samples == 0) continue;
    const std::vector<double> cost = load.sample_cost, taken = seconds.of[t];
    load.sample_cost.resize(samples);
    seconds.of[t].resize(samples);
    for (std::uint32_t s = 0; s < samples; ++s) {
      load.sample_cost[s] = cost[s % load.samples];
      seconds.of[t][s] = taken[s % load.samples];
    }
    load.samples = samples;
    load.demos = std::min(load.demos, samples);
  }
}

ScaledPlan scale_plan(const std::vector<sched::TaskLoad>& loads, const SampleSeconds& seconds, int ranks, bool early_stop,
                      const ReplayTerms& terms) {
  sched::PlanOptions options{.ranks = ranks, .early_stop = early_stop};
  ScaledPlan out;
  out.smallest_of = options.smallest_of;
  const int largest_of = options.largest_of;
  const auto run = [&](int smallest_of) {
    options.smallest_of = smallest_of;
    options.largest_of = std::min(largest_of, smallest_of);
    const sched::Plan plan = sched::make_plan(loads, options);
    std::vector<double> unit = unit_seconds(plan, loads, seconds);
    const Replay replayed = replay(plan, unit, ranks, terms);
    if (replayed.efficiency() > out.best_efficiency) {
      out.best_efficiency = replayed.efficiency();
      out.best_smallest_of = smallest_of;
    }
    if (smallest_of != out.smallest_of) return;
    out.replay = replayed;
    out.units = unit.size();
    if (unit.empty()) return;
    std::sort(unit.begin(), unit.end());
    out.shortest_unit = unit.front();
    out.median_unit = unit[unit.size() / 2];
    out.longest_unit = unit.back();
  };
  // The sweep's own first: of equals it is the best.
  run(out.smallest_of);
  for (const int other : {8, 32, 64, 1024}) run(other);
  return out;
}

}  // namespace battalion::app
