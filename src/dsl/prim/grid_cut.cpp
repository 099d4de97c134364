// Grids cut and joined: crops, halves, splits, concatenation.

#include "dsl/prim/declare.hpp"
#include "dsl/prim/grid.hpp"
#include "dsl/prim/number.hpp"

namespace battalion::dsl::prim {
namespace {

Value need_tuple(Value v) {
  if (!v.is_tuple()) raise_type("object is not subscriptable");
  return v;
}

/// Columns [from, to) of a plain grid.
Value columns(Context& ctx, Value grid, std::int64_t from, std::int64_t to) {
  const GridObj& g = grid.grid();
  if (to <= from) return empty_tuple();
  return plain_grid_of_rows(ctx, g.height, static_cast<std::uint64_t>(to - from), [&](std::uint32_t i, std::int8_t* row) {
    std::copy_n(g.cells + std::size_t{i} * g.width + static_cast<std::size_t>(from), to - from, row);
  });
}

Value cut_rows(Context& ctx, Value grid, Range rows, Range cols) {
  if (rows.size() == 0) return empty_tuple();
  if (cols.size() == 0) return hollow_rows(ctx, rows.size());
  const GridObj& g = grid.grid();
  if (cols.size() == g.width) return slice(ctx, grid, rows.from, rows.to);
  return plain_grid_of_rows(ctx, static_cast<std::uint64_t>(rows.size()), static_cast<std::uint64_t>(cols.size()),
                            [&](std::uint32_t i, std::int8_t* row) {
                              std::copy_n(g.cells + static_cast<std::size_t>(rows.from + i) * g.width + static_cast<std::size_t>(cols.from),
                                          cols.size(), row);
                            });
}

/// n crops of h x w side by side, or one below the other.
Value split(Context& ctx, Value grid, Value parts, bool side_by_side) {
  const Size size = size_of(ctx, grid);
  const std::int64_t n = need_int(parts);
  if (n == 0) raise(ErrorCode::zero_division, "integer division by zero");
  const std::int64_t whole = side_by_side ? size.width : size.height;
  const std::int64_t each = floor_of(whole, n);
  const std::int64_t gap = whole % n != 0 ? 1 : 0;
  if (n < 0) return empty_tuple();
  auto* out = ctx.take<Value>(static_cast<std::size_t>(n));
  for (std::int64_t k = 0; k < n; ++k) {
    ctx.tick(1);
    const std::int64_t at = each * k + k * gap;
    out[k] = side_by_side ? crop_of(ctx, grid, 0, at, size.height, each)
                          : crop_of(ctx, grid, at, 0, each, size.width);
  }
  return new_tuple(ctx, {out, static_cast<std::size_t>(n)});
}

}  // namespace

Value hollow_rows(Context& ctx, std::int64_t h) {
  auto* rows = ctx.take<Value>(static_cast<std::size_t>(h));
  ctx.tick(static_cast<std::uint64_t>(h));
  std::fill_n(rows, h, empty_tuple());
  return new_tuple(ctx, {rows, static_cast<std::size_t>(h)});
}

Value slice(Context& ctx, Value tuple, std::int64_t from, std::int64_t to) {
  if (to <= from) return empty_tuple();
  if (tuple.is(Tag::grid)) {
    const GridObj& g = tuple.grid();
    if (from == 0 && to == g.height) return tuple;
    auto* part = ctx.take<GridObj>(1);
    *part = {static_cast<std::uint32_t>(to - from), g.width, g.cells + static_cast<std::size_t>(from) * g.width, 0,
             false};
    return as_value(part);
  }
  const auto items = elements(ctx, tuple);
  return new_tuple(ctx, items.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
}

Value crop_of(Context& ctx, Value grid, std::int64_t i, std::int64_t j, std::int64_t h, std::int64_t w) {
  need_tuple(grid);
  const Range rows = resolve(i, checked_add(i, h), tuple_size(grid));
  if (grid.is(Tag::grid)) return cut_rows(ctx, grid, rows, resolve(j, checked_add(j, w), grid.grid().width));
  auto* out = ctx.take<Value>(static_cast<std::size_t>(rows.size()));
  std::size_t n = 0;
  for (std::int64_t r = rows.from; r < rows.to; ++r) {
    const Value row = need_tuple(tuple_at(ctx, grid, static_cast<std::uint32_t>(r)));
    const Range cols = resolve(j, checked_add(j, w), tuple_size(row));
    ctx.tick(1 + static_cast<std::uint64_t>(cols.size()));
    out[n++] = slice(ctx, row, cols.from, cols.to);
  }
  return new_tuple(ctx, {out, n});
}

Value crop(Context& ctx, const Value* args) {
  const std::int64_t i = need_int(subscript(ctx, args[1], 0));
  const std::int64_t h = need_int(subscript(ctx, args[2], 0));
  need_tuple(args[0]);
  if (resolve(i, checked_add(i, h), tuple_size(args[0])).size() == 0) return empty_tuple();
  const std::int64_t j = need_int(subscript(ctx, args[1], 1));
  return crop_of(ctx, args[0], i, j, h, need_int(subscript(ctx, args[2], 1)));
}

Value subgrid(Context& ctx, const Value* args) {
  const Value cut[] = {args[1], ulcorner(ctx, args), shape(ctx, args)};
  return crop(ctx, cut);
}

Value trim(Context& ctx, const Value* args) {
  const Value grid = need_tuple(args[0]);
  const Range rows = resolve(1, -1, tuple_size(grid));
  if (grid.is(Tag::grid)) return cut_rows(ctx, grid, rows, resolve(1, -1, grid.grid().width));
  auto* out = ctx.take<Value>(static_cast<std::size_t>(rows.size()));
  std::size_t n = 0;
  for (std::int64_t r = rows.from; r < rows.to; ++r) {
    const Value row = need_tuple(tuple_at(ctx, grid, static_cast<std::uint32_t>(r)));
    const Range cols = resolve(1, -1, tuple_size(row));
    out[n++] = slice(ctx, row, cols.from, cols.to);
  }
  return new_tuple(ctx, {out, n});
}

Value tophalf(Context& ctx, const Value* args) {
  const std::int64_t n = length(args[0]);
  return slice(ctx, need_tuple(args[0]), 0, n / 2);
}

Value bottomhalf(Context& ctx, const Value* args) {
  const std::int64_t n = length(args[0]);
  return slice(ctx, need_tuple(args[0]), n / 2 + n % 2, n);
}

Value lefthalf(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid)) return columns(ctx, args[0], 0, args[0].grid().width / 2);
  const Value turned = rot90(ctx, args);
  const Value half = tophalf(ctx, &turned);
  return rot270(ctx, &half);
}

Value righthalf(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid)) {
    const std::int64_t w = args[0].grid().width;
    return columns(ctx, args[0], w / 2 + w % 2, w);
  }
  const Value turned = rot90(ctx, args);
  const Value half = bottomhalf(ctx, &turned);
  return rot270(ctx, &half);
}

Value hsplit(Context& ctx, const Value* args) { return split(ctx, args[0], args[1], true); }

Value vsplit(Context& ctx, const Value* args) { return split(ctx, args[0], args[1], false); }

Value hconcat(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid) && args[1].is(Tag::grid)) {
    const GridObj& a = args[0].grid();
    const GridObj& b = args[1].grid();
    GridObj* g = new_grid(ctx, std::min(a.height, b.height), std::uint64_t{a.width} + b.width);
    std::int8_t* out = g->cells;
    for (std::uint32_t i = 0; i < g->height; ++i) {
      ctx.budget.moving(g->width);
      out = std::copy_n(a.cells + std::size_t{i} * a.width, a.width, out);
      out = std::copy_n(b.cells + std::size_t{i} * b.width, b.width, out);
    }
    return as_value(g);
  }
  const auto a = elements(ctx, args[0]);
  const auto b = elements(ctx, args[1]);
  const std::size_t n = std::min(a.size(), b.size());
  if ((args[0].is_set() || args[1].is_set()) && n > 1) ctx.order_matters(true);
  auto* rows = ctx.take<Value>(n);
  for (std::size_t k = 0; k < n; ++k) rows[k] = plus(ctx, a[k], b[k]);
  return new_tuple(ctx, {rows, n});
}

Value vconcat(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid) && args[1].is(Tag::grid) && args[0].grid().width == args[1].grid().width) {
    const GridObj& a = args[0].grid();
    const GridObj& b = args[1].grid();
    GridObj* g = new_grid(ctx, std::uint64_t{a.height} + b.height, a.width);
    copy_cells(ctx, b.cells, std::size_t{b.height} * b.width,
               copy_cells(ctx, a.cells, std::size_t{a.height} * a.width, g->cells));
    return as_value(g);
  }
  return plus(ctx, args[0], args[1]);
}

}  // namespace battalion::dsl::prim
