// Patches in their windows: the one form of a mask, bounding boxes.

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
BATTALION_BOTH constexpr bool is_empty(const Pair& p) { return p.i == no_integer && p.j == no_integer; }
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
  out.height = out.width = side;
  out.most = 0;
  out.tile_count = 0;
  out.tiles = nullptr;
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
  store_places(top == w.top && left == w.left ? mask : moved(mask, top - w.top, left - w.left), w, out);
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
  to.height = from.height;
  to.width = from.width;
  to.most = from.most;
  to.tile_count = from.tile_count;
  to.tiles = from.tiles;
}

/// Whether places beyond its window are not known.
BATTALION_INLINE bool is_partial(const Indices& a) { return (a.more & outside) != 0 && a.tiles == nullptr; }
/// Where all of a partial patch's places are known.
BATTALION_INLINE Box known_part(const Indices& a) { return {a.top, a.left, Int{a.top} + a.height - 1, Int{a.left} + a.width - 1}; }
/// Whether all places are known that lie in the box.
BATTALION_INLINE bool covers(const Indices& a, const Box& b) {
  const Box known = known_part(a);
  return !is_partial(a) || b.empty() ||
         (known.top <= b.top && known.left <= b.left && known.bottom >= b.bottom && known.right >= b.right);
}
/// Of at most so many places, of which some lie beyond this part, which fits a window.
BATTALION_INLINE Status store_partial(const Lanes& mask, const Box& part, Int most, Indices& out) {
  if (most > Int{1} << 24) return Punt::scratch;
  store_places(mask, {part.top, part.left, true}, out);
  out.height = static_cast<std::int16_t>(part.height());
  out.width = static_cast<std::int16_t>(part.width());
  out.most = static_cast<std::int32_t>(most);
  return {};
}

/// The places within [0, 32) x [0, 32): all that a grid can meet, where they are known.
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

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
