// Grids painted: cells set one by one, or all of a colour.

#include "dsl/compare.hpp"
#include "dsl/prim/count.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/grid.hpp"
#include "dsl/prim/number.hpp"
#include "dsl/prim/patch.hpp"

namespace battalion::dsl::prim {
namespace {

GridObj* copy_of(Context& ctx, const GridObj& g) {
  GridObj* out = new_grid(ctx, g.height, g.width);
  copy_cells(ctx, g.cells, std::size_t{g.height} * g.width, out->cells);
  return out;
}

bool inside(std::int64_t i, std::int64_t j, Size size) {
  // As unsigned numbers those below 0 are large.
  const auto u = [](std::int64_t n) { return static_cast<std::uint64_t>(n); };
  return u(i) < u(size.height) && u(j) < u(size.width);
}

/// The cell of a row that may be shorter than the first one.
Value& cell_at(Rows& rows, std::int64_t i, std::int64_t j) {
  Row& row = rows[static_cast<std::size_t>(i)];
  if (static_cast<std::size_t>(j) >= row.size()) raise(ErrorCode::index_error, "list index out of range");
  return row[static_cast<std::size_t>(j)];
}

/// Sets `value` at the places of `patch`; where `only` is given, only in cells of that colour.
Value filled(Context& ctx, Value grid, Value value, Value patch, const Value* only) {
  const auto colour = plain_colour(value);
  const Size size = size_of(ctx, grid);
  if (grid.is(Tag::grid) && colour) {
    GridObj* g = copy_of(ctx, grid.grid());
    // In locals: what is stored in a cell might be anything, to the compiler.
    const auto w = static_cast<std::size_t>(size.width);
    std::int8_t* const cells = g->cells;
    const std::int8_t to = *colour;
    if (only == nullptr) {
      each_place(ctx, patch, [size, w, cells, to](std::int64_t i, std::int64_t j) {
        if (inside(i, j, size)) cells[static_cast<std::size_t>(i) * w + static_cast<std::size_t>(j)] = to;
      });
    } else {
      const auto background = static_cast<std::int8_t>(only->as_small());
      each_place(ctx, patch, [size, w, cells, to, background](std::int64_t i, std::int64_t j) {
        if (!inside(i, j, size)) return;
        std::int8_t& cell = cells[static_cast<std::size_t>(i) * w + static_cast<std::size_t>(j)];
        cell = cell == background ? to : cell;
      });
    }
    return as_value(g);
  }
  Rows rows = rows_of(ctx, grid);
  each_place(ctx, patch, [&](std::int64_t i, std::int64_t j) {
    if (!inside(i, j, size)) return;
    Value& cell = cell_at(rows, i, j);
    if (only == nullptr || equal(cell, *only)) cell = value;
  });
  return from_rows(ctx, rows);
}

/// Whether painting these cells as they stand left every place with the colour that its cell has: if not, a
/// place occurs with several colours and their order decides.
bool consistent(const SetObj& cells, const GridObj& before, const GridObj& after, const Value* only, Size size) {
  for (std::uint32_t k = 0; k < cells.size; ++k) {
    const std::int64_t i = cells.items[k].cell_i(), j = cells.items[k].cell_j();
    if (!inside(i, j, size)) continue;
    const std::size_t at = static_cast<std::size_t>(i * size.width + j);
    if (only != nullptr && before.cells[at] != only->as_small()) continue;
    if (after.cells[at] != cells.items[k].cell_v()) return false;
  }
  return true;
}

bool plain_cells(Value object) {
  if (!is_cells(object)) return false;
  const SetObj& s = object.set();
  for (std::uint32_t k = 0; k < s.size; ++k) {
    if (s.items[k].cell_v() < -128 || s.items[k].cell_v() > 127) return false;
  }
  return true;
}

Value painted_plain(Context& ctx, Value grid, SetObj& cells, const Value* only) {
  const GridObj& before = grid.grid();
  const Size size{before.height, before.width};
  ctx.tick(cells.size);
  const auto paint_all = [&](std::span<const Value> items) {
    GridObj* g = copy_of(ctx, before);
    std::int8_t* const to = g->cells;
    if (only == nullptr) {
      for (Value v : items) {
        const std::int64_t i = v.cell_i(), j = v.cell_j();
        if (inside(i, j, size)) to[static_cast<std::size_t>(i * size.width + j)] = static_cast<std::int8_t>(v.cell_v());
      }
      return g;
    }
    const std::int64_t background = only->as_small();
    for (Value v : items) {
      const std::int64_t i = v.cell_i(), j = v.cell_j();
      if (!inside(i, j, size)) continue;
      std::int8_t& cell = to[static_cast<std::size_t>(i * size.width + j)];
      if (cell == background) cell = static_cast<std::int8_t>(v.cell_v());
    }
    return g;
  };
  GridObj* g = paint_all({cells.items, cells.size});
  if (!cells.distinct_places && !consistent(cells, before, *g, only, size)) {
    ctx.order_matters(true);
    g = paint_all(walked_items(ctx, cells));
  }
  return as_value(g);
}

Value painted(Context& ctx, Value grid, Value object, const Value* only) {
  if (grid.is(Tag::grid) && plain_cells(object)) return painted_plain(ctx, grid, object.set(), only);
  const Size size = size_of(ctx, grid);
  Rows rows = rows_of(ctx, grid);
  const auto cells = elements(ctx, object);
  ctx.tick(cells.size());
  for (Value v : cells) {
    const Two two = unpack_two(ctx, v);
    const Place p = unpack_place(ctx, two.b);
    if (!inside(p.i, p.j, size)) continue;
    Value& cell = cell_at(rows, p.i, p.j);
    if (only == nullptr || equal(cell, *only)) cell = two.a;
  }
  return from_rows(ctx, rows);
}

/// fn(cell) for every cell of a grid that need not be plain.
template <class Fn>
Value map_cells(Context& ctx, Value grid, const Fn& fn) {
  if (grid.is_set() && length(grid) > 1) ctx.order_matters(true);
  Rows rows = rows_of(ctx, grid);
  for (Row& row : rows) {
    for (Value& v : row) v = fn(v);
  }
  return from_rows(ctx, rows);
}

}  // namespace

Value fill(Context& ctx, const Value* args) { return filled(ctx, args[0], args[1], args[2], nullptr); }

Value underfill(Context& ctx, const Value* args) {
  size_of(ctx, args[0]);
  const Value background = commonest_colour(ctx, args[0], true);
  return filled(ctx, args[0], args[1], args[2], &background);
}

Value paint(Context& ctx, const Value* args) { return painted(ctx, args[0], args[1], nullptr); }

Value underpaint(Context& ctx, const Value* args) {
  size_of(ctx, args[0]);
  const Value background = commonest_colour(ctx, args[0], true);
  return painted(ctx, args[0], args[1], &background);
}

Value cover(Context& ctx, const Value* args) {
  const Value background = commonest_colour(ctx, args[0], true);
  return filled(ctx, args[0], background, indices_of(ctx, args[1]), nullptr);
}

Value move(Context& ctx, const Value* args) {
  const Value covered = cover(ctx, args);
  const Value moved[] = {args[1], args[2]};
  return painted(ctx, covered, shift(ctx, moved), nullptr);
}

Value replace(Context& ctx, const Value* args) {
  const Value from = args[1], to = args[2];
  const auto old_colour = plain_colour(from), new_colour = plain_colour(to);
  if (args[0].is(Tag::grid) && old_colour && new_colour) {
    const GridObj& g = args[0].grid();
    GridObj* out = new_grid(ctx, g.height, g.width);
    const std::size_t n = std::size_t{g.height} * g.width;
    ctx.in_pieces(n, [of = g.cells, to = out->cells, was = *old_colour, is = *new_colour](std::size_t a, std::size_t b) {
      for (std::size_t k = a; k < b; ++k) to[k] = of[k] == was ? is : of[k];
    });
    return as_value(out);
  }
  return map_cells(ctx, args[0], [&](Value v) { return equal(v, from) ? to : v; });
}

Value switch_(Context& ctx, const Value* args) {
  const Value a = args[1], b = args[2];
  const auto ca = plain_colour(a), cb = plain_colour(b);
  if (args[0].is(Tag::grid) && ca && cb) {
    const GridObj& g = args[0].grid();
    GridObj* out = new_grid(ctx, g.height, g.width);
    const std::size_t n = std::size_t{g.height} * g.width;
    ctx.in_pieces(n, [of = g.cells, into = out->cells, one = *ca, other = *cb](std::size_t from, std::size_t to) {
      for (std::size_t k = from; k < to; ++k) {
        const std::int8_t v = of[k];
        into[k] = v == one ? other : v == other ? one : v;
      }
    });
    return as_value(out);
  }
  // {a: b, b: a}: where a equals b, the later entry counts.
  return map_cells(ctx, args[0], [&](Value v) { return equal(v, b) ? a : equal(v, a) ? b : v; });
}

Value cellwise(Context& ctx, const Value* args) {
  const auto fallback = plain_colour(args[2]);
  if (args[0].is(Tag::grid) && args[1].is(Tag::grid) && fallback) {
    const GridObj& a = args[0].grid();
    const GridObj& b = args[1].grid();
    if (b.height < a.height || b.width < a.width) raise(ErrorCode::index_error, "tuple index out of range");
    return plain_grid_of_rows(ctx, a.height, a.width, [&, otherwise = *fallback](std::uint32_t i, std::int8_t* to) {
      const std::int8_t* const of_a = a.cells + std::size_t{i} * a.width;
      const std::int8_t* const of_b = b.cells + std::size_t{i} * b.width;
      for (std::size_t j = 0, n = a.width; j < n; ++j) to[j] = of_a[j] == of_b[j] ? of_a[j] : otherwise;
    });
  }
  const Size size = size_of(ctx, args[0]);
  Rows out(static_cast<std::size_t>(size.height));
  for (std::int64_t i = 0; i < size.height; ++i) {
    for (std::int64_t j = 0; j < size.width; ++j) {
      ctx.tick(1);
      const Value v = subscript(ctx, subscript(ctx, args[0], i), j);
      const Value w = subscript(ctx, subscript(ctx, args[1], i), j);
      out[static_cast<std::size_t>(i)].push_back(equal(v, w) ? v : args[2]);
    }
  }
  return from_rows(ctx, out);
}

Value canvas(Context& ctx, const Value* args) {
  // The reference asks for the height first, and for the width once a row is due.
  const std::int64_t h = need_int(subscript(ctx, args[1], 0));
  if (h <= 0) return empty_tuple();
  const std::int64_t w = need_int(subscript(ctx, args[1], 1));
  if (w <= 0) return hollow_rows(ctx, h);
  if (const auto colour = plain_colour(args[0])) {
    GridObj* g = new_grid(ctx, static_cast<std::uint64_t>(h), static_cast<std::uint64_t>(w));
    ctx.in_pieces(std::size_t{g->height} * g->width,
                  [&](std::size_t from, std::size_t to) { std::fill(g->cells + from, g->cells + to, *colour); });
    return as_value(g);
  }
  auto* row = ctx.take<Value>(static_cast<std::size_t>(w));
  auto* rows = ctx.take<Value>(static_cast<std::size_t>(h));
  ctx.tick(static_cast<std::uint64_t>(h) + static_cast<std::uint64_t>(w));
  std::fill_n(row, w, args[0]);
  std::fill_n(rows, h, new_tuple(ctx, {row, static_cast<std::size_t>(w)}));
  return new_tuple(ctx, {rows, static_cast<std::size_t>(h)});
}

}  // namespace battalion::dsl::prim
