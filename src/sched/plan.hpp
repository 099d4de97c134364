#pragma once
// From the loads of tasks to units: the policy; what a unit is stands in unit.hpp.

#include <cstdint>
#include <span>

#include "sched/unit.hpp"

namespace battalion::sched {

struct PlanOptions {
  int ranks = 1;
  /// A task that costs more than total / (ranks * units_per_rank) is split, so that the last units
  /// to finish cannot keep one rank busy long after the others.
  int units_per_rank = 8;
  /// Early stop needs all demos of a task in one unit: heavy tasks are split by programs only.
  bool early_stop = false;
};

/// Every pair (program, sample) of every task in exactly one unit; a unit is within one task. Tasks
/// without programs or samples yield none. Most expensive first, ties by task, first sample, first
/// program: the same loads and options give the same plan. A unit's id is its place in the plan.
/// A unit exceeds the share above only where it cannot be split further: one program on one sample
/// (early stop: one program on all samples).
Plan make_plan(std::span<const TaskLoad> loads, const PlanOptions& options);

}  // namespace battalion::sched
