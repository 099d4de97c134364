// Grids cut and joined: crops, halves, splits, concatenation.

#if defined(BATTALION_KERNELS_OP_CUT_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_CUT_HPP
#undef BATTALION_KERNELS_OP_CUT_HPP
#else
#define BATTALION_KERNELS_OP_CUT_HPP
#endif

#include "kernels/compare.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

/// Where Python's t[start:stop] begins and ends for a length.
struct Slice {
  int from, to;
  BATTALION_MEMBER int size() const { return to > from ? to - from : 0; }
};
BATTALION_OP Slice slice(Int start, Int stop, int length) {
  const auto clip = [length](Int k) {
    if (k < 0) k += length;
    return static_cast<int>(k < 0 ? 0 : k > length ? length : k);
  };
  return {clip(start), clip(stop)};
}

BATTALION_OP Status cut(const Grid& g, const Slice& rows, const Slice& columns, Grid& out) {
  if (rows.size() == 0 || columns.size() == 0) return no_cells(rows.size(), out);
  const Lanes inside = rectangle(rows.size(), columns.size());
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = l.up(rows.from).left(columns.from) & inside;
  store_grid(p, rows.size(), columns.size(), out);
  return {};
}

/// start and size of a crop are added: far from overflow within this.
BATTALION_BOTH constexpr bool fits_crop(Int v) { return v > -(Int{1} << 60) && v < Int{1} << 60; }

BATTALION_OP Status crop(Scratch&, const Grid& g, const Pair& start, const Pair& dims, Grid& out) {
  if (!fits_crop(start.i) || !fits_crop(start.j) || !fits_crop(dims.i) || !fits_crop(dims.j)) return Punt::range;
  return cut(g, slice(start.i, start.i + dims.i, g.height), slice(start.j, start.j + dims.j, g.width), out);
}

template <class Patch>
BATTALION_OP Status subgrid(Scratch& s, const Patch& patch, const Grid& g, Grid& out) {
  Box b;
  const Status status = need_known_box(places_of(patch), b);
  if (status.kind() == Status::Kind::raises) return Error::beyond_a_tuple;  // of its corner, which is ()
  BATTALION_TRY(status);
  return crop(s, g, {b.top, b.left}, {b.height(), b.width()}, out);
}

BATTALION_OP Status trim(Scratch&, const Grid& g, Grid& out) {
  return cut(g, slice(1, -1, g.height), slice(1, -1, g.width), out);
}
BATTALION_OP Status tophalf(Scratch&, const Grid& g, Grid& out) { return cut(g, {0, g.height / 2}, {0, g.width}, out); }
BATTALION_OP Status bottomhalf(Scratch&, const Grid& g, Grid& out) {
  return cut(g, {g.height / 2 + g.height % 2, g.height}, {0, g.width}, out);
}
// Halves of columns are turned rows: of none, nothing is left to turn.
BATTALION_OP Status lefthalf(Scratch&, const Grid& g, Grid& out) {
  return g.width < 2 ? no_cells(0, out) : cut(g, {0, g.height}, {0, g.width / 2}, out);
}
BATTALION_OP Status righthalf(Scratch&, const Grid& g, Grid& out) {
  return g.width < 2 ? no_cells(0, out) : cut(g, {0, g.height}, {g.width / 2 + g.width % 2, g.width}, out);
}

/// n crops side by side, or one below the other.
BATTALION_OP Status split(Scratch& s, const Grid& g, Int n, bool side_by_side, Grids& out) {
  if (n == 0) return Error::division_by_zero;
  if (n < 0) {
    out = {nullptr, 0};
    return {};
  }
  const int whole = side_by_side ? g.width : g.height;
  if (n > side) return Punt::size;
  const int count = static_cast<int>(n), each = whole / count, gap = whole % count != 0 ? 1 : 0;
  auto** items = s.take<const Grid*>(static_cast<std::size_t>(count));
  auto* parts = s.take<Grid>(static_cast<std::size_t>(count));
  if (items == nullptr || parts == nullptr) return Punt::scratch;
  for (int k = 0; k < count; ++k) {
    const int at = each * k + k * gap;
    const Slice part = slice(at, at + each, whole);
    BATTALION_TRY(side_by_side ? cut(g, {0, g.height}, part, parts[k]) : cut(g, part, {0, g.width}, parts[k]));
    items[k] = &parts[k];
  }
  out = {items, count};
  return {};
}
BATTALION_OP Status hsplit(Scratch& s, const Grid& g, Int n, Grids& out) { return split(s, g, n, true, out); }
BATTALION_OP Status vsplit(Scratch& s, const Grid& g, Int n, Grids& out) { return split(s, g, n, false, out); }

BATTALION_OP Status hconcat(Scratch&, const Grid& a, const Grid& b, Grid& out) {
  if (a.width + b.width > side) return Punt::size;
  const int h = a.height < b.height ? a.height : b.height;
  if (h == 0) return no_cells(0, out);
  const Lanes rows = Lanes::in_rows(low_bits(h));
  Planes p = Planes::load(a.plane);
  for (int k = 0; k < planes; ++k) p.p[k] = (p.p[k] | Lanes::load(b.plane[k]).right(a.width)) & rows;
  store_grid(p, h, a.width + b.width, out);
  return {};
}

BATTALION_OP Status vconcat(Scratch&, const Grid& a, const Grid& b, Grid& out) {
  if (a.height == 0 || b.height == 0) {
    copy(a.height == 0 ? b : a, out);
    return {};
  }
  if (a.width != b.width) return Punt::ragged;
  if (a.height + b.height > side) return Punt::size;
  Planes p = Planes::load(a.plane);
  for (int k = 0; k < planes; ++k) p.p[k] = p.p[k] | Lanes::load(b.plane[k]).down(a.height);
  store_grid(p, a.height + b.height, a.width, out);
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
