#include "arc/scoring.hpp"

#include <algorithm>
#include <limits>

#include "arc/detail/add_grid.hpp"
#include "base/contract.hpp"
#include "base/fnv.hpp"

namespace battalion::arc {

std::uint64_t digest(const Grid& grid) {
  Fnv64 fnv;
  detail::add_grid(fnv, grid);
  return fnv.value();
}

std::uint16_t cells_right(const Grid& answer, const Grid& expected) {
  if (answer.height != expected.height || answer.width != expected.width) return 0;
  BATTALION_EXPECT(answer.cells.size() == expected.cells.size());
  std::size_t right = 0;
  for (std::size_t k = 0; k < expected.cells.size(); ++k) {
    right += answer.cells[k] == expected.cells[k] ? 1 : 0;
  }
  constexpr std::size_t most = std::numeric_limits<std::uint16_t>::max();
  return static_cast<std::uint16_t>(std::min(right, most));
}

Totals totals(std::span<const TaskScore> tasks) {
  std::uint64_t tests = 0;
  std::uint64_t solved = 0;
  std::uint64_t tasks_with_tests = 0;
  double shares = 0;
  Totals totals;
  for (const TaskScore& task : tasks) {
    BATTALION_EXPECT(task.tests_solved <= task.tests);
    if (task.tests == 0) continue;
    tests += task.tests;
    solved += task.tests_solved;
    ++tasks_with_tests;
    shares += static_cast<double>(task.tests_solved) / task.tests;
    totals.c += task.tests_solved == task.tests ? 1 : 0;
  }
  if (tasks_with_tests == 0) return totals;
  totals.a = static_cast<double>(solved) / static_cast<double>(tests);
  totals.b = shares / static_cast<double>(tasks_with_tests);
  return totals;
}

}  // namespace battalion::arc
