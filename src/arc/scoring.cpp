#include "arc/scoring.hpp"

#include <algorithm>
#include <limits>

#include "arc/detail/add_grid.hpp"
#include "base/contract.hpp"
#include "base/fnv.hpp"

namespace battalion::arc {

std::uint64_t digest(const GridView& grid) {
  Fnv64 fnv;
  detail::add_grid(fnv, grid);
  return fnv.value();
}

bool equal(const GridView& a, const GridView& b) {
  return a.height == b.height && a.width == b.width && std::equal(a.cells.begin(), a.cells.end(), b.cells.begin(), b.cells.end());
}

std::uint16_t cells_right(const GridView& answer, const GridView& expected) {
  if (answer.height != expected.height || answer.width != expected.width) return 0;
  BATTALION_EXPECT(answer.cells.size() == expected.cells.size());
  // In pieces that a byte can count, so that the compiler counts sixteen at a time.
  constexpr std::size_t piece = 240;
  std::size_t right = 0;
  for (std::size_t from = 0; from < expected.cells.size(); from += piece) {
    const std::size_t to = std::min(expected.cells.size(), from + piece);
    std::uint8_t here = 0;
    for (std::size_t k = from; k < to; ++k) here = static_cast<std::uint8_t>(here + (answer.cells[k] == expected.cells[k] ? 1 : 0));
    right += here;
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
