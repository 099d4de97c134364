#include "sched/plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "base/contract.hpp"

namespace battalion::sched {
namespace {

double cost_of(const TaskLoad& load, std::uint32_t first, std::uint32_t count) {
  const auto from = load.sample_cost.begin() + first;
  return std::accumulate(from, from + count, 0.0);
}

/// Splits one task into units of at most `cap` seconds.
class Splitter {
 public:
  Splitter(const TaskLoad& load, double cap, std::vector<Unit>& units)
      // A sum that equals the cap but for rounding must not split.
      : load_(load), cap_(cap * (1 + 1e-9)), units_(units) {}

  void by_programs(std::uint32_t first_sample, std::uint32_t sample_count) {
    const double cost = cost_of(load_, first_sample, sample_count);
    const std::uint32_t programs = load_.programs;
    std::uint32_t most = programs;  // programs in one unit
    if (cost > cap_) {
      most = static_cast<std::uint32_t>(std::max(1.0, std::floor(cap_ / cost * programs)));
    }
    const std::uint32_t pieces = (programs - 1) / most + 1;
    std::uint32_t first = 0;
    for (std::uint32_t k = 0; k < pieces; ++k) {  // sizes differ by one at most
      const std::uint32_t count = programs / pieces + (k < programs % pieces ? 1 : 0);
      const double share = static_cast<double>(count) / programs;
      units_.push_back(
          {UnitId(), load_.task, first_sample, sample_count, first, count, cost * share});
      first += count;
    }
  }

  void by_samples() {
    const double total = cost_of(load_, 0, load_.samples);
    // Even pieces rather than full ones and a crumb.
    const double target = total / std::ceil(total / cap_);
    std::uint32_t first = 0;
    double sum = 0;
    for (std::uint32_t s = 0; s < load_.samples; ++s) {
      const double next = load_.sample_cost[s];
      if (s > first && (sum >= target || sum + next > cap_)) {
        by_programs(first, s - first);
        first = s;
        sum = 0;
      }
      sum += next;
    }
    by_programs(first, load_.samples - first);
  }

 private:
  const TaskLoad& load_;
  double cap_;
  std::vector<Unit>& units_;
};

}  // namespace

Plan make_plan(std::span<const TaskLoad> loads, const PlanOptions& options) {
  BATTALION_EXPECT(options.ranks >= 1 && options.units_per_rank >= 1);
  double total = 0;
  for (const TaskLoad& load : loads) {
    BATTALION_EXPECT(load.sample_cost.size() == load.samples && load.demos <= load.samples);
    if (load.programs != 0) total += cost_of(load, 0, load.samples);
  }
  const double cap = total / (static_cast<double>(options.ranks) * options.units_per_rank);

  Plan plan;
  for (const TaskLoad& load : loads) {
    if (load.programs == 0 || load.samples == 0) continue;
    plan.evaluations += static_cast<std::uint64_t>(load.samples) * load.programs;
    Splitter splitter(load, cap, plan.units);
    if (options.early_stop || cost_of(load, 0, load.samples) <= cap) {
      splitter.by_programs(0, load.samples);
    } else {
      splitter.by_samples();
    }
  }
  std::sort(plan.units.begin(), plan.units.end(), [](const Unit& a, const Unit& b) {
    return std::tuple(-a.cost, a.task, a.first_sample, a.first_program) <
           std::tuple(-b.cost, b.task, b.first_sample, b.first_program);
  });
  for (std::size_t i = 0; i < plan.units.size(); ++i) {
    plan.units[i].id = UnitId(static_cast<std::uint32_t>(i));
  }
  return plan;
}

}  // namespace battalion::sched
