#pragma once
// Reading grids. Plain ones (Tag::grid) are arrays of bytes; what else a program makes of tuples (ragged rows,
// cells that are None or large) goes the slow way, element by element, as the reference does.

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "dsl/context.hpp"
#include "dsl/error.hpp"
#include "dsl/tuple.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl::prim {

/// An 8-bit colour of a plain grid.
inline std::optional<std::int8_t> plain_colour(Value v) {
  if (!v.is(Tag::integer) || v.as_small() < -128 || v.as_small() > 127) return std::nullopt;
  return static_cast<std::int8_t>(v.as_small());
}

struct Size {
  std::int64_t height, width;
};
/// len(grid), len(grid[0])
inline Size size_of(Context& ctx, Value grid) {
  if (grid.is(Tag::grid)) return {grid.grid().height, grid.grid().width};
  const std::int64_t h = length(grid);
  return {h, length(subscript(ctx, grid, 0))};
}

using Row = std::vector<Value>;
using Rows = std::vector<Row>;
/// [[v for v in row] for row in grid]
inline Rows rows_of(Context& ctx, Value grid) {
  Rows rows;
  for (Value row : elements(ctx, grid)) {
    const auto cells = elements(ctx, row);
    ctx.tick(cells.size() + 1);
    ctx.charge(cells.size() * sizeof(Value));
    rows.emplace_back(cells.begin(), cells.end());
  }
  return rows;
}
/// tuple(tuple(row) for row in rows)
inline Value from_rows(Context& ctx, const Rows& rows) {
  auto* out = ctx.take<Value>(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) out[i] = new_tuple(ctx, rows[i]);
  return new_tuple(ctx, {out, rows.size()});
}

/// Copies n cells.
inline std::int8_t* copy_cells(Context& ctx, const std::int8_t* from, std::size_t n, std::int8_t* to) {
  ctx.in_pieces(n, [&](std::size_t a, std::size_t b) { std::copy(from + a, from + b, to + a); });
  return to + n;
}

/// A plain grid of which `cell(i, j)` gives each cell; h and w at least 1.
template <class Cell>
Value plain_grid(Context& ctx, std::uint64_t h, std::uint64_t w, const Cell& cell) {
  GridObj* g = new_grid(ctx, h, w);
  std::int8_t* out = g->cells;
  for (std::uint32_t i = 0; i < g->height; ++i) {
    ctx.budget.moving(g->width);
    for (std::uint32_t j = 0; j < g->width; ++j) *out++ = cell(i, j);
  }
  return as_value(g);
}

/// The same, row by row: copy(i, to) writes row i.
template <class CopyRow>
Value plain_grid_of_rows(Context& ctx, std::uint64_t h, std::uint64_t w, const CopyRow& copy) {
  GridObj* g = new_grid(ctx, h, w);
  std::int8_t* out = g->cells;
  for (std::uint32_t i = 0; i < g->height; ++i, out += g->width) {
    ctx.budget.moving(g->width);
    copy(i, out);
  }
  return as_value(g);
}

/// h rows without cells.
Value hollow_rows(Context& ctx, std::int64_t h);
/// tuple[from:to], already resolved to 0 <= from, to <= len; shares a plain grid's cells.
Value slice(Context& ctx, Value tuple, std::int64_t from, std::int64_t to);
/// Where Python's t[start:stop] begins and ends for a length.
struct Range {
  std::int64_t from, to;
  std::int64_t size() const { return std::max<std::int64_t>(0, to - from); }
};
inline Range resolve(std::int64_t start, std::int64_t stop, std::int64_t length) {
  const auto clip = [&](std::int64_t k) {
    if (k < 0) k += length;
    return std::clamp<std::int64_t>(k, 0, length);
  };
  return {clip(start), clip(stop)};
}
/// crop(grid, (i, j), (h, w))
Value crop_of(Context& ctx, Value grid, std::int64_t i, std::int64_t j, std::int64_t h, std::int64_t w);

}  // namespace battalion::dsl::prim
