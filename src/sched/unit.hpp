#pragma once
// What rank 0 hands out: a rectangle of one task's samples and one task's programs.

#include <cstdint>
#include <vector>

#include "base/id.hpp"

namespace battalion::sched {

struct Unit {
  UnitId id;
  TaskId task;
  std::uint32_t first_sample = 0;  ///< within the task
  std::uint32_t sample_count = 0;
  std::uint32_t first_program = 0;  ///< within the task's list of programs (all programs under `cross`)
  std::uint32_t program_count = 0;
  double cost = 0;  ///< estimated seconds

  bool operator==(const Unit&) const = default;
};

/// Units in the order in which they are handed out: most expensive first.
struct Plan {
  std::vector<Unit> units;
  std::uint64_t evaluations = 0;  ///< pairs (program, sample) in all units
};

/// A task as the planner sees it.
struct TaskLoad {
  TaskId task;
  std::uint32_t samples = 0;
  std::uint32_t demos = 0;
  std::uint32_t programs = 0;
  std::vector<double> sample_cost;  ///< [samples] seconds for all programs of the task
};

}  // namespace battalion::sched
