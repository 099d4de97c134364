#include "score/beyond_planes.hpp"

#include <algorithm>

#include "lower/planes.hpp"

namespace battalion::score {
namespace {

using kernels::Int;
using kernels::Pair;
using kernels::Punt;
using kernels::Signature;

/// Of an answer that is made cell by cell. The interpreter looks at its limits on the way.
constexpr Int most_cells = Int{1} << 16;

arc::Grid cells_of(const kernels::Grid& grid) {
  arc::Grid out;
  lower::to_cells(grid, out);
  return out;
}

std::optional<Beyond> sized(Int height, Int width) {
  if (height < 1 || width < 1 || height > most_cells || width > most_cells || height * width > most_cells) return std::nullopt;
  Beyond b;
  b.is_grid = true;
  b.grid.height = static_cast<std::uint16_t>(std::min<Int>(height, 0xffff));
  b.grid.width = static_cast<std::uint16_t>(std::min<Int>(width, 0xffff));
  if (b.grid.height != height || b.grid.width != width) return std::nullopt;
  b.grid.cells.resize(static_cast<std::size_t>(height * width));
  return b;
}

std::optional<Beyond> scaled(const arc::Grid& from, Int down, Int across) {
  if (down > most_cells || across > most_cells) return std::nullopt;
  auto b = sized(from.height * down, from.width * across);
  if (!b) return b;
  // A row is made once, cell by cell, and copied to those below it.
  const std::int8_t* cell = from.cells.data();
  std::int8_t* to = b->grid.cells.data();
  for (Int i = 0; i < from.height; ++i) {
    const std::int8_t* const row = to;
    for (Int j = 0; j < from.width; ++j) to = std::fill_n(to, across, *cell++);
    for (Int k = 1; k < down; ++k) to = std::copy_n(row, b->grid.width, to);
  }
  return b;
}

std::optional<Beyond> side_by_side(const arc::Grid& left, const arc::Grid& right) {
  const Int rows = std::min(left.height, right.height);
  auto b = sized(rows, left.width + right.width);
  if (!b) return b;
  auto cell = b->grid.cells.begin();
  for (Int i = 0; i < rows; ++i) {
    for (const arc::Grid* g : {&left, &right}) cell = std::copy_n(g->cells.begin() + i * g->width, g->width, cell);
  }
  return b;
}

/// Of one width.
std::optional<Beyond> one_below_the_other(const arc::Grid& upper, const arc::Grid& lower) {
  auto b = sized(upper.height + lower.height, upper.width);
  if (b) std::copy(lower.cells.begin(), lower.cells.end(), std::copy(upper.cells.begin(), upper.cells.end(), b->grid.cells.begin()));
  return b;
}

std::optional<Beyond> too_large(const kernels::Instruction& i, const void* const* registers) {
  const auto grid = [&](kernels::Register r) { return cells_of(*static_cast<const kernels::Grid*>(registers[r])); };
  const auto integer = [&](kernels::Register r) { return *static_cast<const Int*>(registers[r]); };
  switch (static_cast<Signature>(i.code)) {
    case Signature::upscale_Grid_Int: return scaled(grid(i.a), integer(i.b), integer(i.b));
    case Signature::hupscale_Grid_Int: return scaled(grid(i.a), 1, integer(i.b));
    case Signature::vupscale_Grid_Int: return scaled(grid(i.a), integer(i.b), 1);
    case Signature::hconcat_Grid_Grid: return side_by_side(grid(i.a), grid(i.b));
    case Signature::vconcat_Grid_Grid:
    case Signature::combine_Grid_Grid: return one_below_the_other(grid(i.a), grid(i.b));
    case Signature::canvas_Int_Pair: {
      const Pair& dims = *static_cast<const Pair*>(registers[i.b]);
      const Int colour = integer(i.a);
      auto b = sized(dims.i, dims.j);
      if (!b || colour < 0 || colour > 9) return std::nullopt;
      std::fill(b->grid.cells.begin(), b->grid.cells.end(), static_cast<std::int8_t>(colour));
      return b;
    }
    default: return std::nullopt;
  }
}

/// Operations that punt for Punt::ragged where all that is amiss is their result: rows of unlike length are no grid.
bool makes_no_grid(Signature s) { return s == Signature::vconcat_Grid_Grid || s == Signature::combine_Grid_Grid; }

}  // namespace

std::optional<Beyond> made_beyond_planes(const kernels::Instruction& instruction, Punt why, const void* const* registers) {
  if (instruction.code >= kernels::signature_count) return std::nullopt;
  if (why == Punt::size) return too_large(instruction, registers);
  if (why == Punt::ragged && makes_no_grid(static_cast<Signature>(instruction.code))) return Beyond{};
  return std::nullopt;
}

}  // namespace battalion::score
