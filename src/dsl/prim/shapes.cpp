// Patches drawn from places and boxes: neighbours, corners, boxes, lines.

#include "dsl/prim/declare.hpp"
#include "dsl/prim/number.hpp"
#include "dsl/prim/patch.hpp"

namespace battalion::dsl::prim {
namespace {

/// Places around `loc`; `frozenset({...})` in the reference.
Value around(Context& ctx, Value loc, const std::int64_t (&steps)[4][2]) {
  if (loc.is(Tag::pair) && Value::fits_pair(loc.pair_i() - 1, loc.pair_j() - 1) &&
      Value::fits_pair(loc.pair_i() + 1, loc.pair_j() + 1)) {
    SetObj* s = new_set(ctx, ElementKind::pairs, Recipe::copied, 4);
    for (int k = 0; k < 4; ++k) s->items[k] = Value::pair(loc.pair_i() + steps[k][0], loc.pair_j() + steps[k][1]);
    return as_value(s);
  }
  Value places[4];
  const Value i = subscript(ctx, loc, 0), j = subscript(ctx, loc, 1);
  for (int k = 0; k < 4; ++k) {
    const Value a = plus(ctx, i, Value::small(steps[k][0]));
    places[k] = new_tuple(ctx, a, plus(ctx, j, Value::small(steps[k][1])));
  }
  return set_of_copied(ctx, places);
}

constexpr std::int64_t straight[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
constexpr std::int64_t oblique[4][2] = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};

/// The outline of a box whose corners come in any order.
Value outline(Context& ctx, std::int64_t ai, std::int64_t aj, std::int64_t bi, std::int64_t bj) {
  const std::int64_t si = std::min(ai, bi), sj = std::min(aj, bj);
  const std::int64_t ei = std::max(ai, bi), ej = std::max(aj, bj);
  if (!Value::fits_pair(si, sj) || !Value::fits_pair(ei, ej)) raise_overflow();
  const std::int64_t h = ei - si + 1, w = ej - sj + 1;
  SetObj* s = new_set(ctx, ElementKind::pairs, Recipe::outlined,
                      static_cast<std::uint32_t>(h == 1 || w == 1 ? h * w : 2 * h + 2 * w - 4));
  s->a = Value::pair(si, sj);
  s->b = Value::pair(ei, ej);
  std::uint32_t n = 0;
  for (std::int64_t i = si; i <= ei; ++i) {
    if (i == si || i == ei) {
      for (std::int64_t j = sj; j <= ej; ++j) s->items[n++] = Value::pair(i, j);
    } else {
      s->items[n++] = Value::pair(i, sj);
      if (ej != sj) s->items[n++] = Value::pair(i, ej);
    }
  }
  return as_value(s);
}

/// All places of a box, row by row.
Value block(Context& ctx, const Box& b) {
  const std::int64_t h = b.height(), w = b.width();
  if (h > (std::int64_t{1} << 31) || w > (std::int64_t{1} << 31) || h * w > (std::int64_t{1} << 31)) {
    throw Expired{Limit::memory};
  }
  PlaceList places(ctx, static_cast<std::size_t>(h * w));
  for (std::int64_t i = 0; i < h; ++i) {
    for (std::int64_t j = 0; j < w; ++j) places.add(b.top + i, b.left + j);
  }
  return made_in_order(ctx, places.finish());
}

/// line_between for packed places, whose words are as far apart as the places.
Value line_of_words(Context& ctx, Value a, Value b) {
  const std::int64_t di = b.pair_i() - a.pair_i(), dj = b.pair_j() - a.pair_j();
  if (di != 0 && dj != 0 && di != dj && di != -dj) return empty_set();
  // From the upper end, or from the left where the line is level.
  if (di != 0 ? di < 0 : dj < 0) return line_of_words(ctx, b, a);
  const auto n = static_cast<std::uint32_t>(std::max(di, dj < 0 ? -dj : dj) + 1);
  const std::uint64_t step = (static_cast<std::uint64_t>(di > 0) << 34) +
                             (static_cast<std::uint64_t>(dj > 0) << 4) - (static_cast<std::uint64_t>(dj < 0) << 4);
  auto* items = ctx.take<Value>(n);
  for (std::uint32_t k = 0; k < n; ++k) items[k] = Value::of_bits(a.bits() + k * step);
  const Value line = made_in_order(ctx, set_of_distinct(ctx, ElementKind::pairs, items, n));
  line.set().step = n == 1 ? 0 : step;
  return line;
}

Value line_between(Context& ctx, Place a, Place b) {
  if (Value::fits_pair(a.i, a.j) && Value::fits_pair(b.i, b.j)) {
    return line_of_words(ctx, Value::pair(a.i, a.j), Value::pair(b.i, b.j));
  }
  const std::int64_t di = checked_subtract(b.i, a.i), dj = checked_subtract(b.j, a.j);
  if (di != 0 && dj != 0 && di != dj && checked_subtract(0, di) != dj) return empty_set();
  const std::int64_t longest = std::max({di, dj, checked_subtract(0, di), checked_subtract(0, dj)});
  if (longest >= (std::int64_t{1} << 31)) throw Expired{Limit::memory};
  const std::int64_t n = longest + 1;
  // From the upper end, or from the left where the line is level.
  const bool from_a = di != 0 ? di > 0 : dj >= 0;
  const Place start = from_a ? a : b;
  const std::int64_t way = from_a ? 1 : -1;
  const auto sign_of = [](std::int64_t d) { return d > 0 ? 1 : d < 0 ? -1 : 0; };
  const std::int64_t si = way * sign_of(di), sj = way * sign_of(dj);
  PlaceList places(ctx, static_cast<std::size_t>(n));
  for (std::int64_t k = 0; k < n; ++k) places.add(start.i + k * si, start.j + k * sj);
  return places.finish();
}

/// The reference draws frontiers this long, whatever the grid.
constexpr std::int64_t frontier_length = 30;

Value frontier(Context& ctx, std::span<const Value> places) {
  if (!places[0].is(Tag::pair)) return set_of(ctx, places);
  const Value line = made_in_order(ctx, set_of_unequal(ctx, places, false));
  line.set().step = places[1].bits() - places[0].bits();
  return line;
}

}  // namespace

Value dneighbors(Context& ctx, const Value* args) { return around(ctx, args[0], straight); }

Value ineighbors(Context& ctx, const Value* args) { return around(ctx, args[0], oblique); }

Value neighbors(Context& ctx, const Value* args) {
  const Value a = around(ctx, args[0], straight), b = around(ctx, args[0], oblique);
  if (!is_places(a) || !is_places(b)) return set_joined(ctx, a, b);
  // No place is in both.
  SetObj* s = new_set(ctx, ElementKind::pairs, Recipe::joined, a.set().size + b.set().size);
  std::copy_n(b.set().items, b.set().size, std::copy_n(a.set().items, a.set().size, s->items));
  s->a = a;
  s->b = b;
  return as_value(s);
}

Value corners(Context& ctx, const Value* args) {
  const Value four[] = {ulcorner(ctx, args), urcorner(ctx, args), llcorner(ctx, args), lrcorner(ctx, args)};
  return set_of_copied(ctx, four);
}

Value backdrop(Context& ctx, const Value* args) {
  if (length(args[0]) == 0) return empty_set();
  return block(ctx, need_box(ctx, args[0]));
}

Value delta(Context& ctx, const Value* args) {
  if (length(args[0]) == 0) return empty_set();
  const Value all = backdrop(ctx, args);
  const Value places = indices_of(ctx, args[0]);
  if (!places.is_set()) raise_type("unsupported operands for -");
  return set_reduced(ctx, all, places);
}

Value box(Context& ctx, const Value* args) {
  if (length(args[0]) == 0) return args[0];
  const Box b = need_box(ctx, args[0]);
  return outline(ctx, b.top, b.left, b.bottom, b.right);
}

Value inbox(Context& ctx, const Value* args) {
  const Box b = need_box(ctx, args[0]);
  return outline(ctx, checked_add(b.top, 1), checked_add(b.left, 1), checked_subtract(b.bottom, 1),
                 checked_subtract(b.right, 1));
}

Value outbox(Context& ctx, const Value* args) {
  const Box b = need_box(ctx, args[0]);
  return outline(ctx, checked_subtract(b.top, 1), checked_subtract(b.left, 1), checked_add(b.bottom, 1),
                 checked_add(b.right, 1));
}

Value connect(Context& ctx, const Value* args) {
  if (args[0].is(Tag::pair) && args[1].is(Tag::pair)) return line_of_words(ctx, args[0], args[1]);
  const Place a = unpack_place(ctx, args[0]);
  return line_between(ctx, a, unpack_place(ctx, args[1]));
}

Value shoot(Context& ctx, const Value* args) {
  constexpr std::int64_t far = 42;
  if (args[0].is(Tag::pair) && args[1].is(Tag::pair)) {
    const Place from{args[0].pair_i(), args[0].pair_j()};
    return line_between(ctx, from, {from.i + far * args[1].pair_i(), from.j + far * args[1].pair_j()});
  }
  const auto along = [&](int k) {
    const Value way = times(ctx, Value::small(far), subscript(ctx, args[1], k));
    return need_int(plus(ctx, subscript(ctx, args[0], k), way));
  };
  const std::int64_t i = along(0);
  const Place end{i, along(1)};
  return line_between(ctx, unpack_place(ctx, args[0]), end);
}

Value vfrontier(Context& ctx, const Value* args) {
  const Value j = subscript(ctx, args[0], 1);
  Value places[frontier_length];
  for (std::int64_t i = 0; i < frontier_length; ++i) places[i] = new_tuple(ctx, Value::small(i), j);
  return frontier(ctx, places);
}

Value hfrontier(Context& ctx, const Value* args) {
  const Value i = subscript(ctx, args[0], 0);
  Value places[frontier_length];
  for (std::int64_t j = 0; j < frontier_length; ++j) places[j] = new_tuple(ctx, i, Value::small(j));
  return frontier(ctx, places);
}

}  // namespace battalion::dsl::prim
