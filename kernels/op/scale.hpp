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
  // By two and three, as programs mostly do: halves, quarters and so on move apart.
  if (f == 2) {
    Lanes x = (a | a.right(8)) & Lanes::splat(0x00ff00ff);
    x = (x | x.right(4)) & Lanes::splat(0x0f0f0f0f);
    x = (x | x.right(2)) & Lanes::splat(0x33333333);
    x = (x | x.right(1)) & Lanes::splat(0x55555555);
    return x | x.right(1);
  }
  if (f == 3) {
    Lanes x = (a | a.right(16)) & Lanes::splat(0x030000ff);
    x = (x | x.right(8)) & Lanes::splat(0x0300f00f);
    x = (x | x.right(4)) & Lanes::splat(0x030c30c3);
    x = (x | x.right(2)) & Lanes::splat(0x09249249);
    return x | x.right(1) | x.right(2);
  }
  const Lanes one = Lanes::splat(1), none = Lanes::zero(), every = ~none;
  Lanes out = none;
  for (int j = 0; j < w; ++j) {
    const Lanes set = (a.left(j) & one) + every;  // 0 where the cell is set, all ones where not
    out = out | Lanes::splat(low_bits(f)).right(j * f).without(set);
  }
  return out;
}
/// Column k of the result is column k * f; n of them.
BATTALION_INLINE Lanes columns_thinned(const Lanes& a, int n, int f) {
  if (f == 2) {
    Lanes x = a & Lanes::splat(0x55555555);
    x = (x | x.left(1)) & Lanes::splat(0x33333333);
    x = (x | x.left(2)) & Lanes::splat(0x0f0f0f0f);
    x = (x | x.left(4)) & Lanes::splat(0x00ff00ff);
    return (x | x.left(8)) & Lanes::splat(0x0000ffff);
  }
  Lanes out = Lanes::zero();
  for (int k = 0; k < n; ++k) out = out | (a.left(k * f) & Lanes::splat(1)).right(k);
  return out;
}
/// Row i is i / f.
BATTALION_INLINE Lanes rows_over(int f) {
  // Exact for rows: the error of the factor is below 1 / 2^16, times 31 below 1 / 32.
  const auto factor = static_cast<std::uint32_t>((1 << 16) / f + 1);
  return Lanes::make([factor](int i) { return (static_cast<std::uint32_t>(i) * factor) >> 16; });
}

BATTALION_OP Status scale_up(const Grid& g, Int factor, bool down, bool across, Grid& out) {
  if (factor <= 0) return no_cells(down ? 0 : g.height, out);
  if ((down && factor * g.height > side) || (across && factor * g.width > side)) return Punt::size;
  const int f = static_cast<int>(factor);
  Planes p = Planes::load(g.plane);
  if (f > 1) {
    const Lanes from = rows_over(f);
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

/// The part of an object, seen from its corner at (i, j) of its window and scaled up, that lies in [0, 32) x [0, 32).
BATTALION_OP Status upscale_partly(Scratch& s, const Object& a, int i, int j, const Box& b, Int factor, Object& out) {
  const auto from = [factor](Int corner) {
    return Lanes::make([corner, factor](int k) {
      const Int at = k - corner;
      return at < 0 || at / factor >= side ? static_cast<std::uint32_t>(side) : static_cast<std::uint32_t>(at / factor);
    });
  };
  const Lanes rows = from(b.top), columns = from(b.left);
  const auto spread = [&](const Lanes& l) {
    return transposed(transposed(l.up(i).left(j).gathered(rows)).gathered(columns));
  };
  Planes p = Planes::load(a.plane);
  for (Lanes& l : p.p) l = spread(l);
  if (factor > 1 << 12) return Punt::scratch;
  const Lanes mask = Lanes::load(a.places.rows);
  BATTALION_TRY(store_partial(spread(mask), {0, 0, side - 1, side - 1}, mask.count() * factor * factor, out.places));
  p.store(out.plane);
  return charge_places(s, out.places.most);
}
BATTALION_OP Status upscale(Scratch& s, const Object& a, Int factor, Object& out) {
  Box b;
  const Status status = need_box(a.places, b);
  if (status.kind() == Status::Kind::raises) {
    copy(a, out);
    return {};
  }
  BATTALION_TRY(status);
  if (factor <= 0) {
    const Lanes no = Lanes::zero();
    store_object(no, {{no, no, no, no}}, out);
    return {};
  }
  const int h = static_cast<int>(b.height()), w = static_cast<int>(b.width());
  const int i = static_cast<int>(b.top - a.places.top), j = static_cast<int>(b.left - a.places.left);
  if (!fits_factor(factor)) return Punt::window;
  if (factor * h > side || factor * w > side) return upscale_partly(s, a, i, j, b, factor, out);
  const int f = static_cast<int>(factor);
  const Lanes from = rows_over(f);
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
  return Error::unpacks_an_int;
}

BATTALION_OP Status downscale(Scratch&, const Grid& g, Int factor, Grid& out) {
  if (factor == 0) return Error::modulo_by_zero;
  // Every |factor|-th row and column; beyond the grid, the first alone.
  const int f = static_cast<int>(factor > side || factor < -side ? side : factor < 0 ? -factor : factor);
  const int h = (g.height + f - 1) / f, w = (g.width + f - 1) / f;
  const Lanes from = Lanes::make([f](int i) { return static_cast<std::uint32_t>(i * f); });
  Planes p = Planes::load(g.plane);
  for (Lanes& l : p.p) l = columns_thinned(l.gathered(from), w, f);
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
  if (rows == 0 || columns == 0) return no_cells(bit_count(rows), out);
  const int h = bit_count(rows), w = bit_count(columns);
  const Lanes from = Lanes::set_bits(rows);
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
