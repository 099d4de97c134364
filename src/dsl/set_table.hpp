#pragma once
// The hash table of CPython 3.11's sets, as far as it decides the order in which a set is walked: probes,
// growth, merging, deletion (Objects/setobject.c there). It holds numbers that stand for
// elements: equal elements have equal numbers.

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "dsl/budget.hpp"

namespace battalion::dsl {

class SetTable {
 public:
  SetTable() { clear(nullptr); }
  /// Whose clocks are looked at while a large table is made anew; should they say stop, clear() the table.
  void watch_with(Budget* budget) { budget_ = budget; }

  /// An empty table of the least size, for elements of these hashes, by number. Not owned.
  void clear(const std::uint64_t* hashes);
  /// Adds an element known not to be in the table.
  void add_new(std::uint32_t number);
  /// The same for several, one after the other; all different.
  void add_new(std::span<const std::uint32_t> numbers);
  /// Adds an element unless it is there.
  void add(std::uint32_t number);
  void discard(std::uint32_t number);
  /// After the deletions of a set difference: a table with many deleted entries is made anew.
  void settle_deletions();
  /// What merging `other_used` elements does to the table first.
  void make_room_for(std::uint32_t other_used);
  /// Adds another table's elements, as `|=` does; into an empty table that is a copy. Numbers mean the same in both.
  void merge(const SetTable& other);
  /// The same from a finished set, whose elements are these in walking order and sat in slots[k] of a table with this mask.
  void merge(std::span<const std::uint32_t> numbers, std::uint32_t mask, bool dummies, const std::uint32_t* slots);

  std::uint32_t mask() const { return mask_; }
  std::uint32_t used() const { return used_; }
  bool has_deleted() const { return fill_ != used_; }
  /// fn(element's number, its slot) in walking order.
  template <class Fn>
  void walk(const Fn& fn) const {
    for (std::uint32_t base = 0; base <= mask_; base += 64) {
      for (std::uint64_t left = taken_[base / 64]; left != 0; left &= left - 1) {
        const std::uint32_t slot = base + static_cast<std::uint32_t>(std::countr_zero(left));
        if (numbers_[slot] != deleted) fn(numbers_[slot], slot);
      }
    }
  }

 private:
  static constexpr std::uint32_t least = 8;
  static constexpr std::uint32_t linear_probes = 9;
  static constexpr int perturb_shift = 5;
  static constexpr std::uint32_t deleted = 0xffffffffu;  ///< in numbers_

  /// Where a hash is looked for: runs of slots, one after the other.
  class Probe;
  /// Words of 64 slots, and one more: a run may be read past the last.
  static std::size_t words(std::uint64_t size) { return size / 64 + 2; }
  /// Where an element is in numbers_; null where it is not.
  std::uint32_t* find(std::uint32_t number);
  /// Puts elements into free slots; there is room for them.
  void place(std::span<const std::uint32_t> numbers);
  /// An empty table of this size, what was in it left in the spare one.
  void start(std::uint64_t size);
  void resize(std::uint64_t min_used);
  void grow() { resize(used_ > 50000 ? std::uint64_t{used_} * 2 : std::uint64_t{used_} * 4); }
  bool is_full() const { return std::uint64_t{fill_} * 5 >= std::uint64_t{mask_} * 3; }

  const std::uint64_t* hashes_ = nullptr;  ///< not owned
  std::vector<std::uint64_t> taken_;       ///< a bit a slot: an element is there, or was
  std::vector<std::uint32_t> numbers_;     ///< by slot, of taken ones
  std::vector<std::uint64_t> spare_taken_;
  std::vector<std::uint32_t> spare_numbers_;
  Budget* budget_ = nullptr;  ///< not owned
  std::uint32_t mask_ = 0;
  std::uint32_t fill_ = 0;  ///< used and deleted
  std::uint32_t used_ = 0;
};

}  // namespace battalion::dsl
