#pragma once
// The map: tasks by programs, a letter each.

#include <string>
#include <vector>

#include "report/html/json.hpp"
#include "report/html/limits.hpp"
#include "report/html/pair_state.hpp"

namespace battalion::report::html {

class MapPart {
 public:
  MapPart(const store::SweepFile& sweep, const PageLimits& limits);
  /// See TaskVisit.
  void add(TaskId task, ProgramId first, std::span<const TaskTally> tallies);
  /// {tasks_a_row, programs_a_column, tasks: [id of a row's first], programs: [name of a column's
  /// first], rows: [text]}; a letter of a row is the best of its tasks and programs.
  Json json() const;

 private:
  const store::SweepFile& sweep_;
  std::uint64_t tasks_a_row_, programs_a_column_;
  std::vector<std::vector<PairState>> rows_;  ///< [row][column]
};

}  // namespace battalion::report::html
