#pragma once
// The table of tasks.

#include <optional>
#include <vector>

#include "report/html/json.hpp"
#include "report/html/limits.hpp"
#include "report/html/task_walk.hpp"
#include "report/summary.hpp"

namespace battalion::report::html {

class TaskPart {
 public:
  explicit TaskPart(const store::SweepFile& sweep);
  /// See TaskVisit.
  void add(TaskId task, ProgramId first, std::span<const TaskTally> tallies);
  /// {rows, left_out}; times in seconds, outcomes as outcomes_json().
  Json json(const Summary& summary, const PageLimits& limits) const;

 private:
  struct Miss {
    std::uint32_t exact = 0;  ///< samples
    std::uint64_t cells_right = 0;
    ProgramId program;
  };
  struct Found {
    std::uint64_t programs = 0;         ///< that meet it
    std::uint64_t solved_by = 0;        ///< programs
    std::uint64_t demos_solved_by = 0;  ///< programs
    std::optional<Miss> best_miss;      ///< of the programs that do not solve it
    store::OutcomeCounts outcomes;
  };
  Json row(std::size_t task, const TaskLine& line) const;

  const store::SweepFile& sweep_;
  std::vector<Found> found_;  ///< [task]
};

/// {exact, wrong, error, timeout, memory, skipped, pending}: how many pairs.
Json outcomes_json(const store::OutcomeCounts& counts);

}  // namespace battalion::report::html
