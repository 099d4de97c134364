// Colours of grids and objects: which, how many, how often.

#if defined(BATTALION_KERNELS_OP_COLOUR_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_COLOUR_HPP
#undef BATTALION_KERNELS_OP_COLOUR_HPP
#else
#define BATTALION_KERNELS_OP_COLOUR_HPP
#endif

#include "kernels/compare.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

/// The set of the colours of these numbers.
BATTALION_OP void store_colours(std::uint32_t bits, IntSet& out) {
  static_assert(IntSet::lowest == -side && lowest_colour == -1, "colours are the last bit of row 0 and bits of row 1");
  ((Lanes::in_rows(1) & Lanes::splat(bits << (side - 1))) | (Lanes::in_rows(2) & Lanes::splat(bits >> 1))).store(out.rows);
}

BATTALION_OP Status object_histogram(const Object& a, Histogram& h) {
  if (a.places.more != 0) return Punt::window;
  const Lanes mask = Lanes::load(a.places.rows);
  h = histogram(Planes::load(a.plane), mask, mask.count());
  if (h.present == 0) return Error::no_largest;
  return {};
}

BATTALION_OP Status commonest_colour(const Grid& g, bool most, Int& out) {
  if (g.width == 0) return Error::no_largest;
  const Choice c = commonest_of(g, most);
  out = c.colour;
  return Status::hung_on_order(c.tie);
}
BATTALION_OP Status commonest_colour(const Object& a, bool most, Int& out) {
  Histogram h;
  BATTALION_TRY(object_histogram(a, h));
  const Choice c = commonest(h, most);
  out = c.colour;
  return Status::hung_on_order(c.tie);
}
template <class Piece>
BATTALION_OP Status mostcolor(Scratch&, const Piece& a, Int& out) {
  return commonest_colour(a, true, out);
}
template <class Piece>
BATTALION_OP Status leastcolor(Scratch&, const Piece& a, Int& out) {
  return commonest_colour(a, false, out);
}

BATTALION_OP Status colours_in(const Grid& g, std::uint32_t& bits) {
  bits = colours_of(Planes::load(g.plane), rectangle(g));
  return {};
}
BATTALION_OP Status colours_in(const Object& a, std::uint32_t& bits) {
  if (a.places.more != 0) return Punt::window;
  bits = colours_of(Planes::load(a.plane), Lanes::load(a.places.rows));
  return {};
}
template <class Piece>
BATTALION_OP Status palette(Scratch&, const Piece& a, IntSet& out) {
  std::uint32_t bits;
  BATTALION_TRY(colours_in(a, bits));
  store_colours(bits, out);
  return {};
}
template <class Piece>
BATTALION_OP Status numcolors(Scratch&, const Piece& a, Int& out) {
  std::uint32_t bits;
  BATTALION_TRY(colours_in(a, bits));
  out = bit_count(bits);
  return {};
}

/// The colour of the first cell: which that is shows where there are several colours.
BATTALION_OP Status color(Scratch&, const Object& a, Int& out) {
  if (a.places.more != 0) return Punt::window;
  const Lanes mask = Lanes::load(a.places.rows);
  const std::uint32_t rows = mask.rows();
  if (rows == 0) return Error::first_of_nothing;
  const int row = lowest_bit(rows), column = lowest_bit(row_of_mask(a.places.rows, row));
  Lanes others = Lanes::zero();  // cells of another colour
  int number = 0;
  for (int k = 0; k < planes; ++k) {
    const Lanes plane = Lanes::load(a.plane[k]);
    const bool has = (row_of_mask(a.plane[k], row) >> column & 1) != 0;
    number |= static_cast<int>(has) << k;
    others = others | (has ? mask.without(plane) : plane);
  }
  out = number + lowest_colour;
  return Status::hung_on_order(others.any());
}

BATTALION_OP Status colorcount(Scratch&, const Grid& g, Int colour, Int& out) {
  out = is_colour(colour) ? (Planes::load(g.plane).equal_to(static_cast<int>(colour)) & rectangle(g)).count() : 0;
  return {};
}
BATTALION_OP Status colorcount(Scratch&, const Object& a, Int colour, Int& out) {
  if (a.places.more != 0) return Punt::window;
  out = is_colour(colour)
            ? (Planes::load(a.plane).equal_to(static_cast<int>(colour)) & Lanes::load(a.places.rows)).count()
            : 0;
  return {};
}

BATTALION_OP Status colorfilter(Scratch& s, const ObjectSet& objs, Int colour, ObjectSet& out) {
  auto** items = s.take<const Object*>(static_cast<std::size_t>(objs.size));
  if (items == nullptr) return Punt::scratch;
  int n = 0;
  bool ordered = false;
  for (int k = 0; k < objs.size; ++k) {
    Int own;
    const Status status = color(s, *objs.items[k], own);
    if (!status.ok()) return status.after(ordered);
    ordered |= status.ordered();
    if (own == colour) items[n++] = objs.items[k];
  }
  out = {items, n};
  return Status::hung_on_order(ordered);
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
