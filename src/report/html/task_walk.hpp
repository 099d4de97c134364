#pragma once
// What every program did on every task, told task by task without holding the matrices.

#include <array>
#include <cstdint>
#include <functional>
#include <span>

#include "base/id.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report::html {

/// What there is to be right about in a task.
struct TaskSize {
  std::uint32_t demos = 0;
  std::uint32_t tests = 0;  ///< whose outputs are known
  std::uint64_t cells = 0;  ///< of all known outputs

  std::uint32_t samples() const { return demos + tests; }
};

TaskSize size_of(const store::SweepFile& sweep, TaskId task);

/// What one program did on one task.
struct TaskTally {
  std::array<std::uint32_t, score::outcome_count> by_outcome{};  ///< samples
  std::uint32_t exact_demos = 0;
  std::uint64_t cells_right = 0;

  std::uint32_t of(score::Outcome o) const { return by_outcome[static_cast<std::size_t>(o)]; }
  bool met() const;  ///< the pairing lets them meet
  /// Exact on every sample, demo or test, whose output is known.
  bool solved(const TaskSize& size) const;
};

/// `tallies`: of programs [first, first + size). Programs come in bands, each through all tasks.
using TaskVisit =
    std::function<void(TaskId task, ProgramId first, std::span<const TaskTally> tallies)>;
void for_each_task(const store::SweepFile& sweep, const TaskVisit& visit);

}  // namespace battalion::report::html
