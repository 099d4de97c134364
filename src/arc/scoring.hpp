#pragma once
// The rules by which one answer is judged, and the three totals of the field (DESIGN.md, "Scores").

#include <cstdint>
#include <span>

#include "arc/grid.hpp"

namespace battalion::arc {

/// A grid whose cells are somebody else's.
struct GridView {
  std::uint16_t height = 0;
  std::uint16_t width = 0;
  std::span<const std::int8_t> cells;  ///< [height][width], row-major

  GridView(std::uint16_t h, std::uint16_t w, std::span<const std::int8_t> c) : height(h), width(w), cells(c) {}
  GridView(const Grid& grid) : GridView(grid.height, grid.width, grid.cells) {}
};

/// FNV-1a 64 over height and width as 16-bit little-endian, then one signed byte a cell, row-major.
std::uint64_t digest(const GridView& grid);

/// Cells that agree; 0 where the shapes differ (a cell has no counterpart then).
std::uint16_t cells_right(const GridView& answer, const GridView& expected);
/// Whether they are the same.
bool equal(const GridView& a, const GridView& b);

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
