// What is measured of grids and patches: sizes, corners, distances.

#if defined(BATTALION_KERNELS_OP_MEASURE_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_MEASURE_HPP
#undef BATTALION_KERNELS_OP_MEASURE_HPP
#else
#define BATTALION_KERNELS_OP_MEASURE_HPP
#endif

#include "kernels/compare.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

/// Height, width and number of elements; 0 by 0 for an empty patch.
struct Extent {
  Int height, width, elements;
};
BATTALION_OP Status extent_of(const Grid& g, Extent& e) {
  e = {g.height, g.width, g.height};
  return {};
}
BATTALION_OP Status extent_of(const Indices& a, Extent& e) {
  if (!is_known(a)) return Punt::window;
  const Box b = box_of_known(a);
  e = b.empty() ? Extent{0, 0, 0} : Extent{b.height(), b.width(), count_of(a)};
  return {};
}
BATTALION_OP Status extent_of(const Object& a, Extent& e) { return extent_of(a.places, e); }

/// OUT is what EXPRESSION makes of the extent e of a grid or patch.
#define BATTALION_OF_EXTENT(id, Out, expression)               \
  template <class Piece>                                       \
  BATTALION_OP Status id(Scratch&, const Piece& a, Out& out) { \
    Extent e;                                                  \
    BATTALION_TRY(extent_of(a, e));                            \
    out = (expression);                                        \
    return {};                                                 \
  }
BATTALION_OF_EXTENT(height, Int, e.height)
BATTALION_OF_EXTENT(width, Int, e.width)
BATTALION_OF_EXTENT(shape, Pair, (Pair{e.height, e.width}))
BATTALION_OF_EXTENT(portrait, Bool, e.height > e.width)
BATTALION_OF_EXTENT(vline, Bool, e.height == e.elements && e.width == 1)
BATTALION_OF_EXTENT(hline, Bool, e.width == e.elements && e.height == 1)
#undef BATTALION_OF_EXTENT

BATTALION_OP Status square(Scratch&, const Grid& g, Bool& out) {
  out = g.height == g.width;
  return {};
}
template <class Patch>
BATTALION_OP Status square(Scratch&, const Patch& a, Bool& out) {
  Extent e;
  BATTALION_TRY(extent_of(a, e));
  out = e.height == e.width && e.height * e.width == e.elements;
  return {};
}

/// OUT is what EXPRESSION makes of the bounding box b of a patch; WITHOUT is how an empty one ends.
#define BATTALION_OF_BOX(id, Out, without, expression)                                         \
  template <class Patch>                                                                       \
  BATTALION_OP Status id(Scratch&, const Patch& a, Out& out) {                                 \
    Box b;                                                                                     \
    const Status status = need_known_box(places_of(a), b);                                     \
    if (!status.ok()) return status.kind() == Status::Kind::raises ? Status(without) : status; \
    out = (expression);                                                                        \
    return {};                                                                                 \
  }
BATTALION_OF_BOX(uppermost, Int, Error::no_box, b.top)
BATTALION_OF_BOX(lowermost, Int, Error::no_box, b.bottom)
BATTALION_OF_BOX(leftmost, Int, Error::no_box, b.left)
BATTALION_OF_BOX(rightmost, Int, Error::no_box, b.right)
BATTALION_OF_BOX(ulcorner, Pair, (out = empty_pair, Status()), (Pair{b.top, b.left}))
BATTALION_OF_BOX(urcorner, Pair, (out = empty_pair, Status()), (Pair{b.top, b.right}))
BATTALION_OF_BOX(llcorner, Pair, (out = empty_pair, Status()), (Pair{b.bottom, b.left}))
BATTALION_OF_BOX(lrcorner, Pair, (out = empty_pair, Status()), (Pair{b.bottom, b.right}))
BATTALION_OF_BOX(center, Pair, Error::no_box, (Pair{b.top + b.height() / 2, b.left + b.width() / 2}))
#undef BATTALION_OF_BOX

/// Rounds down, as Python's // does; b is neither 0 nor -1.
BATTALION_BOTH Int floor_of(Int a, Int b) {
  const Int q = a / b;
  return q * b != a && ((a < 0) != (b < 0)) ? q - 1 : q;
}

template <class Patch>
BATTALION_OP Status centerofmass(Scratch&, const Patch& patch, Pair& out) {
  const Indices& a = places_of(patch);
  if (a.more != 0) return Punt::window;
  const Lanes mask = Lanes::load(a.rows);
  const Int n = mask.count();
  if (n == 0) {
    out = empty_pair;
    return {};
  }
  // Sums by the bits of row and column numbers.
  constexpr std::uint32_t with_bit[] = {0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000};
  Int i = n * a.top, j = n * a.left;
  for (int k = 0; k < 5; ++k) {
    i += Int{(mask & Lanes::in_rows(with_bit[k])).count()} << k;
    j += Int{(mask & Lanes::splat(with_bit[k])).count()} << k;
  }
  out = {floor_of(i, n), floor_of(j, n)};
  return {};
}

template <class A, class B>
BATTALION_OP Status position(Scratch& s, const A& a, const B& b, Pair& out) {
  Pair p, q;
  BATTALION_TRY(center(s, a, p));
  BATTALION_TRY(center(s, b, q));
  const Int di = p.i < q.i ? 1 : -1, dj = p.j < q.j ? 1 : -1;
  out = {p.i == q.i ? 0 : di, p.i != q.i && p.j == q.j ? 0 : dj};
  return {};
}

/// Whether two sets of rows, or of columns, meet: bit k of `a` is row from_a + k.
BATTALION_INLINE bool share(std::uint32_t a, Int from_a, std::uint32_t b, Int from_b) {
  const Int apart = from_a - from_b;
  if (apart >= side || apart <= -side) return false;
  return apart >= 0 ? (std::uint64_t{a} << apart & b) != 0 : (std::uint64_t{b} << -apart & a) != 0;
}
/// Whether the patches have a row, or a column, in common.
BATTALION_OP Status share_line(const Indices& a, const Indices& b, bool rows, Bool& out) {
  if ((a.more | b.more) != 0) return Punt::window;
  const Lanes x = Lanes::load(a.rows), y = Lanes::load(b.rows);
  out = rows ? share(x.rows(), a.top, y.rows(), b.top) : share(x.columns(), a.left, y.columns(), b.left);
  return {};
}
template <class A, class B>
BATTALION_OP Status hmatching(Scratch&, const A& a, const B& b, Bool& out) {
  return share_line(places_of(a), places_of(b), true, out);
}
template <class A, class B>
BATTALION_OP Status vmatching(Scratch&, const A& a, const B& b, Bool& out) {
  return share_line(places_of(a), places_of(b), false, out);
}

/// The places and those one step from them.
BATTALION_INLINE Lanes grown(const Lanes& a) { return a | a.up_one() | a.down_one() | a.left(1) | a.right(1); }

/// Both patches in one window, neither of them empty (the reference's ValueError).
BATTALION_INLINE Status both_in_sight(const Indices& a, const Indices& b, Int margin, Common& c) {
  if (is_empty(a) || is_empty(b)) return Error::no_nearest;
  return see_both(a, b, margin, c);
}

template <class A, class B>
BATTALION_OP Status manhattan(Scratch&, const A& a, const B& b, Int& out) {
  Common c;
  BATTALION_TRY(both_in_sight(places_of(a), places_of(b), 0, c));
  Spot s, t;
  if (is_single(c.a, s) && is_single(c.b, t)) {
    const int di = s.row - t.row, dj = s.column - t.column;
    out = (di < 0 ? -di : di) + (dj < 0 ? -dj : dj);
    return {};
  }
  // Shortest ways stay within the bounding box of both ends, so none is cut off at the window's edge.
  Int steps = 0;
  for (Lanes reached = c.a; !(reached & c.b).any(); reached = grown(reached)) ++steps;
  out = steps;
  return {};
}

/// From a place: near or far, without a window that holds both.
BATTALION_OP Status manhattan_to(const Indices& a, const Pair& at, Int& out) {
  if (a.more != 0) return Punt::window;
  if (!near_zero(at)) return Punt::range;
  const Lanes mask = Lanes::load(a.rows);
  const Lanes::Rows words(mask);
  const Int column = at.j - a.left;
  // Bits at the column and before it, and at it and after it.
  const std::uint32_t before = column < 0 ? 0 : low_bits(column >= side ? side : static_cast<int>(column) + 1);
  const std::uint32_t after = column >= side ? 0 : column < 0 ? ~0u : ~low_bits(static_cast<int>(column));
  Int best = -1;
  for (std::uint32_t rows = mask.rows(); rows != 0; rows &= rows - 1) {
    const int i = lowest_bit(rows);
    const Int down = at.i - (Int{a.top} + i), steps = down < 0 ? -down : down;
    if (best >= 0 && steps >= best) continue;
    const std::uint32_t lower = words[i] & before, upper = words[i] & after;
    Int across = -1;
    if (lower != 0) across = column - highest_bit(lower);
    if (upper != 0 && (across < 0 || lowest_bit(upper) - column < across)) across = lowest_bit(upper) - column;
    if (best < 0 || steps + across < best) best = steps + across;
  }
  if (best < 0) return Error::no_nearest;
  out = best;
  return {};
}
template <class Patch>
BATTALION_OP Status manhattan(Scratch&, const Patch& a, const Pair& b, Int& out) {
  return manhattan_to(places_of(a), b, out);
}
template <class Patch>
BATTALION_OP Status manhattan(Scratch&, const Pair& a, const Patch& b, Int& out) {
  return manhattan_to(places_of(b), a, out);
}
BATTALION_OP Status manhattan(Scratch&, const Pair& a, const Pair& b, Int& out) {
  if (!near_zero(a) || !near_zero(b)) return Punt::range;
  const Int di = a.i - b.i, dj = a.j - b.j;
  out = (di < 0 ? -di : di) + (dj < 0 ? -dj : dj);
  return {};
}

template <class A, class B>
BATTALION_OP Status adjacent(Scratch&, const A& a, const B& b, Bool& out) {
  Common c;
  BATTALION_TRY(both_in_sight(places_of(a), places_of(b), 0, c));
  out = !(c.a & c.b).any() && (grown(c.a) & c.b).any();
  return {};
}

template <class A, class B>
BATTALION_OP Status gravitate(Scratch& s, const A& a, const B& b, Pair& out) {
  Pair from, to;
  BATTALION_TRY(center(s, a, from));
  BATTALION_TRY(center(s, b, to));
  Bool upright;
  BATTALION_TRY(share_line(places_of(a), places_of(b), false, upright));
  const Pair step = upright ? Pair{from.i < to.i ? 1 : -1, 0} : Pair{0, from.j < to.j ? 1 : -1};
  // With a margin of one, what leaves the window on its way can no longer touch the destination.
  Common c;
  BATTALION_TRY(both_in_sight(places_of(a), places_of(b), 1, c));
  const Lanes near = grown(c.b);
  Int steps = 0;
  for (Lanes source = c.a; steps < 42 && ((source & c.b).any() || !(source & near).any()); ++steps) {
    source = moved(source, step.i, step.j);
    if (!source.any()) {
      steps = 42;
      break;
    }
  }
  out = {steps * step.i, steps * step.j};
  return {};
}

template <class Patch>
BATTALION_OP Status bordering(Scratch&, const Patch& a, const Grid& g, Bool& out) {
  Box b;
  BATTALION_TRY(need_known_box(places_of(a), b));
  out = b.top == 0 || b.left == 0 || b.bottom == g.height - 1 || b.right == g.width - 1;
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
