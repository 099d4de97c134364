// 32 rows of 32 bits in a few vector registers; once a target of Highway's. Meanings: kernels/lanes_plain.hpp.

#if defined(BATTALION_KERNELS_LANES_HIGHWAY_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_LANES_HIGHWAY_HPP
#undef BATTALION_KERNELS_LANES_HIGHWAY_HPP
#else
#define BATTALION_KERNELS_LANES_HIGHWAY_HPP
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/function.hpp"
#include "kernels/values.hpp"

HWY_BEFORE_NAMESPACE();
namespace battalion::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

class Lanes {
  using D = hn::CappedTag<std::uint32_t, side>;
  using V = hn::Vec<D>;
  static constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));  // a constant: no target here is scalable
  static constexpr int parts = side / lanes;

  /// Applies an expression in k to each part.
#define BATTALION_EACH_PART(expression)                        \
  do {                                                         \
    Lanes out_;                                                \
    for (int k = 0; k < parts; ++k) out_.v_[k] = (expression); \
    return out_;                                               \
  } while (false)

 public:
  static BATTALION_MEMBER Lanes zero() { BATTALION_EACH_PART(hn::Zero(D())); }
  static BATTALION_MEMBER Lanes splat(std::uint32_t word) {
    const V v = hn::Set(D(), word);
    BATTALION_EACH_PART(v);
  }
  static BATTALION_MEMBER Lanes load(const std::uint32_t* rows) {
    BATTALION_EACH_PART(hn::LoadU(D(), rows + k * lanes));
  }
  BATTALION_MEMBER void store(std::uint32_t* rows) const {
    for (int k = 0; k < parts; ++k) hn::StoreU(v_[k], D(), rows + k * lanes);
  }
  static BATTALION_MEMBER Lanes in_rows(std::uint32_t mask) {
    alignas(64) static constexpr std::uint32_t bit[16] = {1,   2,   4,    8,    16,   32,   64,    128,
                                                          256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
    const V own = hn::Load(D(), bit);
    BATTALION_EACH_PART(hn::VecFromMask(D(), hn::TestBit(hn::Set(D(), mask >> (k * lanes)), own)));
  }
  template <class F>
  static BATTALION_MEMBER Lanes make(const F& f) {
    alignas(64) std::uint32_t rows[side];
    for (int i = 0; i < side; ++i) rows[i] = f(i);
    return load(rows);
  }

  static BATTALION_MEMBER Lanes set_bits(std::uint32_t bits) {
    alignas(64) std::uint32_t rows[side];
    Lanes none = splat(side);
    none.store(rows);
    for (int k = 0; bits != 0; bits &= bits - 1) rows[k++] = static_cast<std::uint32_t>(__builtin_ctz(bits));
    return load(rows);
  }
  template <class F>
  static BATTALION_MEMBER Lanes plotted(int n, const F& spot) {
    alignas(64) std::uint32_t rows[side] = {};
    for (int k = 0; k < n; ++k) {
      const Pair p = spot(k);
      if (p.i >= 0 && p.i < side && p.j >= 0 && p.j < side) rows[p.i] |= 1u << p.j;
    }
    return load(rows);
  }

  friend BATTALION_MEMBER Lanes operator&(const Lanes& a, const Lanes& b) {
    BATTALION_EACH_PART(hn::And(a.v_[k], b.v_[k]));
  }
  friend BATTALION_MEMBER Lanes operator|(const Lanes& a, const Lanes& b) {
    BATTALION_EACH_PART(hn::Or(a.v_[k], b.v_[k]));
  }
  friend BATTALION_MEMBER Lanes operator^(const Lanes& a, const Lanes& b) {
    BATTALION_EACH_PART(hn::Xor(a.v_[k], b.v_[k]));
  }
  friend BATTALION_MEMBER Lanes operator+(const Lanes& a, const Lanes& b) {
    BATTALION_EACH_PART(hn::Add(a.v_[k], b.v_[k]));
  }
  BATTALION_MEMBER Lanes operator~() const { BATTALION_EACH_PART(hn::Not(v_[k])); }
  BATTALION_MEMBER Lanes without(const Lanes& b) const { BATTALION_EACH_PART(hn::AndNot(b.v_[k], v_[k])); }

  BATTALION_MEMBER Lanes right(int n) const {
    if (n >= side) return zero();
    // Highway 1.0 shifts by a register even where the count is known.
    if (__builtin_constant_p(n)) {
      if (n == 1) BATTALION_EACH_PART(hn::ShiftLeft<1>(v_[k]));
      if (n == 2) BATTALION_EACH_PART(hn::ShiftLeft<2>(v_[k]));
      if (n == 4) BATTALION_EACH_PART(hn::ShiftLeft<4>(v_[k]));
      if (n == 8) BATTALION_EACH_PART(hn::ShiftLeft<8>(v_[k]));
      if (n == 16) BATTALION_EACH_PART(hn::ShiftLeft<16>(v_[k]));
    }
    BATTALION_EACH_PART(hn::ShiftLeftSame(v_[k], n));
  }
  BATTALION_MEMBER Lanes left(int n) const {
    if (n >= side) return zero();
    if (__builtin_constant_p(n)) {
      if (n == 1) BATTALION_EACH_PART(hn::ShiftRight<1>(v_[k]));
      if (n == 2) BATTALION_EACH_PART(hn::ShiftRight<2>(v_[k]));
      if (n == 4) BATTALION_EACH_PART(hn::ShiftRight<4>(v_[k]));
      if (n == 8) BATTALION_EACH_PART(hn::ShiftRight<8>(v_[k]));
      if (n == 16) BATTALION_EACH_PART(hn::ShiftRight<16>(v_[k]));
    }
    BATTALION_EACH_PART(hn::ShiftRightSame(v_[k], n));
  }
  BATTALION_MEMBER Lanes down(int n) const {
    if (n >= side) return zero();
    // Turned within each part, then taken from that part or the one before it.
    const auto rest = static_cast<std::uint32_t>(n % lanes);
    const auto index =
        hn::IndicesFromVec(D(), hn::And(hn::Sub(hn::Iota(D(), 0), hn::Set(D(), rest)), hn::Set(D(), lanes - 1)));
    const auto first = hn::FirstN(D(), rest);
    Lanes out;
    V before = hn::Zero(D());
    for (int k = 0; k < parts; ++k) {
      const V turned = hn::TableLookupLanes(v_[k], index);
      out.v_[k] = hn::IfThenElse(first, before, turned);
      before = turned;
    }
    return n < lanes ? out : out.parts_down(n / lanes);
  }
  BATTALION_MEMBER Lanes up(int n) const {
    if (n >= side) return zero();
    const auto rest = static_cast<std::uint32_t>(n % lanes);
    const auto index =
        hn::IndicesFromVec(D(), hn::And(hn::Add(hn::Iota(D(), 0), hn::Set(D(), rest)), hn::Set(D(), lanes - 1)));
    const auto first = hn::FirstN(D(), lanes - rest);
    Lanes out;
    V next = hn::Zero(D());
    for (int k = parts - 1; k >= 0; --k) {
      const V turned = hn::TableLookupLanes(v_[k], index);
      out.v_[k] = hn::IfThenElse(first, turned, next);
      next = turned;
    }
    return n < lanes ? out : out.parts_up(n / lanes);
  }
  /// By one row, as the flood does all the time.
  BATTALION_MEMBER Lanes down_one() const {
    alignas(64) static constexpr std::uint32_t before[16] = {15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
    const auto index = hn::IndicesFromVec(D(), hn::And(hn::Load(D(), before), hn::Set(D(), lanes - 1)));
    const auto first = hn::FirstN(D(), 1);
    Lanes out;
    V last = hn::Zero(D());
    for (int k = 0; k < parts; ++k) {
      const V turned = hn::TableLookupLanes(v_[k], index);
      out.v_[k] = hn::IfThenElse(first, last, turned);
      last = turned;
    }
    return out;
  }
  BATTALION_MEMBER Lanes up_one() const {
    alignas(64) static constexpr std::uint32_t after[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0};
    const auto index = hn::IndicesFromVec(D(), hn::And(hn::Load(D(), after), hn::Set(D(), lanes - 1)));
    const auto but_last = hn::FirstN(D(), lanes - 1);
    Lanes out;
    V next = hn::Zero(D());
    for (int k = parts - 1; k >= 0; --k) {
      const V turned = hn::TableLookupLanes(v_[k], index);
      out.v_[k] = hn::IfThenElse(but_last, turned, next);
      next = turned;
    }
    return out;
  }
  template <int K>
  BATTALION_MEMBER Lanes rows_crossed() const {
    if constexpr (K >= lanes) {
      BATTALION_EACH_PART(v_[k ^ (K / lanes)]);
    } else if constexpr (K == 1) {
      BATTALION_EACH_PART(hn::Shuffle2301(v_[k]));
    } else if constexpr (K == 2) {
      BATTALION_EACH_PART(hn::Shuffle1032(v_[k]));
    } else if constexpr (K == 4) {
      BATTALION_EACH_PART(hn::SwapAdjacentBlocks(v_[k]));
    } else {
      // 8, of 16 lanes: blocks reversed, then neighbours back.
      BATTALION_EACH_PART(hn::SwapAdjacentBlocks(hn::ReverseBlocks(D(), v_[k])));
    }
  }
  BATTALION_MEMBER Lanes rows_reversed() const { BATTALION_EACH_PART(hn::Reverse(D(), v_[parts - 1 - k])); }
  BATTALION_MEMBER Lanes columns_reversed() const {
    const hn::Repartition<std::uint8_t, D> d8;
    alignas(16) static constexpr std::uint8_t nibble[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
    alignas(16) static constexpr std::uint8_t swap[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};
    const auto low_table = hn::LoadDup128(d8, nibble);
    const auto order = hn::LoadDup128(d8, swap);
    const auto low = hn::Set(d8, 0x0f);
    const auto high_table = hn::BitCast(d8, hn::ShiftLeft<4>(hn::BitCast(D(), low_table)));
    Lanes out;
    for (int k = 0; k < parts; ++k) {
      const auto bytes = hn::TableLookupBytes(hn::BitCast(d8, v_[k]), order);
      const auto upper = hn::And(hn::BitCast(d8, hn::ShiftRight<4>(hn::BitCast(D(), bytes))), low);
      out.v_[k] = hn::BitCast(
          D(), hn::Or(hn::TableLookupBytes(low_table, upper), hn::TableLookupBytes(high_table, hn::And(bytes, low))));
    }
    return out;
  }
  BATTALION_MEMBER Lanes gathered(const Lanes& from) const {
    if constexpr (parts <= 4) {
      // Each part looked up in all, and taken from the one that the index says; from none beyond.
      Lanes out;
      for (int k = 0; k < parts; ++k) {
        const auto index = hn::IndicesFromVec(D(), hn::And(from.v_[k], hn::Set(D(), lanes - 1)));
        const V part = hn::AndNot(hn::Set(D(), lanes - 1), from.v_[k]);
        out.v_[k] = hn::Zero(D());
        for (int n = 0; n < parts; ++n) {
          const auto here = hn::Eq(part, hn::Set(D(), static_cast<std::uint32_t>(n * lanes)));
          out.v_[k] = hn::Or(out.v_[k], hn::IfThenElseZero(here, hn::TableLookupLanes(v_[n], index)));
        }
      }
      return out;
    } else {
      alignas(64) std::uint32_t rows[side], index[side];
      store(rows);
      from.store(index);
      for (int i = 0; i < side; ++i) index[i] = index[i] < side ? rows[index[i]] : 0;
      return load(index);
    }
  }

  static BATTALION_MEMBER void fence() {}
  static BATTALION_MEMBER bool leads() { return true; }

  BATTALION_MEMBER bool any() const { return !hn::AllTrue(D(), hn::Eq(joined(), hn::Zero(D()))); }
  BATTALION_MEMBER std::uint32_t rows() const {
    std::uint32_t bits = 0;
    for (int k = 0; k < parts; ++k) {
#if HWY_TARGET <= HWY_AVX3
      const auto part = static_cast<std::uint32_t>(hn::Ne(v_[k], hn::Zero(D())).raw);  // a mask register: no way through memory
#else
      // Read as it was written: a wider load would wait for the store.
      std::uint8_t some[8];
      hn::StoreMaskBits(D(), hn::Ne(v_[k], hn::Zero(D())), some);
      std::uint32_t part = some[0];
      if constexpr (lanes > 8) part |= static_cast<std::uint32_t>(some[1]) << 8;
#endif
      bits |= part << (k * lanes);
    }
    return bits;
  }
  BATTALION_MEMBER std::uint32_t columns() const {
    V v = joined();
    v = hn::Or(v, hn::Shuffle1032(v));
    v = hn::Or(v, hn::Shuffle2301(v));
    if constexpr (lanes > 4) v = hn::Or(v, hn::SwapAdjacentBlocks(v));
    if constexpr (lanes > 8) v = hn::Or(v, hn::ReverseBlocks(D(), v));
    return hn::GetLane(v);
  }
  BATTALION_MEMBER int count() const {
    const hn::Repartition<std::uint8_t, D> d8;
    const hn::Repartition<std::uint64_t, D> d64;
    // At most 8 bits a byte and `parts` of them: the sums fit.
    auto sums = hn::PopulationCount(hn::BitCast(d8, v_[0]));
    for (int k = 1; k < parts; ++k) sums = hn::Add(sums, hn::PopulationCount(hn::BitCast(d8, v_[k])));
    return static_cast<int>(hn::GetLane(hn::SumOfLanes(d64, hn::SumsOf8(sums))));
  }
  BATTALION_MEMBER std::uint32_t row(int i) const { return Rows(*this)[i]; }

  class Words {
   public:
    BATTALION_MEMBER std::uint32_t operator[](int i) const { return words_[i]; }
    BATTALION_MEMBER void set(int i, std::uint32_t bits) { words_[i] |= bits; }
    BATTALION_MEMBER void clear(int i, std::uint32_t bits) { words_[i] &= ~bits; }
    BATTALION_MEMBER Lanes all() const { return Lanes::load(words_); }

   private:
    alignas(64) std::uint32_t words_[side] = {};
  };

  /// For reading many rows.
  class Rows {
   public:
    explicit BATTALION_MEMBER Rows(const Lanes& l) { l.store(rows_); }
    BATTALION_MEMBER std::uint32_t operator[](int i) const { return rows_[i]; }

   private:
    alignas(64) std::uint32_t rows_[side];
  };

 private:
  /// Whole parts, through memory: loads meet stores of their own size.
  BATTALION_MEMBER Lanes parts_down(int n) const {
    V all[2 * parts];
    for (int k = 0; k < parts; ++k) all[k] = hn::Zero(D());
    for (int k = 0; k < parts; ++k) all[parts + k] = v_[k];
    BATTALION_EACH_PART(all[parts + k - n]);
  }
  BATTALION_MEMBER Lanes parts_up(int n) const {
    V all[2 * parts];
    for (int k = 0; k < parts; ++k) all[k] = v_[k];
    for (int k = 0; k < parts; ++k) all[parts + k] = hn::Zero(D());
    BATTALION_EACH_PART(all[k + n]);
  }
  BATTALION_MEMBER V joined() const {
    V v = v_[0];
    for (int k = 1; k < parts; ++k) v = hn::Or(v, v_[k]);
    return v;
  }
#undef BATTALION_EACH_PART

  V v_[parts];
};

}  // namespace battalion::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
