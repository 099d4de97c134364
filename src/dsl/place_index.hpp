#pragma once
// Finds equal places or cells that lie in a small box by where they lie there: no hashing, no clearing.

#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "dsl/value.hpp"

namespace battalion::dsl {

class PlaceIndex {
 public:
  /// Boxes of more places than this do not fit: beyond the second-level cache, hashing is as fast.
  static constexpr std::uint64_t most = std::uint64_t{1} << 15;

  /// Whether so many words in a box like this are worth it.
  static bool fits(std::uint64_t height, std::uint64_t width, std::uint64_t words) {
    return height <= most && width <= most && height * width <= std::min(most, words * 64);
  }
  /// Starts anew for words that are all pairs, or all cells, nothing() among them passed over. False where
  /// they spread too far to be worth it.
  bool fit(std::span<const Value> words, bool cells) { return cells ? fit_all<true>(words) : fit_all<false>(words); }

  /// Notes words[from] up to words[to], after those before: the first of equals in items, of which there are `count` so
  /// far; numbers[k] is that of word k, `none` for nothing(). Returns the new count.
  std::uint32_t note(std::span<const Value> words, std::size_t from, std::size_t to, Value* items,
                     std::uint32_t* numbers, std::uint32_t none, std::uint32_t count) {
    const auto go = [&](auto cells, auto gaps) {
      return note_all<decltype(cells)::value, decltype(gaps)::value>(words, from, to, items, numbers, none, count);
    };
    if (cells_) return gaps_ ? go(std::true_type{}, std::true_type{}) : go(std::true_type{}, std::false_type{});
    return gaps_ ? go(std::false_type{}, std::true_type{}) : go(std::false_type{}, std::false_type{});
  }

 private:
  template <bool cells>
  bool fit_all(std::span<const Value> words) {
    // Worked out in locals: the compiler would else store members once a word.
    constexpr int shift_i = cells ? 40 : 34, shift_j = cells ? 16 : 4;
    constexpr std::uint64_t mask_j = cells ? 0xffffff : 0x3fffffff;
    std::uint64_t low = ~std::uint64_t{0}, high = 0, low_j = low, high_j = 0;
    gaps_ = false;
    for (const Value v : words) {
      if (!v) {
        gaps_ = true;
        continue;
      }
      // A row is the upper part of a word.
      const std::uint64_t word = v.bits(), j = (word >> shift_j) & mask_j;
      low = std::min(low, word);
      high = std::max(high, word);
      low_j = std::min(low_j, j);
      high_j = std::max(high_j, j);
    }
    cells_ = cells;
    low_i_ = low >> shift_i;
    low_j_ = low_j;
    width_ = high_j - low_j + 1;
    const std::uint64_t height = (high >> shift_i) - low_i_ + 1;
    if (!fits(height, width_, words.size())) return false;
    if (slots_.size() < height * width_) slots_.resize(height * width_);
    if (next_.size() < words.size()) next_.resize(words.size());
    if (++round_ == 0) {
      std::fill(slots_.begin(), slots_.end(), Slot{});
      round_ = 1;
    }
    return true;
  }

  struct Slot {
    std::uint32_t round = 0;  ///< that it was filled in
    std::uint32_t last = 0;   ///< 1 + number of the latest item of this place
  };
  template <bool cells, bool gaps>
  std::uint32_t note_all(std::span<const Value> words, std::size_t from, std::size_t to, Value* items,
                         std::uint32_t* numbers, std::uint32_t none, std::uint32_t count) {
    constexpr int shift_i = cells ? 40 : 34, shift_j = cells ? 16 : 4;
    constexpr std::uint64_t mask_j = cells ? 0xffffff : 0x3fffffff;
    const std::uint64_t low = low_i_ * width_ + low_j_, width = width_;
    const std::uint32_t round = round_;
    Slot* slots = slots_.data();
    std::uint32_t* next = next_.data();
    for (std::size_t k = from; k < to; ++k) {
      const Value v = words[k];
      if (gaps && !v) {
        numbers[k] = none;
        continue;
      }
      Slot& slot = slots[(v.bits() >> shift_i) * width + ((v.bits() >> shift_j) & mask_j) - low];
      // Put down before it is known to be new: whether it is cannot be foretold, and a branch would cost more.
      const bool first = slot.round != round;
      std::uint32_t at = first ? count : slot.last - 1;
      items[count] = v;
      if constexpr (cells) {
        if (first) next[count] = 0;
        if (items[at].bits() != v.bits()) {
          // Of one place, several colours: each points to the one before.
          while (next[at] != 0 && items[next[at] - 1].bits() != v.bits()) at = next[at] - 1;
          if (next[at] != 0) {
            numbers[k] = next[at] - 1;
            continue;
          }
          next[count] = slot.last;
          slot.last = count + 1;
          numbers[k] = count++;
          continue;
        }
        if (first) slot = {round, at + 1};
      } else {
        slot = {round, at + 1};
      }
      numbers[k] = at;
      count += first ? 1 : 0;
    }
    return count;
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> next_;
  std::uint32_t round_ = 0;
  bool cells_ = false;
  bool gaps_ = false;  ///< there is nothing() among the words
  std::uint64_t low_i_ = 0, low_j_ = 0, width_ = 0;
};

}  // namespace battalion::dsl
