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

/// How large the next unit may be, as long as so much is left to plan.
class Caps {
 public:
  Caps(double total, const PlanOptions& options) : ranks_(options.ranks), left_(total) {
    const double share = total / ranks_;
    smallest_ = std::max(share / options.smallest_of, std::min(share / options.fewest, ranks_ * options.seconds_of_rank0));
    largest_ = std::max(share / options.largest_of, smallest_);
  }

  /// A sum that equals the cap but for rounding must not split.
  double next() const { return std::clamp(left_ / (shares * ranks_), smallest_, largest_) * (1 + 1e-9); }
  void planned(double cost) { left_ -= cost; }

 private:
  /// Of what is left a unit is so small a part of a rank's share.
  static constexpr double shares = 3;
  double ranks_, smallest_ = 0, largest_ = 0, left_;
};

/// Splits one task into units.
class Splitter {
 public:
  Splitter(const TaskLoad& load, Caps& caps, std::vector<Unit>& units) : load_(load), caps_(caps), units_(units) {}

  void by_programs(std::uint32_t first_sample, std::uint32_t sample_count) {
    const double cost = cost_of(load_, first_sample, sample_count);
    for (std::uint32_t first = 0; first < load_.programs;) {
      const std::uint32_t left = load_.programs - first;
      const double rest = cost * left / load_.programs, cap = caps_.next();
      std::uint32_t count = left;
      if (rest > cap) {
        // Even pieces rather than full ones and a crumb.
        const double pieces = std::min(std::ceil(rest / cap), static_cast<double>(left));
        count = static_cast<std::uint32_t>(std::max(1.0, std::floor(left / pieces)));
      }
      add(first_sample, sample_count, first, count, cost * count / load_.programs);
      first += count;
    }
  }

  void by_samples() {
    double rest = cost_of(load_, 0, load_.samples);
    for (std::uint32_t first = 0; first < load_.samples;) {
      const double cap = caps_.next();
      if (rest <= cap) return by_programs(first, load_.samples - first);
      const double target = rest / std::ceil(rest / cap);
      std::uint32_t end = first;
      double sum = 0;
      while (end < load_.samples && (end == first || (sum < target * (1 - 1e-9) && sum + load_.sample_cost[end] <= cap))) {
        sum += load_.sample_cost[end++];
      }
      by_programs(first, end - first);
      rest -= sum;
      first = end;
    }
  }

 private:
  void add(std::uint32_t first_sample, std::uint32_t sample_count, std::uint32_t first_program, std::uint32_t program_count, double cost) {
    units_.push_back({UnitId(), load_.task, first_sample, sample_count, first_program, program_count, cost});
    caps_.planned(cost);
  }

  const TaskLoad& load_;
  Caps& caps_;
  std::vector<Unit>& units_;
};

}  // namespace

Plan make_plan(std::span<const TaskLoad> loads, const PlanOptions& options) {
  BATTALION_EXPECT(options.ranks >= 1 && options.fewest >= 1 && options.largest_of >= 1 && options.smallest_of >= options.largest_of);
  double total = 0;
  for (const TaskLoad& load : loads) {
    BATTALION_EXPECT(load.sample_cost.size() == load.samples && load.demos <= load.samples);
    if (load.programs != 0) total += cost_of(load, 0, load.samples);
  }
  Caps caps(total, options);

  // The dearest tasks first, while units may be large.
  std::vector<const TaskLoad*> by_cost;
  for (const TaskLoad& load : loads) {
    if (load.programs != 0 && load.samples != 0) by_cost.push_back(&load);
  }
  std::stable_sort(by_cost.begin(), by_cost.end(),
                   [](const TaskLoad* a, const TaskLoad* b) { return cost_of(*a, 0, a->samples) > cost_of(*b, 0, b->samples); });
  Plan plan;
  for (const TaskLoad* load : by_cost) {
    plan.evaluations += static_cast<std::uint64_t>(load->samples) * load->programs;
    Splitter splitter(*load, caps, plan.units);
    if (options.early_stop) {
      splitter.by_programs(0, load->samples);
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
