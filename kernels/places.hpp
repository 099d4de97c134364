// Patches in their windows: the one form of a mask, bounding boxes, comparison in canonical order.

#if defined(BATTALION_KERNELS_PLACES_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_PLACES_HPP
#undef BATTALION_KERNELS_PLACES_HPP
#else
#define BATTALION_KERNELS_PLACES_HPP
#endif

#include "kernels/planes.hpp"
#include "kernels/scratch.hpp"
#include "kernels/status.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

BATTALION_OP const Indices& places_of(const Indices& patch) { return patch; }
BATTALION_OP const Indices& places_of(const Object& patch) { return patch.places; }

BATTALION_BOTH constexpr bool near_zero(Int v) { return v >= -place_limit && v <= place_limit; }
BATTALION_BOTH constexpr bool near_zero(const Pair& p) { return near_zero(p.i) && near_zero(p.j); }

BATTALION_INLINE bool at_zero(const Indices& a) { return a.top == 0 && a.left == 0; }
/// No place at all, as far as can be told: never so with places beyond, or several colours.
BATTALION_INLINE bool is_empty(const Indices& a) { return a.more == 0 && !Lanes::load(a.rows).any(); }

/// A bounding box; of nothing where bottom < top.
struct Box {
  Int top, left, bottom, right;
  BATTALION_MEMBER Int height() const { return bottom - top + 1; }
  BATTALION_MEMBER Int width() const { return right - left + 1; }
  BATTALION_MEMBER bool empty() const { return bottom < top; }
};
BATTALION_INLINE Box box_of(const Lanes& mask, Int top, Int left) {
  const std::uint32_t rows = mask.rows();
  if (rows == 0) return {0, 0, -1, -1};
  const std::uint32_t columns = mask.columns();
  return {top + lowest_bit(rows), left + lowest_bit(columns), top + highest_bit(rows), left + highest_bit(columns)};
}

/// Where the window of a set with this bounding box begins (values.hpp), and whether it has places beyond.
struct Window {
  Int top, left;
  bool more;
};
BATTALION_OP Window window_of(const Box& b) {
  if (b.top >= 0 && b.left >= 0 && b.bottom < side && b.right < side) return {0, 0, false};
  if (b.height() <= side && b.width() <= side) return {b.top, b.left, false};
  return {0, 0, true};
}

BATTALION_INLINE void store_places(const Lanes& mask, const Window& w, Indices& out) {
  mask.store(out.rows);
  out.top = static_cast<std::int32_t>(w.top);
  out.left = static_cast<std::int32_t>(w.left);
  out.more = w.more;
}
/// Of places that all lie in [0, 32) x [0, 32).
BATTALION_INLINE void store_at_zero(const Lanes& mask, Indices& out) { store_places(mask, {0, 0, false}, out); }

/// The mask, seen from a window that begins at (top, left), in its one form.
BATTALION_OP Status anchor(const Lanes& mask, Int top, Int left, Indices& out) {
  const Box b = box_of(mask, top, left);
  if (b.empty()) {
    store_at_zero(mask, out);
    return {};
  }
  if (!near_zero(b.top) || !near_zero(b.left)) return Punt::range;
  const Window w = window_of(b);
  store_places(moved(mask, top - w.top, left - w.left), w, out);
  return {};
}
/// The same with colours, which share the mask's window.
BATTALION_OP Status anchor(const Lanes& mask, const Planes& p, Int top, Int left, Object& out) {
  BATTALION_TRY(anchor(mask, top, left, out.places));
  if (!mask.any()) {
    Planes{{mask, mask, mask, mask}}.store(out.plane);
    return {};
  }
  p.moved_by(top - out.places.top, left - out.places.left).store(out.plane);
  return {};
}
BATTALION_INLINE void store_object(const Lanes& mask, const Planes& p, Object& out) {
  store_at_zero(mask, out.places);
  p.within(mask).store(out.plane);
}

BATTALION_INLINE bool is_overlaid(const Object& a) { return (a.places.more & overlaid) != 0; }
/// Where there are several colours, seen from the window that begins at (top, left).
BATTALION_INLINE Lanes several_from(const Object& a, Int top, Int left) {
  return is_overlaid(a) ? moved(Lanes::load(a.several), a.places.top - top, a.places.left - left) : Lanes::zero();
}
/// Writes down where there are several colours, if anywhere, in the window that begins at (top, left).
BATTALION_INLINE void overlay(const Lanes& several, Int top, Int left, Object& out) {
  if (!several.any()) return;
  out.places.more |= overlaid;
  moved(several, top - out.places.top, left - out.places.left).store(out.several);
}

/// The same patch; without colours, several of them at a place are one place.
BATTALION_OP void copy_places(const Indices& from, Indices& to) {
  Lanes::load(from.rows).store(to.rows);
  to.top = from.top;
  to.left = from.left;
  to.more = from.more & outside;
}

/// The places within [0, 32) x [0, 32): all that a grid can meet.
BATTALION_INLINE Lanes seen(const Indices& a) {
  const Lanes mask = Lanes::load(a.rows);
  return at_zero(a) ? mask : moved(mask, a.top, a.left);
}
BATTALION_INLINE Planes seen_planes(const Object& a) {
  const Planes p = Planes::load(a.plane);
  return at_zero(a.places) ? p : p.moved_by(a.places.top, a.places.left);
}
/// Of lists of places or cells: tuples of them pass for patches.
BATTALION_INLINE Lanes seen(const Pairs& list) {
  return Lanes::plotted(list.size, [&list](int k) { return list.items[k]; });
}
BATTALION_INLINE Lanes seen(const Cells& list) {
  return Lanes::plotted(list.size, [&list](int k) { return list.items[k].place; });
}
BATTALION_INLINE Lanes seen(const Object& a) { return seen(a.places); }
/// The places as seen from the window that begins at (top, left).
BATTALION_INLINE Lanes from_window(const Indices& a, Int top, Int left) {
  return moved(Lanes::load(a.rows), a.top - top, a.left - left);
}

/// Leaves no place beyond the window uncounted; raises the reference's ValueError where there is none.
BATTALION_OP Status need_box(const Indices& a, Box& box) {
  if (a.more != 0) return Punt::window;
  box = box_of(Lanes::load(a.rows), a.top, a.left);
  if (box.empty()) return Error::no_box;
  return {};
}

/// One row of a box, or all of it, in the window of `all`: the parts of lines and blocks.
BATTALION_INLINE Lanes block(const Box& part, const Window& w) {
  return Lanes::in_rows(bits_between(part.top - w.top, part.bottom - w.top)) &
         Lanes::splat(bits_between(part.left - w.left, part.right - w.left));
}

struct Spot {
  int row, column;
};
/// The first place of a mask that is not empty, row by row.
BATTALION_INLINE Spot first_of(const Lanes& mask) {
  const int row = lowest_bit(mask.rows());
  return {row, lowest_bit(mask.row(row))};
}
/// Whether there is one place alone, and which.
BATTALION_INLINE bool is_single(const Lanes& mask, Spot& s) {
  const std::uint32_t rows = mask.rows(), columns = mask.columns();
  if (rows == 0 || (rows & (rows - 1)) != 0 || (columns & (columns - 1)) != 0) return false;
  s = {lowest_bit(rows), lowest_bit(columns)};
  return true;
}
BATTALION_INLINE Spot last_of(const Lanes& mask) {
  const int row = highest_bit(mask.rows());
  return {row, highest_bit(mask.row(row))};
}
BATTALION_INLINE Lanes at_spot(int row, int column) { return Lanes::in_rows(1u << row) & Lanes::splat(1u << column); }
/// Places after the spot, row by row.
BATTALION_INLINE Lanes beyond(const Spot& s) {
  return Lanes::in_rows(~low_bits(s.row + 1)) | (Lanes::in_rows(1u << s.row) & Lanes::splat(~low_bits(s.column + 1)));
}

/// A window from which both are seen, none having places beyond; Punt::window where there is none.
struct Common {
  Int top, left;
  Lanes a, b;
};
BATTALION_INLINE Status common_window(const Indices& a, const Indices& b, Int margin, Common& out) {
  const Lanes la = Lanes::load(a.rows), lb = Lanes::load(b.rows);
  out = {0, 0, la, lb};
  if (margin == 0 && a.top == b.top && a.left == b.left) {
    out.top = a.top;
    out.left = a.left;
    return {};
  }
  const Box x = box_of(la, a.top, a.left), y = box_of(lb, b.top, b.left);
  if (x.empty() && y.empty()) return {};
  const Box all = x.empty()   ? y
                  : y.empty() ? x
                              : Box{x.top < y.top ? x.top : y.top, x.left < y.left ? x.left : y.left,
                                    x.bottom > y.bottom ? x.bottom : y.bottom, x.right > y.right ? x.right : y.right};
  if (all.height() + 2 * margin > side || all.width() + 2 * margin > side) return Punt::window;
  out.top = all.top - margin;
  out.left = all.left - margin;
  out.a = moved(la, a.top - out.top, a.left - out.left);
  out.b = moved(lb, b.top - out.top, b.left - out.left);
  return {};
}

BATTALION_INLINE Status see_both(const Indices& a, const Indices& b, Int margin, Common& out) {
  return (a.more | b.more) != 0 ? Status(Punt::window) : common_window(a, b, margin, out);
}

BATTALION_INLINE bool equal(Int a, Int b) { return a == b; }
BATTALION_INLINE bool equal(const Pair& a, const Pair& b) { return a.i == b.i && a.j == b.j; }
BATTALION_INLINE bool equal(const Cell& a, const Cell& b) { return a.colour == b.colour && equal(a.place, b.place); }
BATTALION_OP bool equal(const Grid& a, const Grid& b) {
  return a.height == b.height && a.width == b.width && !Planes::load(a.plane).differing(Planes::load(b.plane)).any();
}
BATTALION_OP bool equal(const Indices& a, const Indices& b) {
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
BATTALION_INLINE bool whole(const Indices& a) { return a.more == 0; }
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
