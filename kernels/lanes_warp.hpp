#pragma once
// 32 rows of 32 bits, a row a thread of a warp, all of whose threads are in step. Meanings: kernels/lanes_plain.hpp.

#include <cstdint>

#include "kernels/function.hpp"
#include "kernels/values.hpp"

namespace battalion::kernels::warp {

/// Everything that is not a Lanes is the same in all threads.
class Lanes {
  static constexpr unsigned all = 0xffffffffu;
  static BATTALION_MEMBER int own() { return static_cast<int>(threadIdx.x & 31); }

 public:
  Lanes() = default;
  static BATTALION_MEMBER Lanes zero() { return Lanes(0); }
  static BATTALION_MEMBER Lanes splat(std::uint32_t word) { return Lanes(word); }
  static BATTALION_MEMBER Lanes load(const std::uint32_t* rows) { return Lanes(rows[own()]); }
  BATTALION_MEMBER void store(std::uint32_t* rows) const { rows[own()] = v_; }
  static BATTALION_MEMBER Lanes in_rows(std::uint32_t mask) { return Lanes(0u - ((mask >> own()) & 1)); }
  template <class F>
  static BATTALION_MEMBER Lanes make(const F& f) {
    return Lanes(f(own()));
  }

  static BATTALION_MEMBER Lanes set_bits(std::uint32_t bits) {
    const unsigned at = __fns(bits, 0, own() + 1);
    return Lanes(at < side ? at : side);
  }
  template <class F>
  static BATTALION_MEMBER Lanes plotted(int n, const F& spot) {
    std::uint32_t row = 0;
    for (int k = 0; k < n; ++k) {
      const Pair p = spot(k);
      if (p.i == own() && p.j >= 0 && p.j < side) row |= 1u << p.j;
    }
    return Lanes(row);
  }

  friend BATTALION_MEMBER Lanes operator&(const Lanes& a, const Lanes& b) { return Lanes(a.v_ & b.v_); }
  friend BATTALION_MEMBER Lanes operator|(const Lanes& a, const Lanes& b) { return Lanes(a.v_ | b.v_); }
  friend BATTALION_MEMBER Lanes operator^(const Lanes& a, const Lanes& b) { return Lanes(a.v_ ^ b.v_); }
  friend BATTALION_MEMBER Lanes operator+(const Lanes& a, const Lanes& b) { return Lanes(a.v_ + b.v_); }
  BATTALION_MEMBER Lanes operator~() const { return Lanes(~v_); }
  BATTALION_MEMBER Lanes without(const Lanes& b) const { return Lanes(v_ & ~b.v_); }

  BATTALION_MEMBER Lanes right(int n) const { return Lanes(n < side ? v_ << n : 0); }
  BATTALION_MEMBER Lanes left(int n) const { return Lanes(n < side ? v_ >> n : 0); }
  BATTALION_MEMBER Lanes down(int n) const {
    if (n >= side) return zero();
    const std::uint32_t from = __shfl_up_sync(all, v_, static_cast<unsigned>(n));
    return Lanes(own() >= n ? from : 0);
  }
  BATTALION_MEMBER Lanes up(int n) const {
    if (n >= side) return zero();
    const std::uint32_t from = __shfl_down_sync(all, v_, static_cast<unsigned>(n));
    return Lanes(own() + n < side ? from : 0);
  }
  BATTALION_MEMBER Lanes down_one() const { return down(1); }
  BATTALION_MEMBER Lanes up_one() const { return up(1); }
  template <int K>
  BATTALION_MEMBER Lanes rows_crossed() const {
    return Lanes(__shfl_xor_sync(all, v_, K));
  }
  BATTALION_MEMBER Lanes rows_reversed() const { return Lanes(__shfl_xor_sync(all, v_, 31)); }
  BATTALION_MEMBER Lanes columns_reversed() const { return Lanes(__brev(v_)); }
  BATTALION_MEMBER Lanes gathered(const Lanes& from) const {
    const std::uint32_t row = __shfl_sync(all, v_, static_cast<int>(from.v_ & 31));
    return Lanes(from.v_ < side ? row : 0);
  }

  static BATTALION_MEMBER void fence() { __syncwarp(); }
  static BATTALION_MEMBER bool leads() { return own() == 0; }

  BATTALION_MEMBER bool any() const { return __any_sync(all, v_ != 0) != 0; }
  BATTALION_MEMBER std::uint32_t rows() const { return __ballot_sync(all, v_ != 0); }
  BATTALION_MEMBER std::uint32_t columns() const { return __reduce_or_sync(all, v_); }
  BATTALION_MEMBER int count() const {
    return static_cast<int>(__reduce_add_sync(all, static_cast<unsigned>(__popc(v_))));
  }
  BATTALION_MEMBER std::uint32_t odd_rows() const { return __ballot_sync(all, (__popc(v_) & 1) != 0); }
  template <int N, class F>
  static BATTALION_MEMBER std::uint64_t sum(const Lanes (&of)[N], int n, const F& f) {
    std::uint32_t row[N];
    for (int k = 0; k < N; ++k) row[k] = of[k].v_;
    std::uint64_t sum = own() < n ? f(row, own()) : 0;
    for (int k = side / 2; k > 0; k /= 2) sum += __shfl_xor_sync(all, sum, k);
    return sum;
  }
  BATTALION_MEMBER std::uint32_t row(int i) const { return __shfl_sync(all, v_, i); }

  class Words {
   public:
    BATTALION_MEMBER std::uint32_t operator[](int i) const { return __shfl_sync(all_threads, v_, i); }
    BATTALION_MEMBER void set(int i, std::uint32_t bits) { v_ |= i == own() ? bits : 0; }
    BATTALION_MEMBER void clear(int i, std::uint32_t bits) { v_ &= i == own() ? ~bits : ~0u; }
    BATTALION_MEMBER Lanes all() const { return Lanes(v_); }

   private:
    static constexpr unsigned all_threads = 0xffffffffu;
    std::uint32_t v_ = 0;
  };

  class Rows {
   public:
    explicit BATTALION_MEMBER Rows(const Lanes& l) : l_(l) {}
    BATTALION_MEMBER std::uint32_t operator[](int i) const { return l_.row(i); }

   private:
    const Lanes& l_;
  };

 private:
  explicit BATTALION_MEMBER Lanes(std::uint32_t v) : v_(v) {}
  std::uint32_t v_;
};

}  // namespace battalion::kernels::warp
