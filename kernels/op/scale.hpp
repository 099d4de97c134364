// Grids and objects scaled up and down; grids without their uniform lines.

#if defined(BATTALION_KERNELS_OP_SCALE_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_SCALE_HPP
#undef BATTALION_KERNELS_OP_SCALE_HPP
#else
#define BATTALION_KERNELS_OP_SCALE_HPP
#endif

#include "kernels/op/turn.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

/// Every column of the first w becomes f columns.
BATTALION_INLINE Lanes columns_spread(const Lanes& a, int w, int f) {
  const Lanes one = Lanes::splat(1), none = Lanes::zero(), every = ~none;
  Lanes out = none;
  for (int j = 0; j < w; ++j) {
    const Lanes set = (a.left(j) & one) + every;  // 0 where the cell is set, all ones where not
    out = out | Lanes::splat(low_bits(f)).right(j * f).without(set);
  }
  return out;
}
/// Column k of the result is column picked(k); n of them.
template <class Picked>
BATTALION_INLINE Lanes columns_picked(const Lanes& a, int n, const Picked& picked) {
  Lanes out = Lanes::zero();
  for (int k = 0; k < n; ++k) out = out | (a.left(picked(k)) & Lanes::splat(1)).right(k);
  return out;
}
/// Bit index of the k-th set bit, 32 where there is none.
BATTALION_BOTH int nth_bit(std::uint32_t bits, int k) {
  for (; bits != 0 && k > 0; --k) bits &= bits - 1;
  return bits == 0 ? side : lowest_bit(bits);
}

BATTALION_OP Status scale_up(const Grid& g, Int factor, bool down, bool across, Grid& out) {
  if (factor <= 0) return Punt::empty;
  if ((down && factor * g.height > side) || (across && factor * g.width > side)) return Punt::size;
  const int f = static_cast<int>(factor);
  Planes p = Planes::load(g.plane);
  if (f > 1) {
    const Lanes from = Lanes::make([f](int i) { return static_cast<std::uint32_t>(i / f); });
    for (Lanes& l : p.p) {
      if (across) l = columns_spread(l, g.width, f);
      if (down) l = l.gathered(from);
    }
  }
  store_grid(p, down ? g.height * f : g.height, across ? g.width * f : g.width, out);
  return {};
}
/// factor * 32 must not overflow.
BATTALION_BOTH constexpr bool fits_factor(Int f) { return f < Int{1} << 40; }
BATTALION_OP Status hupscale(Scratch&, const Grid& g, Int factor, Grid& out) {
  return fits_factor(factor) ? scale_up(g, factor, false, true, out) : Status(Punt::size);
}
BATTALION_OP Status vupscale(Scratch&, const Grid& g, Int factor, Grid& out) {
  return fits_factor(factor) ? scale_up(g, factor, true, false, out) : Status(Punt::size);
}
BATTALION_OP Status upscale(Scratch&, const Grid& g, Int factor, Grid& out) {
  return fits_factor(factor) ? scale_up(g, factor, true, true, out) : Status(Punt::size);
}

BATTALION_OP Status upscale(Scratch&, const Object& a, Int factor, Object& out) {
  Box b;
  const Status s = need_box(a.places, b);
  if (s.kind() == Status::Kind::raises) {
    copy(a, out);
    return {};
  }
  BATTALION_TRY(s);
  if (factor <= 0) {
    const Lanes no = Lanes::zero();
    store_object(no, {{no, no, no, no}}, out);
    return {};
  }
  const int h = static_cast<int>(b.height()), w = static_cast<int>(b.width());
  if (!fits_factor(factor) || factor * h > side || factor * w > side) return Punt::window;
  const int f = static_cast<int>(factor), i = static_cast<int>(b.top - a.places.top), j = static_cast<int>(b.left - a.places.left);
  const Lanes from = Lanes::make([f](int r) { return static_cast<std::uint32_t>(r / f); });
  const Lanes mask = columns_spread(Lanes::load(a.places.rows).up(i).left(j), w, f).gathered(from);
  Planes p = Planes::load(a.plane);
  for (Lanes& l : p.p) l = columns_spread(l.up(i).left(j), w, f).gathered(from);
  return anchor(mask, p, b.top, b.left, out);
}
BATTALION_OP Status upscale(Scratch&, const Indices& a, Int, Object& out) {
  if (a.more == 0 && is_empty(a)) {
    const Lanes no = Lanes::zero();
    store_object(no, {{no, no, no, no}}, out);
    return {};
  }
  return Error::type_error;
}

BATTALION_OP Status downscale(Scratch&, const Grid& g, Int factor, Grid& out) {
  if (factor == 0) return Error::zero_division;
  // Every |factor|-th row and column; beyond the grid, the first alone.
  const int f = static_cast<int>(factor > side || factor < -side ? side : factor < 0 ? -factor : factor);
  const int h = (g.height + f - 1) / f, w = (g.width + f - 1) / f;
  const Lanes from = Lanes::make([f](int i) { return static_cast<std::uint32_t>(i * f); });
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = columns_picked(l.gathered(from), w, [f](int k) { return k * f; });
  store_grid(p, h, w, out);
  return {};
}

/// Bit i: the cells of row (or column) i are not all equal.
BATTALION_INLINE std::uint32_t mixed_rows(const Planes& p, const Lanes& inside) {
  std::uint32_t mixed = 0;
  for (const Lanes& l : p.p) mixed |= l.rows() & (inside & ~l).rows();
  return mixed;
}
BATTALION_INLINE std::uint32_t mixed_columns(const Planes& p, const Lanes& inside) {
  std::uint32_t mixed = 0;
  for (const Lanes& l : p.p) mixed |= l.columns() & (inside & ~l).columns();
  return mixed;
}

BATTALION_OP Status compress(Scratch&, const Grid& g, Grid& out) {
  Planes p = Planes::load(g.plane);
  const Lanes inside = rectangle(g);
  const std::uint32_t rows = mixed_rows(p, inside), columns = mixed_columns(p, inside);
  if (rows == 0 || columns == 0) return Punt::empty;
  const int h = bit_count(rows), w = bit_count(columns);
  const Lanes from = Lanes::make([rows](int i) { return static_cast<std::uint32_t>(nth_bit(rows, i)); });
  for (Lanes& l : p.p) {
    const Lanes kept = l.gathered(from);
    std::uint32_t rest = columns;
    l = Lanes::zero();
    for (int k = 0; k < w; ++k, rest &= rest - 1) {
      l = l | (kept.left(lowest_bit(rest)) & Lanes::splat(1)).right(k);
    }
  }
  store_grid(p, h, w, out);
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
