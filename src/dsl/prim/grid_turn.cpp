// Grids turned and mirrored, and the patches that share these names.

#include <algorithm>

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

/// Rows that are sliced must be tuples themselves.
void need_tuple_rows(Context& ctx, Value grid) {
  for (Value row : elements(ctx, grid)) {
    if (!row.is_tuple()) raise_type("object is not subscriptable");
  }
}

}  // namespace

Value rot90(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    return plain_grid(ctx, g.width, g.height, [&](std::uint32_t i, std::uint32_t j) {
      return g.cells[std::size_t{g.height - 1 - j} * g.width + i];
    });
  }
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
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    return plain_grid(ctx, g.width, g.height, [&](std::uint32_t i, std::uint32_t j) {
      return g.cells[std::size_t{j} * g.width + (g.width - 1 - i)];
    });
  }
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
    return plain_grid(ctx, g.height, g.width, [&](std::uint32_t i, std::uint32_t j) {
      return g.cells[std::size_t{i} * g.width + (g.width - 1 - j)];
    });
  }
  need_tuple_rows(ctx, args[0]);
  Rows rows = rows_of(ctx, args[0]);
  reverse_cells(rows);
  return from_rows(ctx, rows);
}

Value dmirror(Context& ctx, const Value* args) {
  if (!args[0].is_tuple()) return mirror_patch_d(ctx, args[0]);
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    return plain_grid(ctx, g.width, g.height, [&](std::uint32_t i, std::uint32_t j) {
      return g.cells[std::size_t{j} * g.width + i];
    });
  }
  return from_rows(ctx, transposed(rows_of(ctx, args[0])));
}

Value cmirror(Context& ctx, const Value* args) {
  if (!args[0].is_tuple()) {
    const Value once = mirror_patch_v(ctx, args[0]);
    return mirror_patch_v(ctx, mirror_patch_d(ctx, once));
  }
  if (args[0].is(Tag::grid)) {
    const GridObj& g = args[0].grid();
    return plain_grid(ctx, g.width, g.height, [&](std::uint32_t i, std::uint32_t j) {
      return g.cells[std::size_t{g.height - 1 - j} * g.width + (g.width - 1 - i)];
    });
  }
  need_tuple_rows(ctx, args[0]);
  Rows rows = rows_of(ctx, args[0]);
  reverse_rows(rows);
  reverse_cells(rows);
  return from_rows(ctx, transposed(rows));
}

}  // namespace battalion::dsl::prim
