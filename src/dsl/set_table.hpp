#pragma once
// The hash table of CPython 3.11's sets, as far as it decides the order in which a set is walked: probes,
// growth, merging, deletion (Objects/setobject.c there). It holds numbers that stand for
// elements: equal elements have equal numbers.

#include <cstdint>
#include <vector>

#include "dsl/budget.hpp"

namespace battalion::dsl {

class SetTable {
 public:
  /// What a slot holds: free, deleted, or first_item + the element's number.
  using Slot = std::uint32_t;
  static constexpr std::uint32_t free = 0;
  static constexpr std::uint32_t deleted = 1;
  static constexpr std::uint32_t first_item = 2;

  SetTable() { clear(); }
  /// Whose clocks are looked at while a large table is made anew; should they say stop, clear() the table.
  void watch_with(Budget* budget) { budget_ = budget; }

  /// An empty table of the least size.
  void clear();
  /// Adds an element known not to be in the table.
  void add_new(std::uint64_t hash, std::uint32_t number);
  /// Adds an element unless it is there.
  void add(std::uint64_t hash, std::uint32_t number);
  void discard(std::uint64_t hash, std::uint32_t number);
  /// After the deletions of a set difference: a table with many deleted entries is made anew.
  void settle_deletions();
  /// What merging `other_used` elements does to the table first.
  void make_room_for(std::uint32_t other_used);
  /// Adds another table's elements, as `|=` does; into an empty table that is a copy.
  void merge(const SetTable& other);
  /// The same from a finished set whose element k of `count`, in walking order, sat in slots[k] of a table
  /// with this mask; hash_of(k) and number_of(k) say what it is.
  template <class HashOf, class NumberOf>
  void merge(std::uint32_t count, std::uint32_t mask, bool dummies, const std::uint32_t* slots,
             const HashOf& hash_of, const NumberOf& number_of);

  std::uint32_t mask() const { return mask_; }
  std::uint32_t used() const { return used_; }
  bool has_deleted() const { return fill_ != used_; }
  /// fn(element's number, its hash, its slot) in walking order.
  template <class Fn>
  void walk(const Fn& fn) const {
    for (std::uint32_t s = 0; s <= mask_; ++s) {
      if (slots_[s] >= first_item) fn(slots_[s] - first_item, hashes_[slots_[s] - first_item], s);
    }
  }

 private:
  static constexpr std::uint32_t least = 8;
  static constexpr int linear_probes = 9;
  static constexpr int perturb_shift = 5;

  /// The first slot in probing order for which `stop` holds.
  template <class Stop>
  Slot* probe(std::uint64_t hash, const Stop& stop);
  /// Where the element is, or the free slot where it would go.
  Slot* find(std::uint64_t hash, std::uint32_t number);
  /// Puts an element of known hash into a table without deleted entries that has room for it.
  void insert_clean(std::uint64_t hash, std::uint32_t number);
  void remember(std::uint64_t hash, std::uint32_t number) {
    if (number >= hashes_.size()) [[unlikely]] hashes_.resize(std::size_t{number} * 2 + 64);
    hashes_[number] = hash;
  }
  void resize(std::uint64_t min_used);
  void filled(Slot* slot, std::uint64_t hash, std::uint32_t number) {
    *slot = number + first_item;
    remember(hash, number);
    ++fill_;
    ++used_;
    if (static_cast<std::uint64_t>(fill_) * 5 >= static_cast<std::uint64_t>(mask_) * 3) grow();
  }
  void grow() { resize(used_ > 50000 ? std::uint64_t{used_} * 2 : std::uint64_t{used_} * 4); }

  std::vector<Slot> slots_;
  std::vector<Slot> spare_;
  std::vector<std::uint64_t> hashes_;  ///< by number, of those in the table
  Budget* budget_ = nullptr;  ///< not owned
  std::uint32_t mask_ = 0;
  std::uint32_t fill_ = 0;  ///< used and deleted
  std::uint32_t used_ = 0;
};

template <class Stop>
SetTable::Slot* SetTable::probe(std::uint64_t hash, const Stop& stop) {
  std::uint64_t perturb = hash;
  std::uint64_t i = hash & mask_;
  for (;;) {
    Slot* slot = &slots_[i];
    int probes = i + linear_probes <= mask_ ? linear_probes : 0;
    do {
      if (stop(*slot)) return slot;
      ++slot;
    } while (probes-- != 0);
    perturb >>= perturb_shift;
    i = (i * 5 + 1 + perturb) & mask_;
  }
}

template <class HashOf, class NumberOf>
void SetTable::merge(std::uint32_t count, std::uint32_t mask, bool dummies,
                     const std::uint32_t* slots, const HashOf& hash_of, const NumberOf& number_of) {
  if (count == 0) return;
  make_room_for(count);
  if (fill_ != 0) {
    for (std::uint32_t k = 0; k < count; ++k) add(hash_of(k), number_of(k));
    return;
  }
  if (mask_ == mask && !dummies) {
    for (std::uint32_t k = 0; k < count; ++k) {
      slots_[slots[k]] = number_of(k) + first_item;
      remember(hash_of(k), number_of(k));
    }
  } else {
    for (std::uint32_t k = 0; k < count; ++k) {
      insert_clean(hash_of(k), number_of(k));
      remember(hash_of(k), number_of(k));
    }
  }
  fill_ = used_ = count;
}

}  // namespace battalion::dsl
