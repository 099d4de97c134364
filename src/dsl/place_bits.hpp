#pragma once
// A set of places as bits of the box around them: united without hashing, read off in canonical order.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "dsl/value.hpp"

namespace battalion::dsl {

/// Words are all pairs. Either way of making one: places near a grid go into a box that is there (start_near, then
/// add_near); or the box is widened over all of them first (start, widen), then begins, then they are added.
class PlaceBits {
 public:
  /// Boxes of more places than this do not fit, nor those of more than so many a word.
  static constexpr std::uint64_t most = std::uint64_t{1} << 20, places_a_word = 256;
  /// Near: rows and columns from -32 on.
  static constexpr std::uint64_t near_side = 128;

  void start_near() {
    low_i_ = low_j_ = Value::pair_bias - 32;
    stride_ = near_side / 64;
    rows_.assign(near_side * stride_, 0);
  }
  /// False where one is not near: what was added is of no use then.
  bool add_near(std::span<const Value> words) {
    return add_all(words, [](std::uint64_t i, std::uint64_t j) { return (i % near_side) * (near_side / 64) + j / 64 % (near_side / 64); }) <
           near_side;
  }
  bool add_near_line(Value first, std::uint64_t step, std::uint32_t n) {
    const Value last = Value::of_bits(first.bits() + (n - 1) * step);
    if (((row(first) - low_i_) | (row(last) - low_i_) | (column(first) - low_j_) | (column(last) - low_j_)) >= near_side) return false;
    add_line(first, step, n);
    return true;
  }

  void start() {
    low_i_ = low_j_ = ~std::uint64_t{0};
    high_i_ = high_j_ = 0;
  }
  void widen(std::span<const Value> words) {
    std::uint64_t low_i = low_i_, low_j = low_j_, high_i = high_i_, high_j = high_j_;
    for (const Value v : words) {
      low_i = std::min(low_i, row(v));
      high_i = std::max(high_i, row(v));
      low_j = std::min(low_j, column(v));
      high_j = std::max(high_j, column(v));
    }
    low_i_ = low_i, low_j_ = low_j, high_i_ = high_i, high_j_ = high_j;
  }
  /// False where the box is too large, or too empty, to be worth it; `words` is how many there will be.
  bool begin(std::uint64_t words) {
    if (high_i_ < low_i_) return false;
    const std::uint64_t height = high_i_ - low_i_ + 1, width = high_j_ - low_j_ + 1;
    if (height > most || width > most || height * width > std::min(most, words * places_a_word)) return false;
    stride_ = (width + 63) / 64;
    rows_.assign(height * stride_, 0);
    return true;
  }
  void add(std::span<const Value> words) {
    add_all(words, [stride = stride_](std::uint64_t i, std::uint64_t j) { return i * stride + j / 64; });
  }
  /// n places whose words are a step apart: to the right, or a row down and at most one column aside.
  void add_line(Value first, std::uint64_t step, std::uint32_t n) {
    constexpr std::uint64_t right = 1 << 4, down = std::uint64_t{1} << 34;
    std::uint64_t j = column(first) - low_j_;
    std::uint64_t* at = rows_.data() + (row(first) - low_i_) * stride_;
    if (step == right) {
      for (std::uint64_t left = n; left > 0;) {
        const std::uint64_t here = std::min(left, 64 - j % 64);
        at[j / 64] |= (~std::uint64_t{0} >> (64 - here)) << (j % 64);
        j += here;
        left -= here;
      }
      return;
    }
    const std::uint64_t aside = step == down ? 0 : step > down ? 1 : ~std::uint64_t{0};
    for (std::uint32_t k = 0; k < n; ++k, at += stride_, j += aside) at[j / 64] |= std::uint64_t{1} << (j % 64);
  }

  /// They in canonical order, of at most `words`; valid until the next call.
  std::span<const Value> list(std::uint64_t words) {
    if (listed_.size() < words) listed_.resize(words);
    Value* out = listed_.data();
    std::uint64_t i = low_i_;
    for (std::size_t k = 0; k < rows_.size(); ++i) {
      for (std::uint64_t w = 0; w < stride_; ++w, ++k) {
        const std::uint64_t base = Value::pair_bits(i, low_j_ + w * 64);
        for (std::uint64_t rest = rows_[k]; rest != 0; rest &= rest - 1) {
          *out++ = Value::of_bits(base + (static_cast<std::uint64_t>(std::countr_zero(rest)) << 4));
        }
      }
    }
    return {listed_.data(), out};
  }

 private:
  static std::uint64_t row(Value v) { return v.bits() >> 34; }
  static std::uint64_t column(Value v) { return v.bits() >> 4 & 0x3fffffff; }

  /// Those of one word of rows_ are gathered before they go there: rows mostly come whole, and each would wait for the one
  /// before. Returns all coordinates in the box, one over the other.
  template <class At>
  std::uint64_t add_all(std::span<const Value> words, const At& at) {
    std::uint64_t* const rows = rows_.data();
    const std::uint64_t low_i = low_i_, low_j = low_j_;
    std::uint64_t all = 0, here = 0, gathered = 0;
    for (const Value v : words) {
      const std::uint64_t i = row(v) - low_i, j = column(v) - low_j;
      all |= i | j;
      const std::uint64_t k = at(i, j);
      if (k != here) {
        rows[here] |= gathered;
        here = k;
        gathered = 0;
      }
      gathered |= std::uint64_t{1} << (j % 64);
    }
    rows[here] |= gathered;
    return all;
  }

  std::vector<std::uint64_t> rows_;  ///< [height][stride_]
  std::vector<Value> listed_;
  std::uint64_t low_i_ = 0, low_j_ = 0, high_i_ = 0, high_j_ = 0;  ///< as in a pair's word
  std::uint64_t stride_ = 0;
};

}  // namespace battalion::dsl
