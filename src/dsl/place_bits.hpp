#pragma once
// A set of places as bits of the box around them: united without hashing, read off in canonical order.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "dsl/value.hpp"

namespace battalion::dsl {

/// First the box is widened over all words, then it begins, then words are added.
class PlaceBits {
 public:
  /// Boxes of more places than this do not fit.
  static constexpr std::uint64_t most = std::uint64_t{1} << 20;

  void start() { *this = PlaceBits(std::move(rows_)); }
  PlaceBits() = default;

  /// Words are all pairs.
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
    if (height > most || width > most || height * width > std::min(most, words * 256)) return false;
    stride_ = (width + 63) / 64;
    rows_.assign(height * stride_, 0);
    return true;
  }
  void add(std::span<const Value> words) {
    std::uint64_t* rows = rows_.data();
    std::uint32_t fresh = 0;
    for (const Value v : words) {
      const std::uint64_t j = column(v) - low_j_;
      std::uint64_t& word = rows[(row(v) - low_i_) * stride_ + j / 64];
      const std::uint64_t bit = std::uint64_t{1} << (j % 64);
      fresh += (word & bit) == 0 ? 1 : 0;
      word |= bit;
    }
    size_ += fresh;
  }
  std::uint32_t size() const { return size_; }
  /// Writes them, `size()` of them, in canonical order.
  void list(Value* out) const {
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      const std::uint64_t i = low_i_ + k / stride_, j = low_j_ + k % stride_ * 64;
      for (std::uint64_t rest = rows_[k]; rest != 0; rest &= rest - 1) {
        *out++ = Value::of_bits(i << 34 | (j + static_cast<std::uint64_t>(std::countr_zero(rest))) << 4 |
                                static_cast<std::uint64_t>(Tag::pair));
      }
    }
  }

 private:
  explicit PlaceBits(std::vector<std::uint64_t>&& rows) : rows_(std::move(rows)) {}
  static std::uint64_t row(Value v) { return v.bits() >> 34; }
  static std::uint64_t column(Value v) { return v.bits() >> 4 & 0x3fffffff; }

  std::vector<std::uint64_t> rows_;  ///< [height][stride_]
  std::uint64_t low_i_ = ~std::uint64_t{0}, low_j_ = ~std::uint64_t{0}, high_i_ = 0, high_j_ = 0;
  std::uint64_t stride_ = 0;
  std::uint32_t size_ = 0;
};

}  // namespace battalion::dsl
