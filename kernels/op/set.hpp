// Patches, objects and integers as sets: united, cut, searched, walked.

#if defined(BATTALION_KERNELS_OP_SET_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_SET_HPP
#undef BATTALION_KERNELS_OP_SET_HPP
#else
#define BATTALION_KERNELS_OP_SET_HPP
#endif

#include "kernels/op/bunch.hpp"
#include "kernels/op/container.hpp"
#include "kernels/op/cut.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

// ---- Places ----

/// The union's window, and both masks in it. Where none holds them, `more`, and the part that is known of both: one around
/// a grid, so that what moves by one does not leave it.
struct United {
  Window window;
  Lanes a, b;
  Box part;
};
BATTALION_INLINE United unite(const Indices& a, const Indices& b) {
  if (((a.more | b.more) & outside) == 0) {
    Common c;
    if (common_window(a, b, 0, c).ok()) return {{c.top, c.left, false}, c.a, c.b, {}};
  }
  Box part = is_partial(a) ? known_part(a) : is_partial(b) ? known_part(b) : Box{-1, -1, side - 2, side - 2};
  if (is_partial(a) && is_partial(b)) {
    const Box other = known_part(b);
    part = {part.top > other.top ? part.top : other.top, part.left > other.left ? part.left : other.left,
            part.bottom < other.bottom ? part.bottom : other.bottom, part.right < other.right ? part.right : other.right};
  }
  const Lanes inside = block(part, {part.top, part.left, true});
  return {{part.top, part.left, true},
          known_from(a, part.top, part.left) & inside,
          known_from(b, part.top, part.left) & inside,
          part};
}
BATTALION_INLINE bool is_nowhere(const Box& part) { return part.bottom < part.top || part.right < part.left; }
BATTALION_OP Status combine(Scratch& s, const Indices& a, const Indices& b, Indices& out) {
  const United u = unite(a, b);
  if (!u.window.more && !(u.window.top == 0 && u.window.left == 0)) {
    return anchor(u.a | u.b, u.window.top, u.window.left, out);
  }
  if (u.window.more && is_known(a) && is_known(b)) {
    return spread_over(
        s, hull(box_of_known(a), box_of_known(b)), true,
        [&](Int top, Int left) { return known_from(a, top, left) | known_from(b, top, left); }, out);
  }
  if (!u.window.more) {
    store_places(u.a | u.b, u.window, out);
    return {};
  }
  if (is_nowhere(u.part)) return Punt::window;
  BATTALION_TRY(store_partial(u.a | u.b, u.part, most_of(a) + most_of(b), out));
  return charge_places(s, out.most);
}
BATTALION_OP Status combine(Scratch& s, const Object& a, const Object& b, Object& out) {
  const United u = unite(a.places, b.places);
  const Planes p = Planes::load(a.plane).moved_by(a.places.top - u.window.top, a.places.left - u.window.left);
  const Planes q = Planes::load(b.plane).moved_by(b.places.top - u.window.top, b.places.left - u.window.left);
  const Lanes clash = p.differing(q) & u.a & u.b;
  const Planes all = p.painted(q, clash.any() ? u.b.without(u.a.without(q.above(p))) : u.b);
  Lanes several = clash | several_from(a, u.window.top, u.window.left) | several_from(b, u.window.top, u.window.left);
  if (u.window.more) {
    if (is_nowhere(u.part)) return Punt::window;
    BATTALION_TRY(store_partial(u.a | u.b, u.part, most_of(a.places) + most_of(b.places), out.places));
    BATTALION_TRY(charge_places(s, out.places.most));
    all.within(u.a | u.b).store(out.plane);
    several = several & (u.a | u.b);
  } else if (!(u.window.top == 0 && u.window.left == 0)) {
    BATTALION_TRY(anchor(u.a | u.b, all, u.window.top, u.window.left, out));
  } else {
    store_places(u.a | u.b, u.window, out.places);
    all.store(out.plane);
  }
  overlay(several, u.window.top, u.window.left, out);
  return {};
}

/// b's places as far as they lie in a's window; punts where they are not known there.
BATTALION_INLINE Status seen_from(const Indices& a, const Indices& b, Lanes& out) {
  if (!covers(b, box_of(Lanes::load(a.rows), a.top, a.left))) return Punt::window;
  out = known_from(b, a.top, a.left);
  return {};
}
BATTALION_OP Status intersection(Scratch& s, const Indices& a, const Indices& b, Indices& out) {
  if (a.more != 0 && b.more != 0 && is_known(a) && is_known(b)) {
    return spread_over(
        s, box_of_known(a), false,
        [&](Int top, Int left) { return known_from(a, top, left) & known_from(b, top, left); }, out);
  }
  if (a.more != 0 && b.more != 0) return Punt::window;
  const Indices &whole = a.more != 0 ? b : a, &perhaps = a.more != 0 ? a : b;
  Lanes other;
  BATTALION_TRY(seen_from(whole, perhaps, other));
  return anchor(Lanes::load(whole.rows) & other, whole.top, whole.left, out);
}
/// Whether all places of a patch that a window holds lie in the box.
BATTALION_INLINE bool holds_all(const Box& box, const Indices& a) {
  const Box b = box_of(Lanes::load(a.rows), a.top, a.left);
  return b.empty() || (box.top <= b.top && box.left <= b.left && box.bottom >= b.bottom && box.right >= b.right);
}
BATTALION_OP Status difference(Scratch& s, const Indices& a, const Indices& b, Indices& out) {
  if (is_spread(a) && is_known(b)) {
    return spread_over(
        s, box_of_known(a), false,
        [&](Int top, Int left) { return known_from(a, top, left).without(known_from(b, top, left)); }, out);
  }
  // Of places beyond the window some stay, unless they could be gone too.
  if (a.more != 0 && (b.more != 0 || !is_partial(a) || !holds_all(known_part(a), b))) return Punt::window;
  Lanes other;
  BATTALION_TRY(seen_from(a, b, other));
  const Lanes left = Lanes::load(a.rows).without(other);
  if (a.more == 0) return anchor(left, a.top, a.left, out);
  BATTALION_TRY(store_partial(left, known_part(a), a.most, out));
  return charge_places(s, out.most);
}
/// The cells of a that are in b too.
BATTALION_OP Status cells_in_both(const Object& a, const Object& b, Lanes& out) {
  if ((a.places.more | b.places.more) != 0) return Punt::window;
  const Indices& w = a.places;
  const Lanes shared = Lanes::load(w.rows) & from_window(b.places, w.top, w.left);
  const Planes other = Planes::load(b.plane).moved_by(b.places.top - w.top, b.places.left - w.left);
  out = shared.without(Planes::load(a.plane).differing(other));
  return {};
}
BATTALION_OP Status intersection(Scratch&, const Object& a, const Object& b, Object& out) {
  Lanes shared;
  BATTALION_TRY(cells_in_both(a, b, shared));
  return anchor(shared, Planes::load(a.plane).within(shared), a.places.top, a.places.left, out);
}
BATTALION_OP Status difference(Scratch&, const Object& a, const Object& b, Object& out) {
  Lanes shared;
  BATTALION_TRY(cells_in_both(a, b, shared));
  const Lanes left = Lanes::load(a.places.rows).without(shared);
  return anchor(left, Planes::load(a.plane).within(left), a.places.top, a.places.left, out);
}

template <class Patch>
BATTALION_OP Status element_count(const Patch& a, Int& out) {
  if (!is_known(places_of(a))) return Punt::window;
  out = count_of(places_of(a));
  return {};
}
BATTALION_OP Status size(Scratch&, const Indices& a, Int& out) { return element_count(a, out); }
BATTALION_OP Status size(Scratch&, const Object& a, Int& out) { return element_count(a, out); }
BATTALION_OP Status size(Scratch&, const Grid& g, Int& out) {
  out = g.height;
  return {};
}

/// A single place, or cell, as a set.
BATTALION_OP Status initset(Scratch&, const Pair& at, Indices& out) {
  if (at.i >= 0 && at.i < side && at.j >= 0 && at.j < side) {
    store_at_zero(at_spot(static_cast<int>(at.i), static_cast<int>(at.j)), out);
    return {};
  }
  if (!near_zero(at)) return Punt::range;
  return anchor(at_spot(0, 0), at.i, at.j, out);
}
BATTALION_OP Status initset(Scratch& s, const Cell& c, Object& out) {
  if (!is_colour(c.colour)) return Punt::colour;
  BATTALION_TRY(initset(s, c.place, out.places));
  const Lanes mask = Lanes::load(out.places.rows), no = Lanes::zero();
  Planes{{no, no, no, no}}.filled(static_cast<int>(c.colour), mask).store(out.plane);
  return {};
}
BATTALION_OP Status insert(Scratch& s, const Pair& at, const Indices& a, Indices& out) {
  Indices one;
  BATTALION_TRY(initset(s, at, one));
  return combine(s, a, one, out);
}
BATTALION_OP Status insert(Scratch& s, const Cell& c, const Object& a, Object& out) {
  Object one;
  BATTALION_TRY(initset(s, c, one));
  return combine(s, a, one, out);
}
BATTALION_OP Status contained(Scratch& s, const Pair& at, const Indices& a, Bool& out) {
  if (!near_zero(at)) return a.more != 0 ? Status(Punt::window) : (out = false, Status());
  Indices one, shared;
  BATTALION_TRY(initset(s, at, one));
  BATTALION_TRY(intersection(s, one, a, shared));
  out = !is_empty(shared);
  return {};
}
BATTALION_OP Status contained(Scratch& s, const Cell& c, const Object& a, Bool& out) {
  if (a.places.more != 0) return Punt::window;
  out = false;
  if (!near_zero(c.place) || !is_colour(c.colour)) return {};
  Object one;
  Lanes shared;
  BATTALION_TRY(initset(s, c, one));
  BATTALION_TRY(cells_in_both(one, a, shared));
  out = shared.any();
  return {};
}
BATTALION_OP Status remove(Scratch& s, const Pair& at, const Indices& a, Indices& out) {
  if (!near_zero(at)) {
    if (a.more != 0) return Punt::window;
    copy(a, out);
    return {};
  }
  Indices one;
  BATTALION_TRY(initset(s, at, one));
  return difference(s, a, one, out);
}

/// The first (last) place or cell in canonical order; which it is shows where there are several.
BATTALION_OP Status end_of(const Indices& a, bool first, Spot& spot, bool& several) {
  if (a.more != 0) return Punt::window;
  const Lanes mask = Lanes::load(a.rows);
  if (!mask.any()) return first ? Error::first_of_nothing : Error::last_of_nothing;
  spot = first ? first_of(mask) : last_of(mask);
  several = mask.without(at_spot(spot.row, spot.column)).any();
  return {};
}
BATTALION_OP void end_of_spread(const Indices& a, bool first, Pair& out) {
  PlaceWalk walk(a);
  (void)walk.next(out);
  for (Pair p; !first && walk.next(p);) out = p;
}
BATTALION_OP Status end_of(const Indices& a, bool first, Pair& out) {
  if (is_spread(a)) {
    end_of_spread(a, first, out);
    return Status::hung_on_order(true);
  }
  Spot spot;
  bool several;
  BATTALION_TRY(end_of(a, first, spot, several));
  out = {a.top + spot.row, a.left + spot.column};
  return Status::hung_on_order(several);
}
BATTALION_OP Status end_of(const Object& a, bool first, Cell& out) {
  Spot spot;
  bool several;
  BATTALION_TRY(end_of(a.places, first, spot, several));
  out = {Planes::load(a.plane).at(spot.row, spot.column), {a.places.top + spot.row, a.places.left + spot.column}};
  return Status::hung_on_order(several);
}
BATTALION_OP Status first(Scratch&, const Indices& a, Pair& out) { return end_of(a, true, out); }
BATTALION_OP Status last(Scratch&, const Indices& a, Pair& out) { return end_of(a, false, out); }
BATTALION_OP Status first(Scratch&, const Object& a, Cell& out) { return end_of(a, true, out); }
BATTALION_OP Status last(Scratch&, const Object& a, Cell& out) { return end_of(a, false, out); }
BATTALION_OP Status first(Scratch&, const Cell& c, Int& out) {
  out = c.colour;
  return {};
}
BATTALION_OP Status last(Scratch&, const Cell& c, Pair& out) {
  out = c.place;
  return {};
}
BATTALION_OP Status other(Scratch& s, const Indices& a, const Pair& at, Pair& out) {
  Indices rest;
  BATTALION_TRY(remove(s, at, a, rest));
  return first(s, rest, out);
}

/// The greatest place; that of nothing is the integer 0.
BATTALION_OP Status extreme(const Indices& a, bool largest, Pair& out) {
  if (is_spread(a)) {
    end_of_spread(a, !largest, out);
    return {};
  }
  Spot spot;
  bool several;
  const Status status = end_of(a, !largest, spot, several);
  if (status.kind() == Status::Kind::raises) return Punt::empty;
  BATTALION_TRY(status);
  out = {a.top + spot.row, a.left + spot.column};
  return {};
}
BATTALION_OP Status maximum(Scratch&, const Indices& a, Pair& out) { return extreme(a, true, out); }
BATTALION_OP Status minimum(Scratch&, const Indices& a, Pair& out) { return extreme(a, false, out); }

BATTALION_OP void append_elements(const Indices& a, Pairs& out);
BATTALION_OP Status totuple(Scratch& s, const Indices& a, Pairs& out) {
  if (!is_known(a)) return Punt::window;
  Pairs made{};
  BATTALION_TRY(make_room(s, count_of(a), made));
  append_elements(a, made);
  out = made;
  return Status::hung_on_order(made.size > 1);
}

BATTALION_OP void append_elements(const Object& a, Cells& out);
BATTALION_OP Status totuple(Scratch& s, const Object& a, Cells& out) {
  if (a.places.more != 0) return Punt::window;
  BATTALION_TRY(make_room(s, Lanes::load(a.places.rows).count(), out));
  append_elements(a, out);
  return Status::hung_on_order(out.size > 1);
}

BATTALION_OP Status merge(Scratch& s, const IndicesSet& list, Indices& out) {
  Lanes all = Lanes::zero();
  int k = 0;
  list_elements(list);
  if (list.loose != 0) make_all(list.items, list.size);
  for (; k < list.size && at_zero(*list.items[k]) && list.items[k]->more == 0; ++k) {
    all = all | Lanes::load(list.items[k]->rows);
  }
  if (k == list.size) {
    store_at_zero(all, out);
    return {};
  }
  Indices so_far, both;
  store_at_zero(all, so_far);
  for (; k < list.size; ++k) {
    BATTALION_TRY(combine(s, so_far, *list.items[k], both));
    copy(both, so_far);
  }
  copy(so_far, out);
  return {};
}
BATTALION_OP Status merge(Scratch& s, const ObjectSet& list, Object& out) {
  // As long as the windows agree, in registers; of colours that disagree the higher one stays.
  Lanes all = Lanes::zero(), several = all;
  Planes p{{all, all, all, all}};
  int k = 0;
  list_elements(list);
  if (list.loose != 0) make_all(list.items, list.size);
  for (; k < list.size && at_zero(list.items[k]->places); ++k) {
    const Lanes mask = Lanes::load(list.items[k]->places.rows);
    const Planes q = Planes::load(list.items[k]->plane);
    several = several | (p.differing(q) & all & mask);
    p = p.painted(q, mask.without(all.without(q.above(p))));
    all = all | mask;
  }
  if (k == list.size) {
    store_object(all, p, out);
    overlay(several, 0, 0, out);
    return {};
  }
  Object so_far, both;
  store_object(all, p, so_far);
  overlay(several, 0, 0, so_far);
  for (; k < list.size; ++k) {
    Scratch idle = s;  // only what comes of it all is charged
    BATTALION_TRY(combine(idle, so_far, *list.items[k], both));
    copy(both, so_far);
  }
  copy(so_far, out);
  return charge_places(s, out.places.most);
}

/// Of a tuple of patches: their elements one after the other, each patch's in canonical order.
BATTALION_OP void append_elements(const Indices& a, Pairs& out) {
  if (is_spread(a)) {
    PlaceWalk walk(a);
    for (Pair p; walk.next(p);) out.items[out.size++] = p;
    return;
  }
  const Lanes mask = Lanes::load(a.rows);
  const Lanes::Rows words(mask);
  for (std::uint32_t rows = mask.rows(); rows != 0; rows &= rows - 1) {
    const int i = lowest_bit(rows);
    for (std::uint32_t row = words[i]; row != 0; row &= row - 1)
      out.items[out.size++] = {a.top + i, a.left + lowest_bit(row)};
  }
}
BATTALION_OP void append_elements(const Object& a, Cells& out) {
  const Lanes mask = Lanes::load(a.places.rows);
  const Planes p = Planes::load(a.plane);
  const Lanes::Rows words(mask);
  const CellReader cells(p);
  for (std::uint32_t rows = mask.rows(); rows != 0; rows &= rows - 1) {
    const int i = lowest_bit(rows);
    for (std::uint32_t row = words[i]; row != 0; row &= row - 1) {
      const int j = lowest_bit(row);
      out.items[out.size++] = {cells.at(i, j), {a.places.top + i, a.places.left + j}};
    }
  }
}
template <class Patch, class List>
BATTALION_OP Status elements_of(Scratch& s, const Tuple<Patch>& patches, List& out) {
  Int total = 0;
  bool several = false;
  for (int k = 0; k < patches.size; ++k) {
    const Int n = count_of(places_of(*patches.items[k]));
    total += n;
    several |= n > 1;
  }
  List made{};
  BATTALION_TRY(make_room(s, total, made));
  for (int k = 0; k < patches.size; ++k) append_elements(*patches.items[k], made);
  out = made;
  return Status::hung_on_order(several);
}
BATTALION_OP Status merge(Scratch& s, const IndicesTuple& list, Pairs& out) { return elements_of(s, list, out); }
BATTALION_OP Status merge(Scratch& s, const ObjectTuple& list, Cells& out) { return elements_of(s, list, out); }

// ---- Pairs as tuples ----

BATTALION_OP Status size(Scratch&, const Pair& a, Int& out) {
  out = is_empty(a) ? 0 : 2;
  return {};
}
BATTALION_OP Status maximum(Scratch&, const Pair& a, Int& out) {
  out = is_empty(a) ? 0 : a.i > a.j ? a.i : a.j;
  return {};
}
BATTALION_OP Status minimum(Scratch&, const Pair& a, Int& out) {
  out = is_empty(a) ? 0 : a.i < a.j ? a.i : a.j;
  return {};
}
BATTALION_OP Status contained(Scratch&, Int v, const Pair& a, Bool& out) {
  out = (a.i == v || a.j == v) && !is_empty(a);
  return {};
}

// ---- Grids as tuples of rows ----

BATTALION_OP Status combine(Scratch& s, const Grid& a, const Grid& b, Grid& out) { return vconcat(s, a, b, out); }
BATTALION_OP void append_row(const CellReader& cells, int i, int w, Ints& out) {
  for (int j = 0; j < w; ++j) out.items[out.size++] = cells.at(i, j);
}
BATTALION_OP Status row_of(Scratch& s, const Grid& g, int i, Ints& out) {
  Ints made{};
  BATTALION_TRY(make_room(s, g.width, made));
  const Planes p = Planes::load(g.plane);
  append_row(CellReader(p), i, g.width, made);
  out = made;
  return {};
}
BATTALION_OP Status first(Scratch& s, const Grid& g, Ints& out) { return row_of(s, g, 0, out); }
BATTALION_OP Status last(Scratch& s, const Grid& g, Ints& out) { return row_of(s, g, g.height - 1, out); }
BATTALION_OP Status merge(Scratch& s, const Grid& g, Ints& out) {
  Ints made{};
  BATTALION_TRY(make_room(s, g.height * g.width, made));
  const Planes p = Planes::load(g.plane);
  const CellReader cells(p);
  for (int i = 0; i < g.height; ++i) append_row(cells, i, g.width, made);
  out = made;
  return {};
}
BATTALION_OP Status merge(Scratch& s, const Grids& list, Grid& out) {
  if (list.size == 0) return no_cells(0, out);
  Grid so_far, both;
  copy(*list.items[0], so_far);
  for (int k = 1; k < list.size; ++k) {
    BATTALION_TRY(vconcat(s, so_far, *list.items[k], both));
    copy(both, so_far);
  }
  copy(so_far, out);
  return {};
}
/// Rows, the first of equals.
BATTALION_OP Status dedupe(Scratch&, const Grid& g, Grid& out) {
  const Planes p = Planes::load(g.plane);
  const std::uint32_t all = low_bits(g.height);
  std::uint32_t kept = 0, dropped = 0;
  for (std::uint32_t rest = all; rest != 0; rest = all & ~(kept | dropped)) {
    const int i = lowest_bit(rest);
    Lanes differ = Lanes::zero();
    for (const Lanes& l : p.p) differ = differ | (l ^ Lanes::splat(l.row(i)));
    kept |= 1u << i;
    dropped |= all & ~differ.rows() & ~(1u << i);
  }
  const Lanes from = Lanes::set_bits(kept);
  Planes q = p;
  for (Lanes& l : q.p) l = l.gathered(from);
  store_grid(q, bit_count(kept), g.width, out);
  return {};
}
/// A row's words, one a plane; false where it holds what is no colour, or too much.
BATTALION_OP bool row_words(const Ints& row, std::uint32_t (&words)[planes]) {
  if (row.size > side) return false;
  for (std::uint32_t& w : words) w = 0;
  for (int j = 0; j < row.size; ++j) {
    if (!is_colour(row.items[j])) return false;
    for (int k = 0; k < planes; ++k) words[k] |= (static_cast<std::uint32_t>(row.items[j] - lowest_colour) >> k & 1u) << j;
  }
  return true;
}
/// Rows other than this one.
BATTALION_OP Status remove(Scratch&, const Ints& row, const Grid& g, Grid& out) {
  std::uint32_t words[planes];
  if (row.size != g.width || !row_words(row, words)) {
    copy(g, out);
    return {};
  }
  Planes p = Planes::load(g.plane);
  Lanes differ = Lanes::zero();
  for (int k = 0; k < planes; ++k) differ = differ | (p.p[k] ^ Lanes::splat(words[k]));
  const std::uint32_t kept = differ.rows() & low_bits(g.height);
  if (kept == 0) return no_cells(0, out);
  const Lanes from = Lanes::set_bits(kept);
  for (Lanes& l : p.p) l = l.gathered(from);
  store_grid(p, bit_count(kept), g.width, out);
  return {};
}
/// The same row n times.
BATTALION_OP Status repeat(Scratch&, const Ints& row, Int n, Grid& out) {
  if (n <= 0) return no_cells(0, out);
  if (n > side || row.size > side) return Punt::size;
  if (row.size == 0) return no_cells(static_cast<int>(n), out);
  std::uint32_t words[planes];
  if (!row_words(row, words)) return Punt::colour;
  const Lanes rows = Lanes::in_rows(low_bits(static_cast<int>(n)));
  Planes p;
  for (int k = 0; k < planes; ++k) p.p[k] = rows & Lanes::splat(words[k]);
  store_grid(p, static_cast<int>(n), row.size, out);
  return {};
}

// ---- Integers ----

BATTALION_BOTH constexpr bool in_int_set(Int v) { return v >= IntSet::lowest && v <= IntSet::highest; }
BATTALION_INLINE Lanes int_spot(Int v) {
  const int n = static_cast<int>(v - IntSet::lowest);
  return at_spot(n / side, n % side);
}
BATTALION_OP Status initset(Scratch&, Int v, IntSet& out) {
  if (!in_int_set(v)) return Punt::range;
  int_spot(v).store(out.rows);
  return {};
}
BATTALION_OP Status insert(Scratch&, Int v, const IntSet& a, IntSet& out) {
  if (!in_int_set(v)) return Punt::range;
  (Lanes::load(a.rows) | int_spot(v)).store(out.rows);
  return {};
}
BATTALION_OP Status remove(Scratch&, Int v, const IntSet& a, IntSet& out) {
  const Lanes mask = Lanes::load(a.rows);
  (in_int_set(v) ? mask.without(int_spot(v)) : mask).store(out.rows);
  return {};
}
BATTALION_OP Status contained(Scratch&, Int v, const IntSet& a, Bool& out) {
  out = in_int_set(v) && (Lanes::load(a.rows) & int_spot(v)).any();
  return {};
}
BATTALION_OP Status combine(Scratch&, const IntSet& a, const IntSet& b, IntSet& out) {
  (Lanes::load(a.rows) | Lanes::load(b.rows)).store(out.rows);
  return {};
}
BATTALION_OP Status intersection(Scratch&, const IntSet& a, const IntSet& b, IntSet& out) {
  (Lanes::load(a.rows) & Lanes::load(b.rows)).store(out.rows);
  return {};
}
BATTALION_OP Status difference(Scratch&, const IntSet& a, const IntSet& b, IntSet& out) {
  Lanes::load(a.rows).without(Lanes::load(b.rows)).store(out.rows);
  return {};
}
BATTALION_OP Status size(Scratch&, const IntSet& a, Int& out) {
  out = Lanes::load(a.rows).count();
  return {};
}
BATTALION_INLINE Int int_at(const Spot& s) { return IntSet::lowest + side * s.row + s.column; }
BATTALION_OP Status end_of(const IntSet& a, bool first, Int& out) {
  const Lanes mask = Lanes::load(a.rows);
  if (!mask.any()) return first ? Error::first_of_nothing : Error::last_of_nothing;
  const Spot s = first ? first_of(mask) : last_of(mask);
  out = int_at(s);
  return Status::hung_on_order(mask.without(at_spot(s.row, s.column)).any());
}
BATTALION_OP Status first(Scratch&, const IntSet& a, Int& out) { return end_of(a, true, out); }
BATTALION_OP Status last(Scratch&, const IntSet& a, Int& out) { return end_of(a, false, out); }
BATTALION_OP Status other(Scratch& s, const IntSet& a, Int v, Int& out) {
  IntSet rest;
  BATTALION_TRY(remove(s, v, a, rest));
  return first(s, rest, out);
}
BATTALION_OP Status maximum(Scratch&, const IntSet& a, Int& out) {
  if (!end_of(a, false, out).ok()) out = 0;  // it was not written
  return {};
}
BATTALION_OP Status minimum(Scratch&, const IntSet& a, Int& out) {
  if (!end_of(a, true, out).ok()) out = 0;
  return {};
}
BATTALION_OP Status totuple(Scratch& s, const IntSet& a, Ints& out) {
  const Lanes mask = Lanes::load(a.rows);
  const Lanes::Rows words(mask);
  Ints made{};
  BATTALION_TRY(make_room(s, mask.count(), made));
  for (std::uint32_t rows = mask.rows(); rows != 0; rows &= rows - 1) {
    const int i = lowest_bit(rows);
    for (std::uint32_t row = words[i]; row != 0; row &= row - 1) made.items[made.size++] = int_at({i, lowest_bit(row)});
  }
  out = made;
  return Status::hung_on_order(made.size > 1);
}
BATTALION_OP Status int_set_of(const IntSet& a, IntSet& out) {
  copy(a, out);
  return {};
}
BATTALION_OP Status int_set_of(const Ints& a, IntSet& out) {
  Lanes mask = Lanes::zero();
  for (int k = 0; k < a.size; ++k) {
    if (!in_int_set(a.items[k])) return Punt::range;
    mask = mask | int_spot(a.items[k]);
  }
  mask.store(out.rows);
  return {};
}

/// Which of the 32 integers from `lowest` on are in the set; bit k is lowest + k.
BATTALION_OP std::uint32_t ints_from(const Lanes& mask, Int lowest) {
  std::uint32_t bits = 0;
  const Int n = lowest - IntSet::lowest;  // -32 < n < 1024
  const int row = static_cast<int>(n >> 5), shift = static_cast<int>(n & 31);
  if (row >= 0) bits = mask.row(row) >> shift;
  if (shift != 0 && row + 1 < side) bits |= mask.row(row + 1) << (side - shift);
  return bits;
}
/// {(i, j)} for i of a, j of b.
template <class A, class B>
BATTALION_OP Status product(Scratch& s, const A& a, const B& b, Indices& out) {
  IntSet x, y;
  BATTALION_TRY(int_set_of(a, x));
  BATTALION_TRY(int_set_of(b, y));
  const Lanes in_x = Lanes::load(x.rows), in_y = Lanes::load(y.rows);
  if (!in_x.any() || !in_y.any()) {
    store_at_zero(Lanes::zero(), out);
    return {};
  }
  Int top, bottom, left, right;
  BATTALION_TRY(minimum(s, x, top));
  BATTALION_TRY(maximum(s, x, bottom));
  BATTALION_TRY(minimum(s, y, left));
  BATTALION_TRY(maximum(s, y, right));
  const auto mask = [&](Int i, Int j) { return Lanes::in_rows(ints_from(in_x, i)) & Lanes::splat(ints_from(in_y, j)); };
  const Box box{top, left, bottom, right};
  if (const Window w = window_of(box); !w.more) {
    store_places(mask(w.top, w.left), w, out);
    return {};
  }
  return spread_over(s, box, true, mask, out);
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
