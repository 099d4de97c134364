#pragma once
// The table of programs.

#include <vector>

#include "report/choice.hpp"
#include "report/html/json.hpp"
#include "report/html/limits.hpp"
#include "report/html/task_walk.hpp"

namespace battalion::report::html {

class ProgramPart {
 public:
  explicit ProgramPart(const store::SweepFile& sweep)
      : sweep_(sweep), found_(sweep.programs().size()) {}
  /// See TaskVisit.
  void add(TaskId task, ProgramId first, std::span<const TaskTally> tallies);
  /// {rows, left_out, by_tasks_solved: [[tasks, programs]], not_lowered: [[why, programs]]}. Rows
  /// are in the order of the file; where there are too many, the best candidates of the tasks (at
  /// most half of the rows), and those that solve most.
  Json json(const Choices& choices, const PageLimits& limits) const;

 private:
  struct Found {
    std::uint32_t tasks = 0;         ///< that it meets
    std::uint32_t tasks_solved = 0;  ///< exact on every sample
    std::uint64_t cells_right = 0;
    std::uint64_t cells = 0;  ///< of the tasks that it meets
    store::OutcomeCounts outcomes;
  };
  Json row(std::uint32_t program) const;
  Json by_tasks_solved() const;
  Json not_lowered(const PageLimits& limits) const;
  std::vector<std::uint32_t> rows_of(const Choices& choices, std::size_t most) const;

  const store::SweepFile& sweep_;
  std::vector<Found> found_;  ///< [program]
};

}  // namespace battalion::report::html
