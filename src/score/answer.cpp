#include "score/answer.hpp"

#include <algorithm>
#include <limits>

#include "dsl/tuple.hpp"

namespace battalion::score {
namespace {

using dsl::Tag;
using dsl::Value;

constexpr std::uint32_t longest = std::numeric_limits<std::uint16_t>::max();
/// Rows may be one and the same row many times over, so what is small as a value can be huge as a grid.
constexpr std::size_t most_cells = std::size_t{1} << 24;

bool fits_byte(std::int64_t n) { return n >= -128 && n <= 127; }

/// Appends the integers of a row; false where it is no row of bytes.
bool append_row(Value row, std::vector<std::int8_t>& cells) {
  if (row.is(Tag::row)) {
    cells.insert(cells.end(), row.row().cells, row.row().cells + row.row().size);
    return true;
  }
  if (row.is(Tag::pair)) {
    if (!fits_byte(row.pair_i()) || !fits_byte(row.pair_j())) return false;
    cells.push_back(static_cast<std::int8_t>(row.pair_i()));
    cells.push_back(static_cast<std::int8_t>(row.pair_j()));
    return true;
  }
  if (!row.is(Tag::tuple)) return false;
  for (std::uint32_t k = 0; k < row.tuple().size; ++k) {
    const Value v = row.tuple().items[k];
    if (!v.is_int() || !fits_byte(v.as_int())) return false;
    cells.push_back(static_cast<std::int8_t>(v.as_int()));
  }
  return true;
}

}  // namespace

std::optional<arc::GridView> plain_grid(Value value) {
  if (!value.is(Tag::grid)) return std::nullopt;
  const dsl::GridObj& g = value.grid();
  const std::size_t cells = std::size_t{g.height} * g.width;
  if (g.height > longest || g.width > longest || cells > most_cells) return std::nullopt;
  return arc::GridView(static_cast<std::uint16_t>(g.height), static_cast<std::uint16_t>(g.width), {g.cells, cells});
}

std::optional<arc::Grid> to_grid(Value value) {
  if (const auto view = plain_grid(value)) return arc::Grid{view->height, view->width, {view->cells.begin(), view->cells.end()}};
  arc::Grid out;
  // Rows with bools in them are no plain grid, but equal to one.
  if (!value.is(Tag::tuple) || value.tuple().size == 0 || value.tuple().size > longest) return std::nullopt;
  const dsl::TupleObj& rows = value.tuple();
  for (std::uint32_t i = 0; i < rows.size; ++i) {
    const std::size_t before = out.cells.size();
    if (!append_row(rows.items[i], out.cells)) return std::nullopt;
    const std::size_t width = out.cells.size() - before;
    if (i == 0 && (width == 0 || width > longest)) return std::nullopt;
    if (i == 0) out.width = static_cast<std::uint16_t>(width);
    if (width != out.width || width * rows.size > most_cells) return std::nullopt;
  }
  out.height = static_cast<std::uint16_t>(rows.size);
  return out;
}

Value from_grid(dsl::Context& ctx, const arc::Grid& grid) {
  dsl::GridObj* g = dsl::new_grid(ctx, grid.height, grid.width);
  std::copy(grid.cells.begin(), grid.cells.end(), g->cells);
  return dsl::as_value(g);
}

}  // namespace battalion::score
