#include "arc/scoring.hpp"

#include <algorithm>
#include <limits>

#include "base/fnv.hpp"

namespace battalion::arc {

std::uint64_t digest(const Grid& grid) {
  Fnv64 h;
  h.u16(grid.height);
  h.u16(grid.width);
  for (std::int8_t c : grid.cells) h.byte(static_cast<std::uint8_t>(c));
  return h.value();
}

std::uint16_t cells_right(const Grid& answer, const Grid& expected) {
  if (answer.height != expected.height || answer.width != expected.width) return 0;
  std::size_t n = 0;
  for (std::size_t k = 0; k < answer.cells.size(); ++k) n += answer.cells[k] == expected.cells[k] ? 1 : 0;
  return static_cast<std::uint16_t>(std::min<std::size_t>(n, std::numeric_limits<std::uint16_t>::max()));
}

Totals totals(std::span<const TaskScore> tasks) {
  Totals out;
  std::uint64_t tests = 0, solved = 0, counted = 0;
  for (const TaskScore& t : tasks) {
    if (t.tests == 0) continue;
    ++counted;
    tests += t.tests;
    solved += t.tests_solved;
    out.b += static_cast<double>(t.tests_solved) / t.tests;
    if (t.tests_solved == t.tests) ++out.c;
  }
  if (counted == 0) return out;
  out.a = static_cast<double>(solved) / static_cast<double>(tests);
  out.b /= static_cast<double>(counted);
  return out;
}

}  // namespace battalion::arc
