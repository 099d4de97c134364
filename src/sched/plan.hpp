#pragma once
// From the loads of tasks to units: the policy; what a unit is stands in unit.hpp.

#include <cstdint>
#include <span>

#include "sched/unit.hpp"

namespace battalion::sched {

struct PlanOptions {
  int ranks = 1;
  /// Units shrink with what is left to plan, from this part of a rank's fair share (total / ranks) to that one: large ones share
  /// most work, small ones at the end keep no rank busy long after the others. What a unit really takes may be ten times what
  /// was estimated, so the largest are small too.
  int largest_of = 32, smallest_of = 256;
  /// A unit takes at least so many seconds for each rank that there is, or rank 0 could not keep up with telling so many of
  /// the next: it takes two messages a unit, of about 2 us each over a network, and is to be busy with them an eighth of its time. But a
  /// rank has so many units at least.
  double seconds_of_rank0 = 32e-6;
  int fewest = 8;
  /// Early stop needs all demos of a task in one unit: heavy tasks are split by programs only.
  bool early_stop = false;
};

/// Every pair (program, sample) of every task in exactly one unit; a unit is within one task. Tasks
/// without programs or samples yield none. Most expensive first, ties by task, first sample, first
/// program: the same loads and options give the same plan. A unit's id is its place in the plan.
/// A unit exceeds the largest only where it cannot be split further: one program on one sample
/// (early stop: one program on all samples).
Plan make_plan(std::span<const TaskLoad> loads, const PlanOptions& options);

}  // namespace battalion::sched
