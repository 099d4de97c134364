// Integers of all places of a window at once: sums of row and column, and counts as bit planes; where they are 0, positive, even.

#if defined(BATTALION_KERNELS_ENGINE_LINEAR_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_LINEAR_HPP
#undef BATTALION_KERNELS_ENGINE_LINEAR_HPP
#else
#define BATTALION_KERNELS_ENGINE_LINEAR_HPP
#endif

#include "kernels/places.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// a i + b j + c, of the place (i, j).
struct Linear {
  Int a, b, c;
};
/// Beyond, sums might not fit: places are within 2^22.
inline constexpr Int most_factor = Int{1} << 16, most_addend = Int{1} << 40;
BATTALION_INLINE bool fits(const Linear& x) {
  const auto within = [](Int v, Int most) { return v >= -most && v <= most; };
  return within(x.a, most_factor) && within(x.b, most_factor) && within(x.c, most_addend);
}
BATTALION_INLINE Linear times(const Linear& x, Int n) { return {x.a * n, x.b * n, x.c * n}; }
BATTALION_INLINE Linear plus(const Linear& x, const Linear& y, Int sign) {
  return {x.a + sign * y.a, x.b + sign * y.b, x.c + sign * y.c};
}

BATTALION_BOTH constexpr Int floor_of(Int n, Int by) { return n >= 0 ? n / by : -((-n + by - 1) / by); }

/// Of rows and columns of the window.
BATTALION_INLINE Lanes zero_where(const Linear& x) {
  return Lanes::make([x](int row) -> std::uint32_t {
    const Int v = -(x.a * row + x.c);  // b column is to be it
    if (x.b == 0) return v == 0 ? ~0u : 0u;
    const Int column = x.b == 1 ? v : x.b == -1 ? -v : v % x.b == 0 ? v / x.b : -1;
    return column >= 0 && column < side ? 1u << column : 0u;
  });
}
BATTALION_INLINE Lanes positive_where(const Linear& x) {
  return Lanes::make([x](int row) -> std::uint32_t {
    const Int v = x.a * row + x.c;
    if (x.b == 0) return v > 0 ? ~0u : 0u;
    // b column > -v
    if (x.b > 0) return bits_between((x.b == 1 ? -v : floor_of(-v, x.b)) + 1, side - 1);
    return bits_between(0, x.b == -1 ? v - 1 : floor_of(v - 1, -x.b));
  });
}
BATTALION_INLINE Lanes even_where(const Linear& x) {
  return Lanes::make([x](int row) -> std::uint32_t {
    const bool odd = ((x.a * row + x.c) & 1) != 0;
    if ((x.b & 1) == 0) return odd ? 0u : ~0u;
    return odd ? 0xaaaaaaaau : 0x55555555u;
  });
}

/// A count of places, its lowest bit first, in scratch; `c` is added to it.
struct CountPlanes {
  std::uint32_t (*bit)[side];
  int bits;
  Int c;
};
/// Where the count, without its addend, is n.
BATTALION_INLINE Lanes count_is(const CountPlanes& count, Int n) {
  if (n < 0 || n >= Int{1} << count.bits) return Lanes::zero();
  Lanes all = ~Lanes::zero();
  for (int k = 0; k < count.bits; ++k) {
    const Lanes bit = Lanes::load(count.bit[k]);
    all = (n >> k & 1) != 0 ? all & bit : all.without(bit);
  }
  return all;
}
BATTALION_INLINE Lanes count_above(const CountPlanes& count, Int n) {
  if (n < 0) return ~Lanes::zero();
  if (n >= Int{1} << count.bits) return Lanes::zero();
  Lanes more = Lanes::zero(), same = ~Lanes::zero();
  for (int k = count.bits - 1; k >= 0; --k) {
    const Lanes bit = Lanes::load(count.bit[k]);
    if ((n >> k & 1) != 0) {
      same = same & bit;
    } else {
      more = more | (same & bit);
      same = same.without(bit);
    }
  }
  return more;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
