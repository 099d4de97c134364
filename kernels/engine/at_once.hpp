// What loops over cells or places come to, told of all of them at once.

#if defined(BATTALION_KERNELS_ENGINE_AT_ONCE_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_AT_ONCE_HPP
#undef BATTALION_KERNELS_ENGINE_AT_ONCE_HPP
#else
#define BATTALION_KERNELS_ENGINE_AT_ONCE_HPP
#endif

#include "kernels/engine/frame.hpp"
#include "kernels/op/all.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// The interpreter makes a pair of each two cells, and rows of them.
BATTALION_APART Status pair_cells(Frame& f, const Instruction& i) {
  const Grid& a = *static_cast<const Grid*>(f.registers[i.a]);
  const Grid& b = *static_cast<const Grid*>(f.registers[i.b]);
  f.count(static_cast<std::uint64_t>(a.height * a.width + b.height * b.width + a.height + b.height));
  return {};
}

BATTALION_APART Status highest(Frame& f, const Instruction& i) {
  const Grid& a = *static_cast<const Grid*>(f.registers[i.a]);
  const Grid& b = *static_cast<const Grid*>(f.registers[i.b]);
  Grid* made = f.scratch.take<Grid>(1);
  if (made == nullptr) return Punt::scratch;
  f.registers[i.out] = made;
  const int h = a.height < b.height ? a.height : b.height, w = a.width < b.width ? a.width : b.width;
  f.count(static_cast<std::uint64_t>(2 * h * w + h));
  if (w == 0) return no_cells(h, *made);
  const Lanes inside = rectangle(h, w);
  const Planes p = Planes::load(a.plane), q = Planes::load(b.plane);
  const Lanes other = i.c == 0 ? q.above(p) : p.above(q);
  store_grid(p.painted(q, other).within(inside), h, w, *made);
  return {};
}

BATTALION_APART Status rows_by_columns(Frame& f, const Instruction& i) {
  const Indices& a = *static_cast<const Indices*>(f.registers[i.a]);
  const Indices& b = *static_cast<const Indices*>(f.registers[i.b]);
  if ((a.more | b.more) != 0) return Punt::window;
  Indices* made = f.scratch.take<Indices>(1);
  if (made == nullptr) return Punt::scratch;
  f.registers[i.out] = made;
  const Lanes rows = Lanes::load(a.rows), columns = Lanes::load(b.rows);
  f.taken += static_cast<std::uint64_t>(rows.count()) * static_cast<std::uint64_t>(columns.count()) * 8;
  return anchor(Lanes::in_rows(rows.rows()) & Lanes::splat(columns.columns()), a.top, b.left, *made);
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
