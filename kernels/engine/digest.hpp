// FNV-1a, 64 bits, of a grid: a cell at a time is no way for lanes.
//
// A step is h -> (h ^ b) p. Whatever is xored touches the lowest byte alone, and that byte hangs on itself alone: so all of
// its values are told first, bit by bit, each bit being what it was, the cell's, and a carry from the bits below. What a step
// adds to h is then known, d = (l ^ b) - l, and the digest is h p^n + the sum of d p^(steps to come).

#if defined(BATTALION_KERNELS_ENGINE_DIGEST_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_DIGEST_HPP
#undef BATTALION_KERNELS_ENGINE_DIGEST_HPP
#else
#define BATTALION_KERNELS_ENGINE_DIGEST_HPP
#endif

#include "kernels/planes.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

namespace fnv {

inline constexpr std::uint64_t start = 0xcbf29ce484222325, prime = 0x100000001b3;

BATTALION_BOTH constexpr std::uint64_t step(std::uint64_t h, std::uint32_t byte) { return (h ^ byte) * prime; }
BATTALION_BOTH constexpr std::uint64_t power(int n) {
  std::uint64_t out = 1, p = prime;
  for (; n > 0; n >>= 1, p *= p) out = (n & 1) != 0 ? out * p : out;
  return out;
}

/// Of every bit the parity of those before it in its row.
BATTALION_INLINE Lanes parity_before(const Lanes& a) {
  Lanes b = a.right(1);
  b = b ^ b.right(1);
  b = b ^ b.right(2);
  b = b ^ b.right(4);
  b = b ^ b.right(8);
  return b ^ b.right(16);
}
/// Rows, as a mask, before which an odd number of these rows lies.
BATTALION_BOTH constexpr std::uint32_t odd_before(std::uint32_t rows) {
  std::uint32_t b = rows << 1;
  for (int n = 1; n < 32; n *= 2) b ^= b << n;
  return b;
}

/// Bits j to j + 3 of a word, each the lowest of a byte.
BATTALION_BOTH constexpr std::uint32_t spread_bits(std::uint32_t word, int j) {
  return ((word >> j & 0xf) * 0x00204081u) & 0x01010101u;
}

/// Of three bits of one weight the lowest of the sum, and the carry.
BATTALION_INLINE void add(const Lanes& a, const Lanes& b, const Lanes& c, Lanes& sum, Lanes& carry) {
  const Lanes half = a ^ b;
  sum = half ^ c;
  carry = (a & b) | (half & c);
}

/// Bit k of the lowest byte before each cell, where the byte after it has, beside what it was and the cell's bit, these others
/// in it.
BATTALION_INLINE Lanes bit_before(const Lanes& others, const Lanes& cell, const Lanes& inside, std::uint64_t h, int k) {
  const Lanes change = (others ^ cell) & inside;
  const std::uint32_t odd = odd_before(change.odd_rows()) ^ ((h >> k & 1) != 0 ? ~0u : 0u);
  return (parity_before(change) ^ Lanes::in_rows(odd)) & inside;
}

}  // namespace fnv

/// As arc::digest of the grid's cells.
BATTALION_OP std::uint64_t digest_of(const Grid& g) {
  std::uint64_t h = fnv::start;
  h = fnv::step(fnv::step(h, static_cast<std::uint32_t>(g.height)), 0);
  h = fnv::step(fnv::step(h, static_cast<std::uint32_t>(g.width)), 0);
  const Planes numbers = Planes::load(g.plane);
  const Lanes inside = rectangle(g);
  // The byte of colour number n is n - 1: one less, and of 0 all ones, which its upper half tells.
  Lanes cell[planes], upper = inside;
  for (int k = 0; k < planes; ++k) {
    cell[k] = (numbers.p[k] ^ upper) & inside;
    upper = upper.without(numbers.p[k]);
  }
  // The low byte of p is 1 + 2 + 16 + 32 + 128. x: bits of the lowest byte with its cell in it; c: carries, named by where they go.
  Lanes low[8], x[7], c5, c6, c7, d7, e6, e7, s, t;
  const auto bit = [&](int k, const Lanes& others, const Lanes& of_cell) {
    low[k] = fnv::bit_before(others, of_cell, inside, h, k);
    if (k < 7) x[k] = low[k] ^ of_cell;
  };
  bit(0, Lanes::zero(), cell[0]);
  bit(1, x[0], cell[1]);
  Lanes others, carry = x[0] & x[1];
  others = x[1] ^ carry;
  bit(2, others, cell[2]);
  carry = (x[1] & carry) | (others & x[2]);
  others = x[2] ^ carry;
  bit(3, others, cell[3]);
  carry = (x[2] & carry) | (others & x[3]);
  fnv::add(x[3], x[0], carry, others, c5);
  bit(4, others, upper);
  carry = others & x[4];
  fnv::add(x[4], x[1], x[0], s, c6);
  fnv::add(s, c5, carry, others, e6);
  bit(5, others, upper);
  carry = others & x[5];
  fnv::add(x[5], x[2], x[1], s, c7);
  fnv::add(c6, e6, carry, t, d7);
  others = s ^ t;
  bit(6, others, upper);
  e7 = (s & t) | (others & x[6]);
  bit(7, x[6] ^ x[3] ^ x[2] ^ x[0] ^ c7 ^ d7 ^ e7, upper);

  const int height = g.height, width = g.width;
  const std::uint64_t added = Lanes::sum(
      {low[0], low[1], low[2], low[3], low[4], low[5], low[6], low[7], cell[0], cell[1], cell[2], cell[3], upper}, height,
      [&](const auto& row, int i) {
        std::uint64_t sum = 0;
        for (int j = 0; j < width; j += 4) {
          std::uint32_t was = 0, cells = fnv::spread_bits(row[12], j) * 0xf0;
          for (int k = 0; k < 8; ++k) was |= fnv::spread_bits(row[k], j) << k;
          for (int k = 0; k < planes; ++k) cells |= fnv::spread_bits(row[8 + k], j) << k;
          const std::uint32_t is = was ^ cells;
          for (int n = 0; n < 4 && j + n < width; ++n) {
            sum = (sum + (is >> 8 * n & 0xff) - (was >> 8 * n & 0xff)) * fnv::prime;
          }
        }
        return sum * fnv::power(width * (height - 1 - i));
      });
  return h * fnv::power(width * height) + added;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
