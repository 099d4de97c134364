#include "dsl/tuple.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "dsl/hash.hpp"
#include "dsl/set.hpp"

namespace battalion::dsl {
namespace {

bool fits_byte(Value v) {
  return v.is(Tag::integer) && v.as_small() >= -128 && v.as_small() <= 127;
}

/// Width of v as a row of a grid, 0 where it cannot be one.
std::uint32_t row_width(Value v) {
  if (v.is(Tag::row)) return v.row().size;
  if (!v.is(Tag::pair)) return 0;
  const auto byte = [](std::int64_t n) { return n >= -128 && n <= 127; };
  return byte(v.pair_i()) && byte(v.pair_j()) ? 2 : 0;
}

Value try_row(Context& ctx, std::span<const Value> items) {
  for (Value v : items) {
    if (!fits_byte(v)) return {};
  }
  auto* row = ctx.take<RowObj>(1);
  row->size = static_cast<std::uint32_t>(items.size());
  row->cells = ctx.take<std::int8_t>(items.size());
  for (std::size_t k = 0; k < items.size(); ++k) row->cells[k] = static_cast<std::int8_t>(items[k].as_small());
  return Value::pointer(Tag::row, row);
}

Value try_grid(Context& ctx, std::span<const Value> items) {
  const std::uint32_t w = row_width(items[0]);
  if (w == 0) return {};
  for (Value v : items) {
    if (row_width(v) != w) return {};
  }
  GridObj* g = new_grid(ctx, items.size(), w);
  std::int8_t* out = g->cells;
  for (Value v : items) {
    if (v.is(Tag::row)) {
      std::memcpy(out, v.row().cells, w);
    } else {
      out[0] = static_cast<std::int8_t>(v.pair_i());
      out[1] = static_cast<std::int8_t>(v.pair_j());
    }
    out += w;
  }
  return as_value(g);
}

/// Of items that make no other form.
Value tuple_of(Context& ctx, std::span<const Value> items) {
  auto* t = ctx.take<TupleObj>(1);
  t->size = static_cast<std::uint32_t>(items.size());
  t->hashed = false;
  t->printed = false;
  t->depth = deeper_than(items);
  t->items = ctx.take<Value>(items.size());
  std::memcpy(static_cast<void*>(t->items), items.data(), items.size_bytes());
  return Value::pointer(Tag::tuple, t);
}

}  // namespace

std::uint16_t deeper_than(std::span<const Value> items) {
  int depth = 1;
  for (Value v : items) {
    if (v.is(Tag::tuple)) depth = std::max<int>(depth, v.tuple().depth);
    if (v.is_set()) depth = std::max<int>(depth, v.set().depth);
  }
  if (depth >= max_nesting) raise(ErrorCode::recursion_error, "a value nested too deep");
  return static_cast<std::uint16_t>(depth + 1);
}

Value make_integer(Context& ctx, std::int64_t n) {
  if (((n << 4) >> 4) == n) return Value::small(n);
  auto* wide = ctx.take<std::int64_t>(2);
  *wide = n;
  return Value::pointer(Tag::wide, wide);
}

Value empty_tuple() {
  alignas(16) static TupleObj empty{0, 1, true, true, detail::TupleHash{}.finish(0), mix(0x51ed270b), nullptr};
  return Value::pointer(Tag::tuple, &empty);
}

Value new_tuple_of_any(Context& ctx, Value a, Value b) {
  if (a.is(Tag::pair) && b.is(Tag::pair) && row_width(a) != 0 && row_width(b) != 0) {
    GridObj* g = new_grid(ctx, 2, 2);
    const std::int64_t cells[] = {a.pair_i(), a.pair_j(), b.pair_i(), b.pair_j()};
    for (int k = 0; k < 4; ++k) g->cells[k] = static_cast<std::int8_t>(cells[k]);
    return as_value(g);
  }
  const Value items[] = {a, b};
  // Two patches, mostly.
  if (a.is_set()) return tuple_of(ctx, items);
  return new_tuple(ctx, items);
}

Value new_tuple(Context& ctx, std::span<const Value> items) {
  const std::size_t n = items.size();
  if (n == 0) return empty_tuple();
  if (n > std::numeric_limits<std::uint32_t>::max() / 2) throw Expired{Limit::memory};
  if (n == 2 && items[0].is(Tag::integer)) {
    const std::int64_t first = items[0].as_small();
    if (items[1].is(Tag::integer) && Value::fits_pair(first, items[1].as_small())) {
      return Value::pair(first, items[1].as_small());
    }
    if (items[1].is(Tag::pair) && Value::fits_cell(first, items[1].pair_i(), items[1].pair_j())) {
      return Value::cell(first, items[1].pair_i(), items[1].pair_j());
    }
  } else if (fits_byte(items[0])) {
    if (const Value row = try_row(ctx, items)) return row;
  }
  if (const Value grid = try_grid(ctx, items)) return grid;
  return tuple_of(ctx, items);
}

GridObj* new_grid(Context& ctx, std::uint64_t h, std::uint64_t w) {
  if (h > (1u << 30) || w > (1u << 30) || h * w > (std::uint64_t{1} << 40)) throw Expired{Limit::memory};
  ctx.tick(h * w);
  auto* g = ctx.take<GridObj>(1);
  g->height = static_cast<std::uint32_t>(h);
  g->width = static_cast<std::uint32_t>(w);
  g->hashed = false;
  g->cells = ctx.take<std::int8_t>(h * w);
  return g;
}

Value make_row(Context& ctx, const std::int8_t* cells, std::uint32_t n) {
  if (n == 2) return Value::pair(cells[0], cells[1]);
  auto* row = ctx.take<RowObj>(1);
  row->size = n;
  row->cells = ctx.take<std::int8_t>(n);
  std::memcpy(row->cells, cells, n);
  return Value::pointer(Tag::row, row);
}

std::uint32_t tuple_size(Value t) {
  switch (t.tag()) {
    case Tag::pair:
    case Tag::cell: return 2;
    case Tag::row: return t.row().size;
    case Tag::grid: return t.grid().height;
    default: return t.tuple().size;
  }
}

Value tuple_at(Context& ctx, Value t, std::uint32_t k) {
  switch (t.tag()) {
    case Tag::pair: return Value::small(k == 0 ? t.pair_i() : t.pair_j());
    case Tag::cell: return k == 0 ? Value::small(t.cell_v()) : Value::pair(t.cell_i(), t.cell_j());
    case Tag::row: return Value::small(t.row().cells[k]);
    case Tag::grid: {
      // A row shares its grid's cells: both live as long.
      const GridObj& g = t.grid();
      std::int8_t* cells = g.cells + std::size_t{k} * g.width;
      if (g.width == 2) return Value::pair(cells[0], cells[1]);
      auto* row = ctx.take<RowObj>(1);
      row->size = g.width;
      row->cells = cells;
      return Value::pointer(Tag::row, row);
    }
    default: return t.tuple().items[k];
  }
}

Value subscript(Context& ctx, Value t, std::int64_t k) {
  if (!t.is_tuple()) raise_type("object is not subscriptable");
  const std::int64_t n = tuple_size(t);
  if (k < 0) k += n;
  if (k < 0 || k >= n) raise(ErrorCode::index_error, "tuple index out of range");
  return tuple_at(ctx, t, static_cast<std::uint32_t>(k));
}

std::uint32_t length(Value v) {
  if (v.is_tuple()) return tuple_size(v);
  if (v.is_set()) return v.set().size;
  raise_type("object has no len()");
}

std::span<const Value> elements(Context& ctx, Value v) {
  if (v.is(Tag::tuple)) return {v.tuple().items, v.tuple().size};
  if (v.is_set()) return walked_items(ctx, v.set());
  if (!v.is_tuple()) raise_type("object is not iterable");
  const std::uint32_t n = tuple_size(v);
  auto* items = ctx.take<Value>(n);
  for (std::uint32_t k = 0; k < n; ++k) items[k] = tuple_at(ctx, v, k);
  return {items, n};
}

Two unpack_two(Context& ctx, Value v) {
  switch (v.tag()) {
    case Tag::pair: return {Value::small(v.pair_i()), Value::small(v.pair_j())};
    case Tag::cell: return {Value::small(v.cell_v()), Value::pair(v.cell_i(), v.cell_j())};
    default: break;
  }
  if (!v.is_tuple() && !v.is_set()) raise_type("cannot unpack non-iterable object");
  const std::uint32_t n = length(v);
  if (n < 2) raise(ErrorCode::value_error, "not enough values to unpack");
  if (n > 2) raise(ErrorCode::value_error, "too many values to unpack");
  if (v.is_set()) ctx.order_matters(true);
  const auto items = elements(ctx, v);
  return {items[0], items[1]};
}

}  // namespace battalion::dsl
