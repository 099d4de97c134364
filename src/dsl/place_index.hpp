#pragma once
// Finds equal places or cells that lie in a small box by where they lie there: no hashing, no clearing.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "dsl/value.hpp"

namespace battalion::dsl {

class PlaceIndex {
 public:
  /// Boxes of more places than this do not fit: beyond the second-level cache, hashing is as fast.
  static constexpr std::uint64_t most = std::uint64_t{1} << 15;

  /// Starts anew for words that are all pairs, or all cells, nothing() among them passed over. False where
  /// they spread too far to be worth it.
  bool fit(std::span<const Value> words, bool cells) {
    shift_i_ = cells ? 40 : 34;
    shift_j_ = cells ? 16 : 4;
    mask_j_ = cells ? 0xffffff : 0x3fffffff;
    std::uint64_t hi_i = 0, hi_j = 0;
    low_i_ = low_j_ = ~std::uint64_t{0};
    for (Value v : words) {
      if (!v) continue;
      const std::uint64_t i = v.bits() >> shift_i_, j = (v.bits() >> shift_j_) & mask_j_;
      low_i_ = std::min(low_i_, i);
      hi_i = std::max(hi_i, i);
      low_j_ = std::min(low_j_, j);
      hi_j = std::max(hi_j, j);
    }
    width_ = hi_j - low_j_ + 1;
    const std::uint64_t height = hi_i - low_i_ + 1;
    if (height > most || width_ > most || height * width_ > std::min(most, words.size() * 64)) return false;
    if (slots_.size() < height * width_) slots_.resize(height * width_);
    if (next_.size() < words.size()) next_.resize(words.size());
    if (++round_ == 0) {
      std::fill(slots_.begin(), slots_.end(), Slot{});
      round_ = 1;
    }
    return true;
  }

  /// The number of the item equal to v among the `count` items so far, or `count` after noting v as the next.
  std::uint32_t number(Value v, const Value* items, std::uint32_t count) {
    Slot& slot = slots_[((v.bits() >> shift_i_) - low_i_) * width_ + ((v.bits() >> shift_j_) & mask_j_) - low_j_];
    std::uint32_t at = slot.round == round_ ? slot.last : 0;
    const std::uint32_t before = at;
    // Of one place, several colours: each points to the one before.
    while (at != 0) {
      if (items[at - 1].bits() == v.bits()) return at - 1;
      at = next_[at - 1];
    }
    next_[count] = before;
    slot = {round_, count + 1};
    return count;
  }

 private:
  struct Slot {
    std::uint32_t round = 0;  ///< that it was filled in
    std::uint32_t last = 0;   ///< 1 + number of the latest item of this place
  };
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> next_;
  std::uint32_t round_ = 0;
  int shift_i_ = 0, shift_j_ = 0;
  std::uint64_t mask_j_ = 0, low_i_ = 0, low_j_ = 0, width_ = 0;
};

}  // namespace battalion::dsl
