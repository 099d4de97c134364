#pragma once
// The rules by which one answer is judged, and the three totals of the field (DESIGN.md, "Scores").

#include <cstdint>
#include <span>

#include "arc/grid.hpp"

namespace battalion::arc {

/// FNV-1a 64 over height and width as 16-bit little-endian, then one signed byte a cell, row-major.
std::uint64_t digest(const Grid& grid);

/// Cells that agree; 0 where the shapes differ (a cell has no counterpart then).
std::uint16_t cells_right(const Grid& answer, const Grid& expected);

/// What one task contributes to the totals.
struct TaskScore {
  std::uint32_t tests = 0;         ///< test outputs
  std::uint32_t tests_solved = 0;  ///< of them, solved
};

struct Totals {
  double a = 0;         ///< solved test outputs over all test outputs
  double b = 0;         ///< mean over tasks (with tests) of the share of its tests solved
  std::uint32_t c = 0;  ///< tasks with every test solved
};

Totals totals(std::span<const TaskScore> tasks);

}  // namespace battalion::arc
