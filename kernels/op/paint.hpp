// Grids painted: places of a patch, or all of a colour.

#if defined(BATTALION_KERNELS_OP_PAINT_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_PAINT_HPP
#undef BATTALION_KERNELS_OP_PAINT_HPP
#else
#define BATTALION_KERNELS_OP_PAINT_HPP
#endif

#include "kernels/op/turn.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

BATTALION_OP Status fill_within(const Grid& g, Int colour, const Lanes& mask, Grid& out) {
  if (!is_colour(colour)) return Punt::colour;
  store_grid(Planes::load(g.plane).filled(static_cast<int>(colour), mask & rectangle(g)), g.height, g.width, out);
  return {};
}
BATTALION_OP void paint_within(const Grid& g, const Object& obj, const Lanes& mask, Grid& out) {
  store_grid(Planes::load(g.plane).painted(seen_planes(obj), mask & rectangle(g)), g.height, g.width, out);
}

/// Whether all places are known that a grid can meet.
BATTALION_INLINE Status need_places(const Grid& g, const Indices& a) {
  return covers(a, {0, 0, g.height - 1, g.width - 1}) ? Status() : Status(Punt::window);
}
BATTALION_INLINE Status need_places(const Grid& g, const Object& a) { return need_places(g, a.places); }
/// Of a tuple that passes for a patch: whether all in it are places.
BATTALION_OP Status need_places(const Grid&, const Pairs& list) {
  for (int k = 0; k < list.size; ++k) {
    if (is_empty(list.items[k])) return Punt::empty;
  }
  return {};
}
BATTALION_INLINE Status need_places(const Grid&, const Cells&) { return {}; }

template <class Patch>
BATTALION_OP Status fill(Scratch&, const Grid& g, Int colour, const Patch& patch, Grid& out) {
  if (g.height == 0) return Error::beyond_a_tuple;
  BATTALION_TRY(need_places(g, patch));
  return fill_within(g, colour, seen(patch), out);
}

template <class Patch>
BATTALION_OP Status underfill(Scratch&, const Grid& g, Int colour, const Patch& patch, Grid& out) {
  BATTALION_TRY(need_places(g, patch));
  const Choice background = commonest_of(g, true);
  const Lanes under = Planes::load(g.plane).equal_to(background.colour);
  return fill_within(g, colour, seen(patch) & under, out).after(background.tie);
}

/// Where a place on the grid has several colours the last one stays, which hangs on order.
BATTALION_INLINE bool paints_by_order(const Grid& g, const Object& obj) {
  return is_overlaid(obj) && (several_from(obj, 0, 0) & rectangle(g)).any();
}
BATTALION_OP Status paint(Scratch&, const Grid& g, const Object& obj, Grid& out) {
  BATTALION_TRY(need_places(g, obj));
  paint_within(g, obj, seen(obj.places), out);
  return Status::hung_on_order(paints_by_order(g, obj));
}

/// Less than any colour.
inline constexpr int no_colour = lowest_colour - 1;
/// One by one, for a place may come again in another colour; `free` is where cells may be painted.
BATTALION_OP Status paint_in_order(const Grid& g, const Cells& list, const Lanes& free, int background, Grid& out) {
  Planes p = Planes::load(g.plane);
  Lanes open = free & rectangle(g);
  for (int k = 0; k < list.size; ++k) {
    const Cell& c = list.items[k];
    if (!is_colour(c.colour)) return Punt::colour;
    if (c.place.i < 0 || c.place.i >= g.height || c.place.j < 0 || c.place.j >= g.width) continue;
    const Lanes spot = at_spot(static_cast<int>(c.place.i), static_cast<int>(c.place.j)) & open;
    p = p.filled(static_cast<int>(c.colour), spot);
    if (background != no_colour && c.colour != background) open = open.without(spot);
  }
  store_grid(p, g.height, g.width, out);
  return {};
}
BATTALION_OP Status paint(Scratch&, const Grid& g, const Cells& list, Grid& out) {
  return paint_in_order(g, list, rectangle(g), no_colour, out);
}
BATTALION_OP Status underpaint(Scratch&, const Grid& g, const Cells& list, Grid& out) {
  const Choice background = commonest_of(g, true);
  const Lanes under = Planes::load(g.plane).equal_to(background.colour);
  return paint_in_order(g, list, under, background.colour, out).after(background.tie);
}

BATTALION_OP Status underpaint(Scratch&, const Grid& g, const Object& obj, Grid& out) {
  if (is_overlaid(obj)) return Punt::overlap;  // the first one that is no background stays
  BATTALION_TRY(need_places(g, obj));
  const Choice background = commonest_of(g, true);
  paint_within(g, obj, seen(obj.places) & Planes::load(g.plane).equal_to(background.colour), out);
  return Status::hung_on_order(background.tie);
}

template <class Patch>
BATTALION_OP Status cover(Scratch&, const Grid& g, const Patch& patch, Grid& out) {
  BATTALION_TRY(need_places(g, patch));
  const Choice background = commonest_of(g, true);
  return fill_within(g, background.colour, seen(patch), out).after(background.tie);
}

BATTALION_OP Status move(Scratch& s, const Grid& g, const Object& obj, const Pair& way, Grid& out) {
  Object shifted;
  BATTALION_TRY(shift(s, obj, way, shifted));
  BATTALION_TRY(need_places(g, shifted));
  Grid covered;
  const Status status = cover(s, g, obj, covered);
  if (!status.ok()) return status;
  paint_within(covered, shifted, seen(shifted.places), out);
  return status.after(paints_by_order(g, shifted));
}

BATTALION_OP Status replace(Scratch&, const Grid& g, Int from, Int to, Grid& out) {
  if (!is_colour(from)) {
    copy(g, out);
    return {};
  }
  return fill_within(g, to, Planes::load(g.plane).equal_to(static_cast<int>(from)), out);
}

BATTALION_OP Status switch_(Scratch&, const Grid& g, Int a, Int b, Grid& out) {
  if (!is_colour(a) || !is_colour(b)) return Punt::colour;
  const Planes p = Planes::load(g.plane);
  const Lanes inside = rectangle(g);
  const int ca = static_cast<int>(a), cb = static_cast<int>(b);
  store_grid(p.filled(cb, p.equal_to(ca) & inside).filled(ca, p.equal_to(cb) & inside), g.height, g.width, out);
  return {};
}

BATTALION_OP Status cellwise(Scratch&, const Grid& a, const Grid& b, Int fallback, Grid& out) {
  if (b.height < a.height || b.width < a.width) return Error::beyond_a_tuple;
  const Lanes differ = Planes::load(a.plane).differing(Planes::load(b.plane));
  return fill_within(a, fallback, differ, out);
}

BATTALION_OP Status canvas(Scratch&, Int colour, const Pair& dims, Grid& out) {
  if (is_empty(dims)) return Punt::empty;
  if (dims.i <= 0) return no_cells(0, out);
  if (dims.i > side || dims.j > side) return Punt::size;
  if (dims.j <= 0) return no_cells(static_cast<int>(dims.i), out);
  if (!is_colour(colour)) return Punt::colour;
  const int h = static_cast<int>(dims.i), w = static_cast<int>(dims.j);
  const Lanes no = Lanes::zero();
  store_grid(Planes{{no, no, no, no}}.filled(static_cast<int>(colour), rectangle(h, w)), h, w, out);
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
