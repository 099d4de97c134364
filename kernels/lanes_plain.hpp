#pragma once
// 32 rows of 32 bits, one after the other: what the vector and the warp forms are held against, and what there is
// where Highway is not.

#include <cstdint>
#include <cstring>

#include "kernels/function.hpp"
#include "kernels/values.hpp"

namespace battalion::kernels::plain {

class Lanes {
 public:
  static Lanes zero() { return splat(0); }
  static Lanes splat(std::uint32_t word) {
    return make([word](int) { return word; });
  }
  static Lanes load(const std::uint32_t* rows) {
    Lanes l;
    std::memcpy(l.r_, rows, sizeof(l.r_));
    return l;
  }
  void store(std::uint32_t* rows) const { std::memcpy(rows, r_, sizeof(r_)); }
  /// All ones in the rows of this mask.
  static Lanes in_rows(std::uint32_t mask) {
    return make([mask](int i) { return (mask >> i) & 1 ? ~0u : 0u; });
  }
  /// Row i is f(i).
  template <class F>
  static Lanes make(const F& f) {
    Lanes l;
    for (int i = 0; i < side; ++i) l.r_[i] = f(i);
    return l;
  }

  /// Row k is the number of the k-th set bit; 32 where there are fewer.
  static Lanes set_bits(std::uint32_t bits) {
    Lanes l = splat(side);
    for (int k = 0; bits != 0; bits &= bits - 1) l.r_[k++] = static_cast<std::uint32_t>(__builtin_ctz(bits));
    return l;
  }
  /// The places spot(0), ..., spot(n - 1); those beyond the window are left out.
  template <class F>
  static Lanes plotted(int n, const F& spot) {
    Lanes l = zero();
    for (int k = 0; k < n; ++k) {
      const Pair p = spot(k);
      if (p.i >= 0 && p.i < side && p.j >= 0 && p.j < side) l.r_[p.i] |= 1u << p.j;
    }
    return l;
  }

  friend Lanes operator&(const Lanes& a, const Lanes& b) {
    return make([&](int i) { return a.r_[i] & b.r_[i]; });
  }
  friend Lanes operator|(const Lanes& a, const Lanes& b) {
    return make([&](int i) { return a.r_[i] | b.r_[i]; });
  }
  friend Lanes operator^(const Lanes& a, const Lanes& b) {
    return make([&](int i) { return a.r_[i] ^ b.r_[i]; });
  }
  /// Row by row, without carry from one to the next.
  friend Lanes operator+(const Lanes& a, const Lanes& b) {
    return make([&](int i) { return a.r_[i] + b.r_[i]; });
  }
  Lanes operator~() const {
    return make([&](int i) { return ~r_[i]; });
  }
  Lanes without(const Lanes& b) const { return *this & ~b; }

  /// Places (i, j) go to (i, j + n), (i, j - n), (i + n, j), (i - n, j); n at least 0.
  Lanes right(int n) const {
    return make([&](int i) { return n < side ? r_[i] << n : 0; });
  }
  Lanes left(int n) const {
    return make([&](int i) { return n < side ? r_[i] >> n : 0; });
  }
  Lanes down(int n) const {
    return make([&](int i) { return i >= n ? r_[i - n] : 0; });
  }
  Lanes up(int n) const {
    return make([&](int i) { return n < side - i ? r_[i + n] : 0; });
  }
  Lanes down_one() const { return down(1); }
  Lanes up_one() const { return up(1); }
  /// Row i becomes row i ^ K.
  template <int K>
  Lanes rows_crossed() const {
    return make([&](int i) { return r_[i ^ K]; });
  }
  Lanes rows_reversed() const {
    return make([&](int i) { return r_[side - 1 - i]; });
  }
  Lanes columns_reversed() const {
    return make([&](int i) {
      std::uint32_t x = r_[i];
      x = ((x >> 1) & 0x55555555) | ((x & 0x55555555) << 1);
      x = ((x >> 2) & 0x33333333) | ((x & 0x33333333) << 2);
      x = ((x >> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
      return __builtin_bswap32(x);
    });
  }
  /// Row i becomes row from(i), or 0 where that is no row.
  Lanes gathered(const Lanes& from) const {
    return make([&](int i) { return from.r_[i] < side ? r_[from.r_[i]] : 0; });
  }

  /// Memory that is written again: by who leads, between two fences. All else is written once, by all threads alike.
  static void fence() {}
  static bool leads() { return true; }

  bool any() const { return columns() != 0; }
  /// Bit i: row i is not 0.
  std::uint32_t rows() const {
    std::uint32_t bits = 0;
    for (int i = 0; i < side; ++i) bits |= static_cast<std::uint32_t>(r_[i] != 0) << i;
    return bits;
  }
  /// All rows or-ed.
  std::uint32_t columns() const {
    std::uint32_t bits = 0;
    for (std::uint32_t row : r_) bits |= row;
    return bits;
  }
  int count() const {
    int n = 0;
    for (std::uint32_t row : r_) n += __builtin_popcount(row);
    return n;
  }
  std::uint32_t row(int i) const { return r_[i]; }
  /// Bit i: row i has an odd number of bits.
  std::uint32_t odd_rows() const {
    std::uint32_t bits = 0;
    for (int i = 0; i < side; ++i) bits |= static_cast<std::uint32_t>(__builtin_parity(r_[i])) << i;
    return bits;
  }
  /// f(rows i of all, i), for i below n, summed up.
  template <int N, class F>
  static std::uint64_t sum(const Lanes (&of)[N], int n, const F& f) {
    std::uint64_t sum = 0;
    for (int i = 0; i < n; ++i) {
      std::uint32_t row[N];
      for (int k = 0; k < N; ++k) row[k] = of[k].r_[i];
      sum += f(row, i);
    }
    return sum;
  }

  /// Rows that are put together bit by bit; empty to begin with.
  class Words {
   public:
    std::uint32_t operator[](int i) const { return words_[i]; }
    void set(int i, std::uint32_t bits) { words_[i] |= bits; }
    void clear(int i, std::uint32_t bits) { words_[i] &= ~bits; }
    Lanes all() const { return Lanes::load(words_); }

   private:
    std::uint32_t words_[side] = {};
  };

  /// For reading many rows.
  class Rows {
   public:
    explicit Rows(const Lanes& l) : l_(l) {}
    std::uint32_t operator[](int i) const { return l_.r_[i]; }

   private:
    const Lanes& l_;
  };

 private:
  std::uint32_t r_[side];
};

}  // namespace battalion::kernels::plain
