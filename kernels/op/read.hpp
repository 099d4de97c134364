// What is read off a grid: cells, places of a colour, occurrences, periods; patches between kinds.

#if defined(BATTALION_KERNELS_OP_READ_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_READ_HPP
#undef BATTALION_KERNELS_OP_READ_HPP
#else
#define BATTALION_KERNELS_OP_READ_HPP
#endif

#include "kernels/op/turn.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

BATTALION_OP Status index(Scratch&, const Grid& g, const Pair& at, Int& out) {
  if (is_empty(at)) return Error::unpacks_too_few;
  if (at.i < 0 || at.i >= g.height || at.j < 0 || at.j >= g.width) {
    out = no_integer;
    return {};
  }
  out = Planes::load(g.plane).at(static_cast<int>(at.i), static_cast<int>(at.j));
  return {};
}
BATTALION_OP Status asindices(Scratch&, const Grid& g, Indices& out) {
  store_at_zero(rectangle(g), out);
  return {};
}
BATTALION_OP Status ofcolor(Scratch&, const Grid& g, Int colour, Indices& out) {
  const Lanes found =
      is_colour(colour) ? Planes::load(g.plane).equal_to(static_cast<int>(colour)) & rectangle(g) : Lanes::zero();
  store_at_zero(found, out);
  return {};
}
BATTALION_OP Status asobject(Scratch&, const Grid& g, Object& out) {
  store_object(rectangle(g), Planes::load(g.plane), out);
  return {};
}
template <class Patch>
BATTALION_OP Status toobject(Scratch&, const Patch& patch, const Grid& g, Object& out) {
  if (!covers(places_of(patch), {0, 0, g.height - 1, g.width - 1})) return Punt::window;
  store_object(seen(places_of(patch)) & rectangle(g), Planes::load(g.plane), out);
  return {};
}
template <class Patch>
BATTALION_OP Status toindices(Scratch& s, const Patch& patch, Indices& out) {
  copy_places(places_of(patch), out);
  return charge_places(s, out.most);
}
template <class Patch>
BATTALION_OP Status recolor(Scratch& s, Int colour, const Patch& patch, Object& out) {
  if (!is_colour(colour)) return Punt::colour;
  const Indices& a = places_of(patch);
  const Lanes mask = Lanes::load(a.rows), no = Lanes::zero();
  copy_places(a, out.places);
  if (is_spread(a)) {  // an object has no tiles
    out.places.most = static_cast<std::int32_t>(count_of(a));
    out.places.tile_count = 0;
    out.places.tiles = nullptr;
  }
  Planes{{no, no, no, no}}.filled(static_cast<int>(colour), mask).store(out.plane);
  return charge_places(s, out.places.most);
}

/// Places from which all cells of the object are seen in the grid.
BATTALION_OP Status occurrences(Scratch&, const Grid& g, const Object& obj, Indices& out) {
  const Indices& a = obj.places;
  Box b;
  const Status s = need_box(a, b);
  if (s.kind() == Status::Kind::raises) {
    // Nothing is found everywhere, and once more beyond the last row and column.
    const Box all{0, 0, g.height, g.width};
    const Window w = window_of(all);
    store_places(block(all, w), w, out);
    return {};
  }
  BATTALION_TRY(s);
  const Int h = g.height - b.height() + 1, w = g.width - b.width() + 1;
  Lanes match = h > 0 && w > 0 ? rectangle(static_cast<int>(h), static_cast<int>(w)) : Lanes::zero();
  const int top = static_cast<int>(b.top - a.top), left = static_cast<int>(b.left - a.left);
  const Planes p = Planes::load(g.plane), q = Planes::load(obj.plane);
  const Lanes mask = Lanes::load(a.rows);
  std::uint32_t palette = match.any() ? colours_of(q, mask) : 0;
  for (; palette != 0; palette &= palette - 1) {
    const int colour = lowest_bit(palette) + lowest_colour;
    const Lanes here = p.equal_to(colour), wanted = q.equal_to(colour) & mask;
    const Lanes::Rows words(wanted);
    for (std::uint32_t rows = wanted.rows(); rows != 0; rows &= rows - 1) {
      const int i = lowest_bit(rows);
      const Lanes below = here.up(i - top);
      for (std::uint32_t row = words[i]; row != 0; row &= row - 1) match = match & below.left(lowest_bit(row) - left);
      if (!match.any()) {
        store_at_zero(match, out);
        return {};
      }
    }
  }
  store_at_zero(match, out);
  return {};
}

/// The least shift by which an object repeats itself along one axis.
BATTALION_OP Status period(const Object& obj, bool horizontal, Int& out) {
  Box b;
  const Status s = need_box(obj.places, b);
  if (s.kind() == Status::Kind::raises) {
    out = 0;
    return {};
  }
  BATTALION_TRY(s);
  // From the object's own corner: what is shifted beyond it is not looked for.
  const int top = static_cast<int>(b.top - obj.places.top), left = static_cast<int>(b.left - obj.places.left);
  const Lanes mask = Lanes::load(obj.places.rows).up(top).left(left);
  Planes p = Planes::load(obj.plane);
  for (Lanes& l : p.p) l = l.up(top).left(left);
  const int length = static_cast<int>(horizontal ? b.width() : b.height());
  for (int n = 1; n < length; ++n) {
    const int up = horizontal ? 0 : n, back = horizontal ? n : 0;
    const Lanes shifted = mask.up(up).left(back);
    Lanes differ = shifted.without(mask);
    for (const Lanes& l : p.p) differ = differ | ((l.up(up).left(back) ^ l) & shifted);
    if (!differ.any()) {
      out = n;
      return {};
    }
  }
  out = length;
  return {};
}
BATTALION_OP Status hperiod(Scratch&, const Object& obj, Int& out) { return period(obj, true, out); }
BATTALION_OP Status vperiod(Scratch&, const Object& obj, Int& out) { return period(obj, false, out); }

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
