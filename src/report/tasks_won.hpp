#pragma once
// How many tasks each program is good at.

#include <cstdint>
#include <vector>

#include "store/sweep_file.hpp"

namespace battalion::report {

struct TasksWon {
  std::uint32_t demos = 0;  ///< tasks on all demos of which the program is exact
  std::uint32_t all = 0;    ///< of them, those on all tests of which it is exact too
};

/// [program]. Streams the outcome matrix.
std::vector<TasksWon> count_tasks_won(const store::SweepFile& sweep);

}  // namespace battalion::report
