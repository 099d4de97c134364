// Grids and patches turned and mirrored, patches moved.

#if defined(BATTALION_KERNELS_OP_TURN_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_TURN_HPP
#undef BATTALION_KERNELS_OP_TURN_HPP
#else
#define BATTALION_KERNELS_OP_TURN_HPP
#endif

#include "kernels/compare.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

BATTALION_OP Status dmirror(Scratch&, const Grid& g, Grid& out) {
  if (g.width == 0) return no_cells(0, out);
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = transposed(l);
  store_grid(p, g.width, g.height, out);
  return {};
}

BATTALION_OP Status rot90(Scratch&, const Grid& g, Grid& out) {
  if (g.width == 0) return no_cells(0, out);
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = transposed(l).columns_reversed().left(side - g.height);
  store_grid(p, g.width, g.height, out);
  return {};
}

BATTALION_OP Status rot270(Scratch&, const Grid& g, Grid& out) {
  if (g.width == 0) return no_cells(0, out);
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = transposed(l).rows_reversed().up(side - g.width);
  store_grid(p, g.width, g.height, out);
  return {};
}

BATTALION_OP Status rot180(Scratch&, const Grid& g, Grid& out) {
  if (g.width == 0) return no_cells(g.height, out);
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = l.rows_reversed().columns_reversed().up(side - g.height).left(side - g.width);
  store_grid(p, g.height, g.width, out);
  return {};
}

BATTALION_OP Status cmirror(Scratch&, const Grid& g, Grid& out) {
  if (g.width == 0) return no_cells(0, out);
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = transposed(l.rows_reversed().columns_reversed().up(side - g.height).left(side - g.width));
  store_grid(p, g.width, g.height, out);
  return {};
}

BATTALION_OP Status hmirror(Scratch&, const Grid& g, Grid& out) {
  if (g.width == 0) return no_cells(g.height, out);
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = l.rows_reversed().up(side - g.height);
  store_grid(p, g.height, g.width, out);
  return {};
}

BATTALION_OP Status vmirror(Scratch&, const Grid& g, Grid& out) {
  if (g.width == 0) return no_cells(g.height, out);
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = l.columns_reversed().left(side - g.width);
  store_grid(p, g.height, g.width, out);
  return {};
}

/// How a patch is mirrored, which stays within its bounding box (or that turned over its corner).
enum class Mirror { horizontal, vertical, diagonal, counterdiagonal };

/// The mirrored window and where it begins. An empty patch has no corners: the reference fails on taking one.
struct Mirrored {
  Int top, left;
};
BATTALION_OP Status mirror_window(const Indices& a, Mirror how, Mirrored& m) {
  Box b;
  const Status s = need_box(a, b);
  if (s.kind() == Status::Kind::raises) return how == Mirror::diagonal ? Error::unpacks_too_few : Error::beyond_a_tuple;
  BATTALION_TRY(s);
  switch (how) {
    case Mirror::horizontal:
      m = {b.top + b.bottom - a.top - (side - 1), a.left};
      break;
    case Mirror::vertical:
      m = {a.top, b.left + b.right - a.left - (side - 1)};
      break;
    case Mirror::diagonal:
      m = {b.top - b.left + a.left, b.left - b.top + a.top};
      break;
    case Mirror::counterdiagonal:
      m = {b.top + b.right - a.left - (side - 1), b.left + b.bottom - a.top - (side - 1)};
      break;
  }
  return {};
}
BATTALION_INLINE Lanes mirrored(const Lanes& a, Mirror how) {
  switch (how) {
    case Mirror::horizontal:
      return a.rows_reversed();
    case Mirror::vertical:
      return a.columns_reversed();
    case Mirror::diagonal:
      return transposed(a);
    case Mirror::counterdiagonal:
      break;
  }
  return transposed(a.rows_reversed().columns_reversed());
}
template <Mirror How>
BATTALION_OP Status mirror(const Indices& a, Indices& out) {
  Mirrored m;
  BATTALION_TRY(mirror_window(a, How, m));
  return anchor(mirrored(Lanes::load(a.rows), How), m.top, m.left, out);
}
template <Mirror How>
BATTALION_OP Status mirror(const Object& a, Object& out) {
  Mirrored m;
  BATTALION_TRY(mirror_window(a.places, How, m));
  Planes p = Planes::load(a.plane);
  for (Lanes& l : p.p) l = mirrored(l, How);
  return anchor(mirrored(Lanes::load(a.places.rows), How), p, m.top, m.left, out);
}
BATTALION_OP Status hmirror(Scratch&, const Indices& a, Indices& out) { return mirror<Mirror::horizontal>(a, out); }
BATTALION_OP Status hmirror(Scratch&, const Object& a, Object& out) { return mirror<Mirror::horizontal>(a, out); }
BATTALION_OP Status vmirror(Scratch&, const Indices& a, Indices& out) { return mirror<Mirror::vertical>(a, out); }
BATTALION_OP Status vmirror(Scratch&, const Object& a, Object& out) { return mirror<Mirror::vertical>(a, out); }
BATTALION_OP Status dmirror(Scratch&, const Indices& a, Indices& out) { return mirror<Mirror::diagonal>(a, out); }
BATTALION_OP Status dmirror(Scratch&, const Object& a, Object& out) { return mirror<Mirror::diagonal>(a, out); }
BATTALION_OP Status cmirror(Scratch&, const Indices& a, Indices& out) {
  return mirror<Mirror::counterdiagonal>(a, out);
}
BATTALION_OP Status cmirror(Scratch&, const Object& a, Object& out) { return mirror<Mirror::counterdiagonal>(a, out); }

/// The patch, its places moved.
BATTALION_OP Status shifted(const Indices& a, Int di, Int dj, Indices& out) {
  return anchor(Lanes::load(a.rows), a.top + di, a.left + dj, out);
}
BATTALION_OP Status shifted(const Object& a, Int di, Int dj, Object& out) {
  return anchor(Lanes::load(a.places.rows), Planes::load(a.plane), a.places.top + di, a.places.left + dj, out);
}

BATTALION_INLINE Indices& places_to_move(Indices& a) { return a; }
BATTALION_INLINE Indices& places_to_move(Object& a) { return a.places; }
/// What is known of it moves along.
template <class Patch>
BATTALION_OP Status shift_partial(Scratch& s, const Patch& a, const Pair& way, Patch& out) {
  const Int top = places_of(a).top, left = places_of(a).left;
  if (!near_zero(way) || !near_zero(top + way.i) || !near_zero(left + way.j)) return Punt::range;
  copy(a, out);
  places_to_move(out).top = static_cast<std::int32_t>(top + way.i);
  places_to_move(out).left = static_cast<std::int32_t>(left + way.j);
  return charge_places(s, places_of(a).most);
}
/// Where there are several colours, the same after a move.
BATTALION_INLINE Status overlay_moved(Scratch&, const Indices&, const Pair&, Indices&) { return {}; }
BATTALION_OP Status overlay_moved(Scratch& s, const Object& a, const Pair& way, Object& out) {
  if (!is_overlaid(a)) return {};
  overlay(Lanes::load(a.several), a.places.top + way.i, a.places.left + way.j, out);
  return charge_places(s, most_of(a.places));
}
template <class Patch>
BATTALION_OP Status shift_patch(Scratch& s, const Patch& a, const Pair& way, Patch& out) {
  if (is_partial(places_of(a))) return shift_partial(s, a, way, out);
  if ((places_of(a).more & outside) != 0) return Punt::window;
  if (!near_zero(way)) {
    if (!is_empty(places_of(a))) return Punt::range;
    copy(a, out);
    return {};
  }
  BATTALION_TRY(shifted(a, way.i, way.j, out));
  return overlay_moved(s, a, way, out);
}
BATTALION_OP Status shift_spread(Scratch& s, const Indices& a, const Pair& way, Indices& out) {
  if (!near_zero(way)) return Punt::range;
  const Box b = box_of_known(a);
  return spread_over(
      s, {b.top + way.i, b.left + way.j, b.bottom + way.i, b.right + way.j}, true,
      [&](Int top, Int left) { return known_from(a, top - way.i, left - way.j); }, out);
}
BATTALION_OP Status shift(Scratch& s, const Indices& a, const Pair& way, Indices& out) {
  return is_spread(a) ? shift_spread(s, a, way, out) : shift_patch(s, a, way, out);
}
BATTALION_OP Status shift(Scratch& s, const Object& a, const Pair& way, Object& out) {
  return shift_patch(s, a, way, out);
}

template <class Patch>
BATTALION_OP Status normalize_patch(const Patch& a, Patch& out) {
  Box b;
  const Status s = need_box(places_of(a), b);
  if (s.kind() == Status::Kind::raises) {
    copy(a, out);
    return {};
  }
  BATTALION_TRY(s);
  return shifted(a, -b.top, -b.left, out);
}
BATTALION_OP Status normalize(Scratch& s, const Indices& a, Indices& out) {
  if (!is_spread(a)) return normalize_patch(a, out);
  const Box b = box_of_known(a);
  return shift_spread(s, a, {-b.top, -b.left}, out);
}
BATTALION_OP Status normalize(Scratch&, const Object& a, Object& out) { return normalize_patch(a, out); }

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
