// Grids turned and mirrored, and the patches that share these names.

#include <algorithm>
#include <cstring>

#include "dsl/prim/declare.hpp"
#include "dsl/prim/grid.hpp"
#include "dsl/prim/patch.hpp"
#include "dsl/prim/pieces.hpp"

namespace battalion::dsl::prim {
namespace {

/// zip(*rows): as many rows as the shortest has cells.
Rows transposed(const Rows& rows) {
  if (rows.empty()) return {};
  std::size_t w = rows[0].size();
  for (const Row& r : rows) w = std::min(w, r.size());
  Rows out(w, Row(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < w; ++j) out[j][i] = rows[i][j];
  }
  return out;
}

/// Rows of what the reference slices backwards: the grid must be a tuple.
Rows sliced_rows(Context& ctx, Value grid) {
  if (!grid.is_tuple()) raise_type("object is not subscriptable");
  return rows_of(ctx, grid);
}

void reverse_rows(Rows& rows) { std::reverse(rows.begin(), rows.end()); }
void reverse_cells(Rows& rows) {
  for (Row& r : rows) std::reverse(r.begin(), r.end());
}

/// Eight rows of eight cells, a row a word, mirrored along the diagonal (little-endian, as x86-64 and AArch64 are).
void mirror_block(std::uint64_t (&rows)[8]) {
  const auto swap_corners = [&rows](int apart, std::uint64_t mask) {
    for (int k = 0; k < 8; ++k) {
      if ((k & apart) != 0) continue;
      std::uint64_t &a = rows[k], &b = rows[k + apart];
      const std::uint64_t t = ((a >> (8 * apart)) ^ b) & mask;
      b ^= t;
      a ^= t << (8 * apart);
    }
  };
  swap_corners(1, 0x00ff00ff00ff00ff);
  swap_corners(2, 0x0000ffff0000ffff);
  swap_corners(4, 0x00000000ffffffff);
}

/// A plain grid's columns as rows. `upwards`: each column read from below; `from_right`: the last column becomes the first row.
Value columns_as_rows(Context& ctx, const GridObj& g, bool upwards, bool from_right) {
  GridObj* out = new_grid(ctx, g.width, g.height);
  const std::ptrdiff_t h = g.height, w = g.width;
  const std::int8_t* const from = upwards ? g.cells + (h - 1) * w : g.cells;
  std::int8_t* const to = from_right ? out->cells + (w - 1) * h : out->cells;
  const std::ptrdiff_t row = upwards ? -w : w, column = from_right ? -h : h;
  constexpr std::ptrdiff_t side = 8;
  if (h < side || w < side) {
    for (std::ptrdiff_t j = 0; j < w; ++j) {
      ctx.budget.moving(static_cast<std::uint64_t>(h));
      for (std::ptrdiff_t i = 0; i < h; ++i) to[j * column + i] = from[i * row + j];
    }
    return as_value(out);
  }
  // The last blocks overlap those before them.
  for (std::ptrdiff_t next_j = 0; next_j < w; next_j += side) {
    const std::ptrdiff_t j = std::min(next_j, w - side);
    ctx.budget.moving(static_cast<std::uint64_t>(h * side));
    for (std::ptrdiff_t next_i = 0; next_i < h; next_i += side) {
      const std::ptrdiff_t i = std::min(next_i, h - side);
      std::uint64_t block[side];
      for (std::ptrdiff_t k = 0; k < side; ++k) std::memcpy(&block[k], from + (i + k) * row + j, side);
      mirror_block(block);
      for (std::ptrdiff_t k = 0; k < side; ++k) std::memcpy(to + (j + k) * column + i, &block[k], side);
    }
  }
  return as_value(out);
}

/// Rows that are sliced must be tuples themselves.
void need_tuple_rows(Context& ctx, Value grid) {
  for (Value row : elements(ctx, grid)) {
    if (!row.is_tuple()) raise_type("object is not subscriptable");
  }
}

}  // namespace

Value rot90(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid)) return columns_as_rows(ctx, args[0].grid(), true, false);
  Rows rows = sliced_rows(ctx, args[0]);
  reverse_rows(rows);
  return from_rows(ctx, transposed(rows));
}

Value rot180(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    GridObj* out = new_grid(ctx, g.height, g.width);
    const std::size_t n = std::size_t{g.height} * g.width;
    ctx.in_pieces(n, [&](std::size_t a, std::size_t b) { std::reverse_copy(g.cells + n - b, g.cells + n - a, out->cells + a); });
    return as_value(out);
  }
  Rows rows = sliced_rows(ctx, args[0]);
  need_tuple_rows(ctx, args[0]);
  reverse_rows(rows);
  reverse_cells(rows);
  return from_rows(ctx, rows);
}

Value rot270(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid)) return columns_as_rows(ctx, args[0].grid(), false, true);
  Rows rows = sliced_rows(ctx, args[0]);
  reverse_rows(rows);
  rows = transposed(rows);
  reverse_cells(rows);
  reverse_rows(rows);
  return from_rows(ctx, rows);
}

Value hmirror(Context& ctx, const Value* args) {
  if (!args[0].is_tuple()) return mirror_patch_h(ctx, args[0]);
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    return plain_grid_of_rows(ctx, g.height, g.width, [&](std::uint32_t i, std::int8_t* to) {
      std::copy_n(g.cells + std::size_t{g.height - 1 - i} * g.width, g.width, to);
    });
  }
  const auto items = elements(ctx, args[0]);
  std::vector<Value> reversed(items.rbegin(), items.rend());
  ctx.tick(items.size());
  return new_tuple(ctx, reversed);
}

Value vmirror(Context& ctx, const Value* args) {
  if (!args[0].is_tuple()) return mirror_patch_v(ctx, args[0]);
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    return plain_grid_of_rows(ctx, g.height, g.width, [&](std::uint32_t i, std::int8_t* to) {
      const std::int8_t* const from = g.cells + std::size_t{i} * g.width;
      std::reverse_copy(from, from + g.width, to);
    });
  }
  need_tuple_rows(ctx, args[0]);
  Rows rows = rows_of(ctx, args[0]);
  reverse_cells(rows);
  return from_rows(ctx, rows);
}

Value dmirror(Context& ctx, const Value* args) {
  if (!args[0].is_tuple()) return mirror_patch_d(ctx, args[0]);
  if (args[0].is(Tag::grid)) return columns_as_rows(ctx, args[0].grid(), false, false);
  return from_rows(ctx, transposed(rows_of(ctx, args[0])));
}

Value cmirror(Context& ctx, const Value* args) {
  if (!args[0].is_tuple()) {
    const Value once = mirror_patch_v(ctx, args[0]);
    return mirror_patch_v(ctx, mirror_patch_d(ctx, once));
  }
  if (args[0].is(Tag::grid)) return columns_as_rows(ctx, args[0].grid(), true, true);
  need_tuple_rows(ctx, args[0]);
  Rows rows = rows_of(ctx, args[0]);
  reverse_rows(rows);
  reverse_cells(rows);
  return from_rows(ctx, transposed(rows));
}

}  // namespace battalion::dsl::prim
