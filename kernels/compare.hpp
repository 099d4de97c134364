// Equality, canonical order and copies of values.

#if defined(BATTALION_KERNELS_COMPARE_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_COMPARE_HPP
#undef BATTALION_KERNELS_COMPARE_HPP
#else
#define BATTALION_KERNELS_COMPARE_HPP
#endif

#include "kernels/spread.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

BATTALION_INLINE bool equal(Int a, Int b) { return a == b; }
BATTALION_INLINE bool equal(const Pair& a, const Pair& b) { return a.i == b.i && a.j == b.j; }
BATTALION_INLINE bool equal(const Cell& a, const Cell& b) { return a.colour == b.colour && equal(a.place, b.place); }
BATTALION_OP bool equal(const Grid& a, const Grid& b) {
  return a.height == b.height && a.width == b.width && !Planes::load(a.plane).differing(Planes::load(b.plane)).any();
}
BATTALION_OP bool equal(const Indices& a, const Indices& b) {
  if (((a.more | b.more) & outside) != 0) return equal_spread(a, b);
  return a.top == b.top && a.left == b.left && !(Lanes::load(a.rows) ^ Lanes::load(b.rows)).any();
}
BATTALION_OP bool equal(const Object& a, const Object& b) {
  if (a.places.top != b.places.top || a.places.left != b.places.left) return false;
  return !((Lanes::load(a.places.rows) ^ Lanes::load(b.places.rows)) |
           Planes::load(a.plane).differing(Planes::load(b.plane)))
              .any();
}
BATTALION_OP bool equal(const IntSet& a, const IntSet& b) { return !(Lanes::load(a.rows) ^ Lanes::load(b.rows)).any(); }

/// Whether all of a value is there to be compared.
BATTALION_INLINE bool whole(Int) { return true; }
BATTALION_INLINE bool whole(const Pair&) { return true; }
BATTALION_INLINE bool whole(const Cell&) { return true; }
BATTALION_INLINE bool whole(const Grid&) { return true; }
BATTALION_INLINE bool whole(const IntSet&) { return true; }
BATTALION_INLINE bool whole(const Indices& a) { return is_known(a); }
BATTALION_INLINE bool whole(const Object& a) { return a.places.more == 0; }

BATTALION_INLINE int three_way(Int a, Int b) { return a < b ? -1 : a > b ? 1 : 0; }
BATTALION_OP int compare(Int a, Int b) { return three_way(a, b); }
BATTALION_OP int compare(const Pair& a, const Pair& b) {
  return a.i != b.i ? three_way(a.i, b.i) : three_way(a.j, b.j);
}
/// A cell's place counts before its colour.
BATTALION_OP int compare(const Cell& a, const Cell& b) {
  const int c = compare(a.place, b.place);
  return c != 0 ? c : three_way(a.colour, b.colour);
}

/// Of sets seen from one window, whose colours differ where `coloured`: less than 0 where a comes first. The first
/// place that they do not share decides: who has it comes first, unless the other has nothing beyond it.
BATTALION_OP int compare_seen(const Lanes& a, const Lanes& b, const Lanes& coloured, const Planes& pa,
                              const Planes& pb) {
  const Lanes differ = (a ^ b) | coloured;
  if (!differ.any()) return 0;
  const Spot s = first_of(differ);
  const Lanes rest = beyond(s);
  const bool in_a = (a.row(s.row) >> s.column & 1) != 0, in_b = (b.row(s.row) >> s.column & 1) != 0;
  if (in_a && in_b) return pa.at(s.row, s.column) < pb.at(s.row, s.column) ? -1 : 1;
  if (in_a) return (b & rest).any() ? -1 : 1;
  return (a & rest).any() ? 1 : -1;
}
/// Of sets that no one window holds: the place that comes first in one of them is decisive at once.
BATTALION_OP int compare_apart(const Lanes& a, Int ai, Int aj, const Lanes& b, Int bi, Int bj, const Planes& pa,
                               const Planes& pb) {
  Lanes x = a, y = b;
  while (x.any() && y.any()) {
    const Spot s = first_of(x), t = first_of(y);
    const int c = compare(Pair{ai + s.row, aj + s.column}, Pair{bi + t.row, bj + t.column});
    if (c != 0) return c;
    const int v = pa.at(s.row, s.column), w = pb.at(t.row, t.column);
    if (v != w) return v < w ? -1 : 1;
    x = x & beyond(s);
    y = y & beyond(t);
  }
  return y.any() ? -1 : x.any() ? 1 : 0;
}
/// Canonical order of sets: their sorted elements, one by one. Both are whole.
BATTALION_OP int compare(const Object& a, const Object& b) {
  const Lanes x = Lanes::load(a.places.rows), y = Lanes::load(b.places.rows);
  const Planes pa = Planes::load(a.plane), pb = Planes::load(b.plane);
  if (a.places.top == b.places.top && a.places.left == b.places.left) {
    return compare_seen(x, y, x & y & pa.differing(pb), pa, pb);
  }
  return compare_apart(x, a.places.top, a.places.left, y, b.places.top, b.places.left, pa, pb);
}
BATTALION_OP int compare(const Indices& a, const Indices& b) {
  if (((a.more | b.more) & outside) != 0) return compare_spread(a, b);
  const Lanes x = Lanes::load(a.rows), y = Lanes::load(b.rows), no = Lanes::zero();
  const Planes none{{no, no, no, no}};
  if (a.top == b.top && a.left == b.left) return compare_seen(x, y, no, none, none);
  return compare_apart(x, a.top, a.left, y, b.top, b.left, none, none);
}

/// Cell by cell, row by row; a row that ends first comes first.
BATTALION_OP int compare(const Grid& a, const Grid& b) {
  const Planes p = Planes::load(a.plane), q = Planes::load(b.plane);
  const int h = a.height < b.height ? a.height : b.height, w = a.width < b.width ? a.width : b.width;
  // Rows of unlike length: the first one decides.
  const Lanes differ = p.differing(q) & rectangle(a.width == b.width ? h : 1, w);
  if (differ.any()) {
    const Spot s = first_of(differ);
    return p.at(s.row, s.column) < q.at(s.row, s.column) ? -1 : 1;
  }
  return a.width != b.width ? three_way(a.width, b.width) : three_way(a.height, b.height);
}

BATTALION_INLINE void copy(Int from, Int& to) { to = from; }
BATTALION_INLINE void copy(const Pair& from, Pair& to) { to = from; }
BATTALION_INLINE void copy(const Cell& from, Cell& to) { to = from; }
BATTALION_OP void copy(const Grid& from, Grid& to) {
  store_grid(Planes::load(from.plane), from.height, from.width, to);
}
BATTALION_OP void copy(const Indices& from, Indices& to) {
  copy_places(from, to);
  to.more = from.more;
}
BATTALION_OP void copy(const Object& from, Object& to) {
  copy(from.places, to.places);
  if (is_overlaid(from)) Lanes::load(from.several).store(to.several);
  Planes::load(from.plane).store(to.plane);
}
BATTALION_OP void copy(const IntSet& from, IntSet& to) { Lanes::load(from.rows).store(to.rows); }

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
