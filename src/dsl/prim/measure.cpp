// What is measured of grids and patches: sizes, corners, distances, colours.

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <vector>

#include "dsl/compare.hpp"
#include "dsl/prim/count.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/fused.hpp"
#include "dsl/prim/number.hpp"
#include "dsl/prim/patch.hpp"

namespace battalion::dsl::prim {
namespace {

Value int_value(Context& ctx, std::int64_t n) { return make_integer(ctx, n); }

/// zip(*patch): column c of what need not be places, each as a span of as many values as `rows` has.
struct Columns {
  std::vector<std::vector<Value>> values;
};
Columns columns_of(Context& ctx, Value rows) {
  Columns columns;
  bool first = true;
  for (Value row : elements(ctx, rows)) {
    const auto cells = elements(ctx, row);
    if (first || cells.size() < columns.values.size()) columns.values.resize(cells.size());
    first = false;
    for (std::size_t c = 0; c < columns.values.size(); ++c) columns.values[c].push_back(cells[c]);
    ctx.tick(cells.size());
  }
  return columns;
}

/// A corner of what is no patch, a grid say: the least or largest of each column.
Value corner_of_any(Context& ctx, Value rows, bool bottom, bool right) {
  const Columns columns = columns_of(ctx, rows);
  Gather picked(ctx);
  for (std::size_t c = 0; c < columns.values.size(); ++c) {
    if (c > 1 && bottom != right) raise(ErrorCode::key_error, "a corner of more than two dimensions");
    const bool largest = c == 0 ? bottom : right;
    Value best = columns.values[c][0];
    for (Value v : columns.values[c]) {
      if (largest ? less(best, v) : less(v, best)) best = v;
    }
    picked.add(best);
  }
  return new_tuple(ctx, picked.values());
}

/// The reference's corners are () for an empty patch.
Value corner(Context& ctx, Value patch, bool bottom, bool right) {
  const Value places = indices_of(ctx, patch);
  if (!is_places(places)) return corner_of_any(ctx, places, bottom, right);
  const Box b = box_of(ctx, places);
  return make_place(ctx, bottom ? b.bottom : b.top, right ? b.right : b.left);
}

Place center_of(Context& ctx, Value patch) {
  const Box b = need_box(ctx, patch);
  return {checked_add(b.top, b.height() / 2), checked_add(b.left, b.width() / 2)};
}

/// Rows (or columns) of a patch as bits. False where it is no patch of packed words with all of them in 0 to 63.
bool line_bits(Value patch, bool rows, std::uint64_t& bits) {
  if (!is_places(patch) && !is_cells(patch)) return false;
  const SetObj& s = patch.set();
  const bool cells = s.kind == ElementKind::cells;
  const int shift = cells ? (rows ? 40 : 16) : (rows ? 34 : 4);
  const std::uint64_t mask = cells ? 0xffffff : 0x3fffffff, bias = cells ? Value::place_bias : Value::pair_bias;
  std::uint64_t beyond = 0;
  bits = 0;
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const std::uint64_t line = ((s.items[k].bits() >> shift) & mask) - bias;
    beyond |= line;
    bits |= std::uint64_t{1} << (line & 63);
  }
  return beyond < 64;
}

/// share_line for patches that need no sets of lines; charged as if they were made.
std::optional<bool> share_bit(Context& ctx, Value a, Value b, bool rows) {
  std::uint64_t of_a, of_b;
  if (!line_bits(a, rows, of_a) || !line_bits(b, rows, of_b)) return std::nullopt;
  const std::uint64_t na = a.set().size, nb = b.set().size;
  // Of one line there is nothing to count, which is a call where the machine has no instruction for it.
  const auto count = [](std::uint64_t bits) { return (bits & (bits - 1)) == 0 ? std::size_t{bits != 0} : static_cast<std::size_t>(std::popcount(bits)); };
  const SetCost x = cost_of_integers(na, count(of_a));
  const SetCost y = cost_of_integers(nb, count(of_b));
  const std::uint64_t steps = na + nb + x.steps + y.steps;
  if (!ctx.budget.covers(steps, x.bytes + y.bytes)) return std::nullopt;
  ctx.tick(steps);
  ctx.charge(x.bytes + y.bytes);
  return (of_a & of_b) != 0;
}

/// Whether the patches share a row (rows) or a column.
bool share_line(Context& ctx, Value a, Value b, bool rows) {
  if (const auto shared = share_bit(ctx, a, b, rows)) return *shared;
  const auto lines = [&](Value patch) {
    Gather all(ctx);
    each_place(ctx, patch, [&](std::int64_t i, std::int64_t j) { all.add(int_value(ctx, rows ? i : j)); });
    return set_of(ctx, all.values());
  };
  const Value of_a = lines(a);
  const Value of_b = lines(b);
  for (std::uint32_t k = 0; k < of_b.set().size; ++k) {
    if (contains(of_a.set(), of_b.set().items[k])) return true;
  }
  return false;
}

struct PlaceSpan {
  const Place* places;
  std::size_t size;
};

/// Refuses coordinates beyond 2^60: distances between the rest do not overflow.
PlaceSpan places_of(Context& ctx, Value patch) {
  auto* out = ctx.take<Place>(length(patch));
  std::size_t n = 0;
  each_place(ctx, patch, [&](std::int64_t i, std::int64_t j) {
    constexpr std::int64_t far = std::int64_t{1} << 60;
    if (i > far || i < -far || j > far || j < -far) raise_overflow();
    out[n++] = {i, j};
  });
  return {out, n};
}

/// Columns and rows as numbers of 16 bits, eight of which are compared at once. Nothing where they do not fit.
struct Near {
  std::vector<std::int16_t> i, j;

  static constexpr std::int64_t furthest = 8191;
  bool fit(PlaceSpan places) {
    i.resize(places.size);
    j.resize(places.size);
    std::int64_t beyond = 0;
    for (std::size_t k = 0; k < places.size; ++k) {
      const Place p = places.places[k];
      beyond |= (p.i + furthest) | (p.j + furthest);
      i[k] = static_cast<std::int16_t>(p.i);
      j[k] = static_cast<std::int16_t>(p.j);
    }
    return beyond >= 0 && beyond < 2 * (furthest + 1);
  }
};

/// The least distance from (i, j) to one of them, none more than 16,382 rows or columns away.
std::int16_t least_from(const Near& places, std::int16_t i, std::int16_t j) {
  const auto far = [](std::int16_t a, std::int16_t b) {
    const auto d = static_cast<std::int16_t>(a - b), back = static_cast<std::int16_t>(b - a);
    return std::max(d, back);
  };
  std::int16_t best = std::numeric_limits<std::int16_t>::max();
  const std::int16_t* const of_i = places.i.data();
  const std::int16_t* const of_j = places.j.data();
  for (std::size_t k = 0, n = places.i.size(); k < n; ++k) {
    best = std::min(best, static_cast<std::int16_t>(far(i, of_i[k]) + far(j, of_j[k])));
  }
  return best;
}

std::int64_t least_distance(Context& ctx, PlaceSpan a, PlaceSpan b, Place shift) {
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  constexpr std::size_t few = 4;  // for which nothing is made ready
  Near near;
  const bool is_near = a.size > few && b.size > few && near.fit(b);
  for (std::size_t x = 0; x < a.size; ++x) {
    ctx.tick(b.size);
    const std::int64_t i = a.places[x].i + shift.i, j = a.places[x].j + shift.j;
    const auto fits = [](std::int64_t n) { return n >= -Near::furthest && n <= Near::furthest; };
    if (is_near && fits(i) && fits(j)) {
      best = std::min<std::int64_t>(best, least_from(near, static_cast<std::int16_t>(i), static_cast<std::int16_t>(j)));
      continue;
    }
    for (std::size_t y = 0; y < b.size; ++y) {
      const std::int64_t di = i - b.places[y].i, dj = j - b.places[y].j;
      best = std::min(best, (di < 0 ? -di : di) + (dj < 0 ? -dj : dj));
    }
  }
  if (a.size == 0 || b.size == 0) raise(ErrorCode::value_error, "min() of nothing");
  return best;
}

std::int64_t distance(Context& ctx, Value a, Value b) {
  // Evaluated for both even where one is empty: what cannot be a patch raises.
  const PlaceSpan of_a = places_of(ctx, a);
  if (of_a.size == 0) raise(ErrorCode::value_error, "min() of nothing");
  return least_distance(ctx, of_a, places_of(ctx, b), {0, 0});
}

bool is_one_colour(Value patch) {
  if (!is_cells(patch)) return false;
  const SetObj& s = patch.set();
  for (std::uint32_t k = 1; k < s.size; ++k) {
    if (s.items[k].cell_v() != s.items[0].cell_v()) return false;
  }
  return true;
}

}  // namespace

Value mostcolor(Context& ctx, const Value* args) { return commonest_colour(ctx, args[0], true); }

Value leastcolor(Context& ctx, const Value* args) { return commonest_colour(ctx, args[0], false); }

Value height(Context& ctx, const Value* args) {
  if (length(args[0]) == 0) return Value::small(0);
  if (args[0].is_tuple()) return Value::small(tuple_size(args[0]));
  return int_value(ctx, need_box(ctx, args[0]).height());
}

Value width(Context& ctx, const Value* args) { return int_value(ctx, extent_of(ctx, args[0]).width); }

Value shape(Context& ctx, const Value* args) {
  const Extent e = extent_of(ctx, args[0]);
  return make_place(ctx, e.height, e.width);
}

Value portrait(Context& ctx, const Value* args) {
  const Extent e = extent_of(ctx, args[0]);
  return Value::boolean(e.height > e.width);
}

Value square(Context& ctx, const Value* args) {
  if (args[0].is(Tag::grid)) return Value::boolean(args[0].grid().height == args[0].grid().width);
  if (args[0].is_tuple()) return Value::boolean(tuple_size(args[0]) == length(subscript(ctx, args[0], 0)));
  const Extent e = extent_of(ctx, args[0]);
  return Value::boolean(e.height * e.width == length(args[0]) && e.height == e.width);
}

Value vline(Context& ctx, const Value* args) {
  const Extent e = extent_of(ctx, args[0]);
  return Value::boolean(e.height == length(args[0]) && e.width == 1);
}

Value hline(Context& ctx, const Value* args) {
  const Extent e = extent_of(ctx, args[0]);
  return Value::boolean(e.width == length(args[0]) && e.height == 1);
}

Value uppermost(Context& ctx, const Value* args) { return int_value(ctx, need_box(ctx, args[0]).top); }

Value lowermost(Context& ctx, const Value* args) { return int_value(ctx, need_box(ctx, args[0]).bottom); }

Value leftmost(Context& ctx, const Value* args) { return int_value(ctx, need_box(ctx, args[0]).left); }

Value rightmost(Context& ctx, const Value* args) { return int_value(ctx, need_box(ctx, args[0]).right); }

Value ulcorner(Context& ctx, const Value* args) { return corner(ctx, args[0], false, false); }

Value urcorner(Context& ctx, const Value* args) { return corner(ctx, args[0], false, true); }

Value llcorner(Context& ctx, const Value* args) { return corner(ctx, args[0], true, false); }

Value lrcorner(Context& ctx, const Value* args) { return corner(ctx, args[0], true, true); }

Value center(Context& ctx, const Value* args) {
  const Place p = center_of(ctx, args[0]);
  return make_place(ctx, p.i, p.j);
}

Value centerofmass(Context& ctx, const Value* args) {
  // Sums run over places, the divisor over elements.
  const Value places = indices_of(ctx, args[0]);
  const std::int64_t n = length(args[0]);
  if (!is_places(places)) {
    const Columns columns = columns_of(ctx, places);
    Gather means(ctx);
    for (const auto& column : columns.values) {
      std::int64_t sum = 0;
      for (Value v : column) sum = checked_add(sum, need_int(v));
      means.add(int_value(ctx, floor_of(sum, n)));
    }
    return new_tuple(ctx, means.values());
  }
  std::int64_t si = 0, sj = 0;
  each_place(ctx, places, [&](std::int64_t i, std::int64_t j) {
    si = checked_add(si, i);
    sj = checked_add(sj, j);
  });
  return make_place(ctx, floor_of(si, n), floor_of(sj, n));
}

Value position(Context& ctx, const Value* args) {
  const Place a = center_of(ctx, args[0]);
  const Place b = center_of(ctx, args[1]);
  const int side = a.j < b.j ? 1 : -1;
  if (a.i == b.i) return Value::pair(0, side);
  if (a.j == b.j) return Value::pair(a.i < b.i ? 1 : -1, 0);
  return Value::pair(a.i < b.i ? 1 : -1, side);
}

Value hmatching(Context& ctx, const Value* args) {
  return Value::boolean(share_line(ctx, args[0], args[1], true));
}

Value vmatching(Context& ctx, const Value* args) {
  return Value::boolean(share_line(ctx, args[0], args[1], false));
}

Value manhattan(Context& ctx, const Value* args) { return int_value(ctx, distance(ctx, args[0], args[1])); }

Value distance_to_one(Context& ctx, Value patch, Value place) {
  if (!is_places(patch) && !is_cells(patch)) return {};
  if (!place.is(Tag::pair) && !place.is(Tag::cell)) return {};
  const std::uint64_t n = patch.set().size;
  const SetCost one = cost_of_one();
  // The set of one, its places and the patch's; a step for each two that are compared, and three calls.
  const std::uint64_t steps = one.steps + 1 + n + n + 3;
  const std::uint64_t bytes = one.bytes + Context::bytes_of<Place>(1) + Context::bytes_of<Place>(n);
  if (n == 0 || !ctx.budget.covers(steps, bytes)) return {};
  ctx.tick(steps);
  ctx.charge(bytes);
  const bool of_pair = place.is(Tag::pair);
  const Place p{of_pair ? place.pair_i() : place.cell_i(), of_pair ? place.pair_j() : place.cell_j()};
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  const SetObj& s = patch.set();
  const bool pairs = s.kind == ElementKind::pairs;
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const Value v = s.items[k];
    const std::int64_t di = p.i - (pairs ? v.pair_i() : v.cell_i()), dj = p.j - (pairs ? v.pair_j() : v.cell_j());
    best = std::min(best, (di < 0 ? -di : di) + (dj < 0 ? -dj : dj));
  }
  return Value::small(best);
}

Value adjacent(Context& ctx, const Value* args) {
  return Value::boolean(distance(ctx, args[0], args[1]) == 1);
}

Value bordering(Context& ctx, const Value* args) {
  const Box b = need_box(ctx, args[0]);
  if (b.top == 0 || b.left == 0) return Value::boolean(true);
  if (b.bottom == static_cast<std::int64_t>(length(args[1])) - 1) return Value::boolean(true);
  return Value::boolean(b.right == static_cast<std::int64_t>(length(subscript(ctx, args[1], 0))) - 1);
}

Value gravitate(Context& ctx, const Value* args) {
  const Place s = center_of(ctx, args[0]);
  const Place d = center_of(ctx, args[1]);
  Place step{0, 0};
  if (share_line(ctx, args[0], args[1], false)) {
    step.i = s.i < d.i ? 1 : -1;
  } else {
    step.j = s.j < d.j ? 1 : -1;
  }
  const PlaceSpan source = places_of(ctx, args[0]);
  const PlaceSpan destination = places_of(ctx, args[1]);
  std::int64_t moved = 0;
  while (moved < 42 && least_distance(ctx, source, destination, {moved * step.i, moved * step.j}) != 1) ++moved;
  // The reference counts one step too many, and takes it back.
  return Value::pair(moved * step.i, moved * step.j);
}

namespace {

/// The colours of an object's cells as a mask of bits, where all are 0 to 15; otherwise 0.
std::uint32_t colour_mask(Context& ctx, Value object) {
  if (!is_cells(object)) return 0;
  const SetObj& s = object.set();
  ctx.tick(s.size);
  std::uint32_t mask = 0;
  std::int64_t all = 0;
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const std::int64_t v = s.items[k].cell_v();
    all |= v;
    mask |= std::uint32_t{1} << (v & 15);
  }
  return (all & ~std::int64_t{15}) == 0 ? mask : 0;
}

/// Whether a set of these colours is walked alike in whatever order they were added: none meets another's slot.
/// The reference's table has 8 slots for up to four of them, 16 or more for more.
bool any_order_will_do(std::uint32_t mask) {
  return std::popcount(mask) > 4 || ((mask & 0xff) & (mask >> 8)) == 0;
}

}  // namespace

Value palette(Context& ctx, const Value* args) {
  const Value element = args[0];
  const std::uint32_t mask = colour_mask(ctx, element);
  Gather colours(ctx);
  if (element.is(Tag::grid)) {
    const GridObj& g = element.grid();
    const std::size_t n = std::size_t{g.height} * g.width;
    ctx.tick(n);
    bool met[256] = {};
    for (std::size_t k = 0; k < n; ++k) {
      bool& m = met[static_cast<std::uint8_t>(g.cells[k])];
      if (!m) colours.add(Value::small(g.cells[k]));
      m = true;
    }
  } else if (element.is_tuple()) {
    for (Value row : elements(ctx, element)) {
      for (Value v : elements(ctx, row)) colours.add(v);
    }
  } else if (mask != 0 && any_order_will_do(mask)) {
    for (std::uint32_t rest = mask; rest != 0; rest &= rest - 1) colours.add(Value::small(std::countr_zero(rest)));
  } else {
    // The order of the result hangs on the order in which colours are met.
    for (Value v : elements(ctx, element)) colours.add(unpack_two(ctx, v).a);
  }
  return set_of_copied(ctx, colours.values());
}

Value numcolors(Context& ctx, const Value* args) {
  if (const std::uint32_t mask = colour_mask(ctx, args[0])) return Value::small(std::popcount(mask));
  return Value::small(palette(ctx, args).set().size);
}

Value color(Context& ctx, const Value* args) {
  if (is_one_colour(args[0])) return Value::small(args[0].set().items[0].cell_v());
  const Value one = first(ctx, args);
  return subscript(ctx, one, 0);
}

Value colorcount(Context& ctx, const Value* args) {
  const Value element = args[0], value = args[1];
  std::int64_t n = 0;
  if (element.is(Tag::grid)) {
    const GridObj& g = element.grid();
    const std::size_t cells = std::size_t{g.height} * g.width;
    ctx.tick(cells);
    if (!value.is_int()) return Value::small(0);
    for (std::size_t k = 0; k < cells; ++k) n += g.cells[k] == value.as_int() ? 1 : 0;
  } else if (element.is_tuple()) {
    for (Value row : elements(ctx, element)) {
      if (row.is_set() || !row.is_tuple()) raise(ErrorCode::attribute_error, "object has no attribute 'count'");
      for (Value v : elements(ctx, row)) n += equal(v, value) ? 1 : 0;
    }
  } else {
    if (!element.is_set()) raise_type("object is not iterable");
    const SetObj& s = element.set();
    ctx.tick(s.size);
    for (std::uint32_t k = 0; k < s.size; ++k) n += equal(unpack_two(ctx, s.items[k]).a, value) ? 1 : 0;
  }
  return Value::small(n);
}

Value colorfilter(Context& ctx, const Value* args) {
  Gather kept(ctx);
  const auto keep = [&](Value object) {
    const bool alike = equal(color(ctx, &object), args[1]);
    kept.add(alike ? object : Value{});
  };
  each(ctx, args[0], keep, [&] { kept.drop_to(0); });
  if (args[0].is_set()) return set_filtered(ctx, args[0], kept.values());
  Gather left(ctx);
  for (Value v : std::vector<Value>(kept.values().begin(), kept.values().end())) {
    if (v) left.add(v);
  }
  return set_of(ctx, left.values());
}

}  // namespace battalion::dsl::prim
