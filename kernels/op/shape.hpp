// Patches drawn from places and boxes: neighbours, corners, boxes, lines.

#if defined(BATTALION_KERNELS_OP_SHAPE_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_SHAPE_HPP
#undef BATTALION_KERNELS_OP_SHAPE_HPP
#else
#define BATTALION_KERNELS_OP_SHAPE_HPP
#endif

#include "kernels/compare.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

/// Of the 3x3 block around a place, these columns of its rows, three bits each.
BATTALION_OP Status around(const Pair& at, std::uint32_t above, std::uint32_t level, std::uint32_t below,
                           Indices& out) {
  if (!near_zero(at)) return Punt::range;
  if (at.i >= 1 && at.j >= 1 && at.i < side - 1 && at.j < side - 1) {
    // As nearly always, all in the window at (0, 0).
    const std::uint32_t row = 1u << (at.i - 1);
    const int column = static_cast<int>(at.j) - 1;
    store_at_zero((Lanes::in_rows(row) & Lanes::splat(above << column)) | (Lanes::in_rows(row << 1) & Lanes::splat(level << column)) |
                      (Lanes::in_rows(row << 2) & Lanes::splat(below << column)),
                  out);
    return {};
  }
  const Lanes mask = (Lanes::in_rows(1) & Lanes::splat(above)) | (Lanes::in_rows(2) & Lanes::splat(level)) |
                     (Lanes::in_rows(4) & Lanes::splat(below));
  return anchor(mask, at.i - 1, at.j - 1, out);
}
BATTALION_OP Status dneighbors(Scratch&, const Pair& at, Indices& out) { return around(at, 0b010, 0b101, 0b010, out); }
BATTALION_OP Status ineighbors(Scratch&, const Pair& at, Indices& out) { return around(at, 0b101, 0b000, 0b101, out); }
BATTALION_OP Status neighbors(Scratch&, const Pair& at, Indices& out) { return around(at, 0b111, 0b101, 0b111, out); }

/// The outline of a box.
BATTALION_OP Status outline(Scratch& s, const Box& b, Indices& out) {
  if (!near_zero(b.top) || !near_zero(b.left)) return Punt::range;
  const auto mask = [&b](const Window& w) {
    return block({b.top, b.left, b.bottom, b.left}, w) | block({b.top, b.right, b.bottom, b.right}, w) |
           block({b.top, b.left, b.top, b.right}, w) | block({b.bottom, b.left, b.bottom, b.right}, w);
  };
  if (const Window w = window_of(b); !w.more) {
    store_places(mask(w), w, out);
    return {};
  }
  return spread_over(s, b, true, [&mask](Int top, Int left) { return mask({top, left, false}); }, out);
}
/// The same for corners in any order.
BATTALION_OP Status outline_between(Scratch& s, Int ai, Int aj, Int bi, Int bj, Indices& out) {
  return outline(s, {ai < bi ? ai : bi, aj < bj ? aj : bj, ai < bi ? bi : ai, aj < bj ? bj : aj}, out);
}
BATTALION_INLINE void store_nothing(Indices& out) { store_at_zero(Lanes::zero(), out); }

template <class Patch>
BATTALION_OP Status box(Scratch& s, const Patch& a, Indices& out) {
  Box b;
  const Status status = need_known_box(places_of(a), b);
  if (status.kind() == Status::Kind::raises) {
    store_nothing(out);
    return {};
  }
  BATTALION_TRY(status);
  return outline(s, b, out);
}
template <class Patch>
BATTALION_OP Status inbox(Scratch& s, const Patch& a, Indices& out) {
  Box b;
  BATTALION_TRY(need_known_box(places_of(a), b));
  return outline_between(s, b.top + 1, b.left + 1, b.bottom - 1, b.right - 1, out);
}
template <class Patch>
BATTALION_OP Status outbox(Scratch& s, const Patch& a, Indices& out) {
  Box b;
  BATTALION_TRY(need_known_box(places_of(a), b));
  return outline(s, {b.top - 1, b.left - 1, b.bottom + 1, b.right + 1}, out);
}

template <class Patch>
BATTALION_OP Status backdrop(Scratch& s, const Patch& patch, Indices& out) {
  const Indices& a = places_of(patch);
  Box b;
  const Status status = need_known_box(a, b);
  if (status.kind() == Status::Kind::raises) {
    store_nothing(out);
    return {};
  }
  BATTALION_TRY(status);
  if (is_spread(a)) {
    return spread_over(s, b, true, [&b](Int top, Int left) { return block(b, {top, left, false}); }, out);
  }
  // The box lies where the patch does, and so in its window.
  const Window w{a.top, a.left, false};
  store_places(block(b, w), w, out);
  return {};
}
template <class Patch>
BATTALION_OP Status delta(Scratch& s, const Patch& patch, Indices& out) {
  const Indices& a = places_of(patch);
  if (is_spread(a)) return Punt::window;
  Indices all;
  BATTALION_TRY(backdrop(s, a, all));
  return anchor(Lanes::load(all.rows).without(Lanes::load(a.rows)), a.top, a.left, out);
}
template <class Patch>
BATTALION_OP Status corners(Scratch& s, const Patch& a, Indices& out) {
  Box b;
  const Status status = need_known_box(places_of(a), b);
  if (status.kind() == Status::Kind::raises) return Punt::empty;  // {()}
  BATTALION_TRY(status);
  const auto mask = [&b](const Window& w) {
    return (block({b.top, b.left, b.top, b.right}, w) | block({b.bottom, b.left, b.bottom, b.right}, w)) &
           (block({b.top, b.left, b.bottom, b.left}, w) | block({b.top, b.right, b.bottom, b.right}, w));
  };
  if (is_spread(places_of(a))) {
    return spread_over(s, b, true, [&mask](Int top, Int left) { return mask({top, left, false}); }, out);
  }
  const Window w{places_of(a).top, places_of(a).left, false};
  store_places(mask(w), w, out);
  return {};
}

BATTALION_BOTH constexpr Int sign_of(Int v) { return v > 0 ? 1 : v < 0 ? -1 : 0; }
BATTALION_BOTH constexpr Int magnitude(Int v) { return v < 0 ? -v : v; }

/// Whether a level, upright or diagonal line joins them.
BATTALION_BOTH constexpr bool in_line(const Pair& a, const Pair& b) {
  const Int di = b.i - a.i, dj = b.j - a.j;
  return di == 0 || dj == 0 || di == dj || di == -dj;
}
/// Places on it.
BATTALION_BOTH constexpr Int length_of_line(const Pair& a, const Pair& b) {
  const Int di = magnitude(b.i - a.i), dj = magnitude(b.j - a.j);
  return (di > dj ? di : dj) + 1;
}
BATTALION_BOTH constexpr Box box_of_line(const Pair& a, const Pair& b) {
  return {a.i < b.i ? a.i : b.i, a.j < b.j ? a.j : b.j, a.i < b.i ? b.i : a.i, a.j < b.j ? b.j : a.j};
}
/// What a window holds of that line.
BATTALION_INLINE Lanes line_within(const Pair& a, const Pair& b, const Window& w) {
  const Int di = b.i - a.i, dj = b.j - a.j;
  const Lanes inside = block(box_of_line(a, b), w);
  if (di == 0 || dj == 0) return inside;
  // Row i of the window meets the diagonal in one column.
  const Int slope = sign_of(di) * sign_of(dj), at_row_0 = a.j - w.left + slope * (w.top - a.i);
  const Lanes diagonal = Lanes::make([=](int i) {
    const Int j = at_row_0 + slope * i;
    return j >= 0 && j < side ? 1u << j : 0u;
  });
  return diagonal & inside;
}
/// That line, ends included; nothing where there is none.
BATTALION_OP Status line_between(const Pair& a, const Pair& b, Indices& out) {
  if (!in_line(a, b)) {
    store_nothing(out);
    return {};
  }
  const Window w = window_of(box_of_line(a, b));
  store_places(line_within(a, b, w), w, out);
  return {};
}
BATTALION_OP Status connect(Scratch& s, const Pair& a, const Pair& b, Indices& out) {
  if (is_empty(a) || is_empty(b)) return Error::unpacks_too_few;
  if (!near_zero(a) || !near_zero(b)) return Punt::range;
  if (!in_line(a, b) || !window_of(box_of_line(a, b)).more) return line_between(a, b, out);
  return spread_over(
      s, box_of_line(a, b), true, [&](Int top, Int left) { return line_within(a, b, {top, left, false}); }, out);
}
BATTALION_OP Status shoot(Scratch& s, const Pair& start, const Pair& way, Indices& out) {
  if ((is_empty(start) || near_zero(start)) && (is_empty(way) || near_zero(way)) && (is_empty(start) || is_empty(way))) {
    return Error::beyond_a_tuple;
  }
  if (!near_zero(start) || !near_zero(way)) return Punt::range;
  const Pair end{start.i + 42 * way.i, start.j + 42 * way.j};
  return connect(s, start, end, out);
}

/// The reference draws frontiers this long, whatever the grid.
inline constexpr int frontier_length = 30;
BATTALION_OP Status vfrontier(Scratch&, const Pair& at, Indices& out) {
  if (is_empty(at)) return Error::beyond_a_tuple;
  if (!near_zero(at)) return Punt::range;
  return line_between({0, at.j}, {frontier_length - 1, at.j}, out);
}
BATTALION_OP Status hfrontier(Scratch&, const Pair& at, Indices& out) {
  if (is_empty(at)) return Error::beyond_a_tuple;
  if (!near_zero(at)) return Punt::range;
  return line_between({at.i, 0}, {at.i, frontier_length - 1}, out);
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
