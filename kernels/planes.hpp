// Colours as four bit planes; what is counted and compared of them.

#if defined(BATTALION_KERNELS_PLANES_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_PLANES_HPP
#undef BATTALION_KERNELS_PLANES_HPP
#else
#define BATTALION_KERNELS_PLANES_HPP
#endif

#include "kernels/function.hpp"
#include "kernels/level.hpp"
#include "kernels/status.hpp"
#include "kernels/values.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

inline constexpr int colours = 1 << planes;
BATTALION_BOTH constexpr bool is_colour(Int v) { return v >= lowest_colour && v < lowest_colour + colours; }

/// The n lowest bits; n from 0 to 32.
BATTALION_BOTH constexpr std::uint32_t low_bits(int n) { return n >= side ? ~0u : (1u << n) - 1; }
/// Bits from to to, both included; those beyond 0 to 31 are left out.
BATTALION_BOTH constexpr std::uint32_t bits_between(Int from, Int to) {
  const int first = static_cast<int>(from < 0 ? 0 : from > side ? side : from);
  const int end = static_cast<int>(to >= side ? side : to < -1 ? 0 : to + 1);
  return first >= end ? 0 : low_bits(end) & ~low_bits(first);
}
BATTALION_BOTH int lowest_bit(std::uint32_t bits) {
#if defined(__CUDA_ARCH__)
  return __ffs(static_cast<int>(bits)) - 1;
#else
  return __builtin_ctz(bits);
#endif
}
BATTALION_BOTH int highest_bit(std::uint32_t bits) {
#if defined(__CUDA_ARCH__)
  return 31 - __clz(static_cast<int>(bits));
#else
  return 31 - __builtin_clz(bits);
#endif
}
BATTALION_BOTH int bit_count(std::uint32_t bits) {
#if defined(__CUDA_ARCH__)
  return __popc(bits);
#else
  return __builtin_popcount(bits);
#endif
}

/// The first h rows of the first w columns.
BATTALION_INLINE Lanes rectangle(int h, int w) { return Lanes::in_rows(low_bits(h)) & Lanes::splat(low_bits(w)); }
BATTALION_INLINE Lanes rectangle(const Grid& g) { return rectangle(g.height, g.width); }

/// Turned over its diagonal: halves, quarters and so on down to single bits change places across it.
template <int K>
BATTALION_INLINE Lanes blocks_swapped(const Lanes& a, std::uint32_t even_columns, std::uint32_t odd_rows) {
  const Lanes across = a.template rows_crossed<K>();
  const Lanes even = Lanes::splat(even_columns), odd = Lanes::in_rows(odd_rows);
  const Lanes in_even = (a & even) | (across & even).right(K);
  const Lanes in_odd = (across.left(K) & even) | (a & ~even);
  return in_even ^ ((in_even ^ in_odd) & odd);  // folds to one of them where all rows of a register are alike
}
BATTALION_INLINE Lanes transposed(const Lanes& a) {
  Lanes b = blocks_swapped<16>(a, 0x0000ffff, 0xffff0000);
  b = blocks_swapped<8>(b, 0x00ff00ff, 0xff00ff00);
  b = blocks_swapped<4>(b, 0x0f0f0f0f, 0xf0f0f0f0);
  b = blocks_swapped<2>(b, 0x33333333, 0xcccccccc);
  return blocks_swapped<1>(b, 0x55555555, 0xaaaaaaaa);
}
/// Places (i, j) go to (i + di, j + dj); what leaves the window is lost.
BATTALION_INLINE Lanes moved(const Lanes& a, Int di, Int dj) {
  if (di >= side || di <= -side || dj >= side || dj <= -side) return Lanes::zero();
  const int i = static_cast<int>(di), j = static_cast<int>(dj);
  const Lanes b = i >= 0 ? a.down(i) : a.up(-i);
  return j >= 0 ? b.right(j) : b.left(-j);
}

struct Planes {
  Lanes p[planes];

  static BATTALION_MEMBER Planes load(const std::uint32_t (*plane)[side]) {
    Planes out;
    for (int k = 0; k < planes; ++k) out.p[k] = Lanes::load(plane[k]);
    return out;
  }
  BATTALION_MEMBER void store(std::uint32_t (*plane)[side]) const {
    for (int k = 0; k < planes; ++k) p[k].store(plane[k]);
  }
  BATTALION_MEMBER Planes within(const Lanes& mask) const {
    Planes out;
    for (int k = 0; k < planes; ++k) out.p[k] = p[k] & mask;
    return out;
  }
  /// Those of `paint` at the places of the mask.
  BATTALION_MEMBER Planes painted(const Planes& paint, const Lanes& mask) const {
    Planes out;
    for (int k = 0; k < planes; ++k) out.p[k] = p[k].without(mask) | (paint.p[k] & mask);
    return out;
  }
  BATTALION_MEMBER Planes filled(int colour, const Lanes& mask) const {
    Planes out;
    const int number = colour - lowest_colour;
    for (int k = 0; k < planes; ++k) out.p[k] = (number >> k) & 1 ? p[k] | mask : p[k].without(mask);
    return out;
  }
  BATTALION_MEMBER Planes moved_by(Int di, Int dj) const {
    if (di == 0 && dj == 0) return *this;
    Planes out;
    for (int k = 0; k < planes; ++k) out.p[k] = moved(p[k], di, dj);
    return out;
  }
  /// Where the colours differ.
  BATTALION_MEMBER Lanes differing(const Planes& b) const {
    return (p[0] ^ b.p[0]) | (p[1] ^ b.p[1]) | (p[2] ^ b.p[2]) | (p[3] ^ b.p[3]);
  }
  /// Where these colours are higher than those.
  BATTALION_MEMBER Lanes above(const Planes& b) const {
    Lanes higher = p[0].without(b.p[0]);
    for (int k = 1; k < planes; ++k) higher = p[k].without(b.p[k]) | higher.without(b.p[k] ^ p[k]);
    return higher;
  }
  /// Where this is the colour; beyond a grid is the lowest one too.
  BATTALION_MEMBER Lanes equal_to(int colour) const {
    Lanes differ = Lanes::zero();
    const int number = colour - lowest_colour;
    for (int k = 0; k < planes; ++k) differ = differ | ((number >> k) & 1 ? ~p[k] : p[k]);
    return ~differ;
  }
  BATTALION_MEMBER int at(int row, int column) const {
    int number = 0;
    for (int k = 0; k < planes; ++k) number |= static_cast<int>((p[k].row(row) >> column) & 1) << k;
    return number + lowest_colour;
  }
};

/// For reading many cells.
class CellReader {
 public:
  explicit BATTALION_MEMBER CellReader(const Planes& p)
      : rows_{Lanes::Rows(p.p[0]), Lanes::Rows(p.p[1]), Lanes::Rows(p.p[2]), Lanes::Rows(p.p[3])} {}
  BATTALION_MEMBER int at(int row, int column) const {
    int number = 0;
    for (int k = 0; k < planes; ++k) number |= static_cast<int>((rows_[k][row] >> column) & 1) << k;
    return number + lowest_colour;
  }

 private:
  Lanes::Rows rows_[planes];
};

BATTALION_INLINE void store_grid(const Planes& p, int h, int w, Grid& out) {
  p.store(out.plane);
  out.height = h;
  out.width = w;
}

/// So many rows without cells.
BATTALION_INLINE Status no_cells(int rows, Grid& out) {
  const Lanes no = Lanes::zero();
  store_grid({{no, no, no, no}}, rows, 0, out);
  return {};
}

/// How many cells of the mask have each colour, by its number: halves of halves, those without cells left out.
struct Histogram {
  int counts[colours];
  std::uint32_t present;  ///< bit n: counts[n] is not 0
};
template <int K>
BATTALION_OP void count_half(const Planes& p, const Lanes& mask, int n, int colour, Histogram& h) {
  if (n == 0) return;
  if constexpr (K < 0) {
    h.counts[colour] = n;
    h.present |= 1u << colour;
  } else {
    const Lanes set = mask & p.p[K];
    const int with = set.count();
    count_half<K - 1>(p, mask.without(p.p[K]), n - with, colour, h);
    count_half<K - 1>(p, set, with, colour | 1 << K, h);
  }
}
/// n: how many cells the mask has.
BATTALION_OP Histogram histogram(const Planes& p, const Lanes& mask, int n) {
  Histogram h{};
  count_half<planes - 1>(p, mask, n, 0, h);
  return h;
}

template <int K>
BATTALION_OP std::uint32_t colours_of_half(const Planes& p, const Lanes& mask, int colour) {
  if (!mask.any()) return 0;
  if constexpr (K < 0) {
    return 1u << colour;
  } else {
    return colours_of_half<K - 1>(p, mask.without(p.p[K]), colour) |
           colours_of_half<K - 1>(p, mask & p.p[K], colour | 1 << K);
  }
}
/// Bit n: some cell of the mask has the colour of number n.
BATTALION_OP std::uint32_t colours_of(const Planes& p, const Lanes& mask) {
  return colours_of_half<planes - 1>(p, mask, 0);
}

struct Choice {
  int colour;
  bool tie;  ///< other colours are as common; this is the least of them
};
/// Of a histogram that is not empty.
BATTALION_OP Choice commonest(const Histogram& h, bool most) {
  int best = -1;
  bool tie = false;
  for (std::uint32_t rest = h.present; rest != 0; rest &= rest - 1) {
    const int n = lowest_bit(rest);
    if (best < 0 || (most ? h.counts[n] > h.counts[best] : h.counts[n] < h.counts[best])) {
      best = n;
      tie = false;
    } else {
      tie |= h.counts[n] == h.counts[best];
    }
  }
  return {best + lowest_colour, tie};
}
BATTALION_OP Choice commonest_of(const Grid& g, bool most) {
  return commonest(histogram(Planes::load(g.plane), rectangle(g), g.height * g.width), most);
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
