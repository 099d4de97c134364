#include "dsl/set_table.hpp"

#include <algorithm>

namespace battalion::dsl {

void SetTable::clear() {
  if (slots_.size() < least) slots_.resize(least);
  std::fill_n(slots_.begin(), least, Slot{});
  mask_ = least - 1;
  fill_ = used_ = 0;
}

SetTable::Slot* SetTable::find(std::uint64_t hash, std::uint32_t number) {
  return probe(hash, [number](Slot s) { return s == free || s == number + first_item; });
}

void SetTable::add_new(std::uint64_t hash, std::uint32_t number) {
  filled(probe(hash, [](Slot s) { return s == free; }), hash, number);
}

void SetTable::add(std::uint64_t hash, std::uint32_t number) {
  Slot* slot = find(hash, number);
  if (*slot == free) filled(slot, hash, number);
}

void SetTable::discard(std::uint64_t hash, std::uint32_t number) {
  Slot* slot = find(hash, number);
  if (*slot == free) return;
  *slot = deleted;
  --used_;
}

void SetTable::insert_clean(std::uint64_t hash, std::uint32_t number) {
  *probe(hash, [](Slot s) { return s == free; }) = number + first_item;
}

void SetTable::resize(std::uint64_t min_used) {
  std::uint64_t size = least;
  while (size <= min_used) size <<= 1;
  std::swap(slots_, spare_);
  if (slots_.size() < size) slots_.resize(size);
  std::fill_n(slots_.begin(), size, Slot{});
  const std::uint32_t old_mask = mask_;
  mask_ = static_cast<std::uint32_t>(size - 1);
  for (std::uint32_t s = 0; s <= old_mask; ++s) {
    if ((s & 0xfff) == 0xfff && budget_ != nullptr) budget_->moving(Budget::look_every_bytes / 4);
    if (spare_[s] >= first_item) insert_clean(hashes_[spare_[s] - first_item], spare_[s] - first_item);
  }
  fill_ = used_;
}

void SetTable::settle_deletions() {
  if (fill_ - used_ > mask_ / 4) grow();
}

void SetTable::make_room_for(std::uint32_t other_used) {
  if ((static_cast<std::uint64_t>(fill_) + other_used) * 5 >= static_cast<std::uint64_t>(mask_) * 3) {
    resize((static_cast<std::uint64_t>(used_) + other_used) * 2);
  }
}

void SetTable::merge(const SetTable& other) {
  if (other.used_ == 0) return;
  make_room_for(other.used_);
  if (fill_ != 0) {
    other.walk([&](std::uint32_t number, std::uint64_t hash, std::uint32_t) { add(hash, number); });
    return;
  }
  if (mask_ == other.mask_ && !other.has_deleted()) {
    std::copy_n(other.slots_.begin(), other.mask_ + 1, slots_.begin());
    other.walk([&](std::uint32_t number, std::uint64_t hash, std::uint32_t) { remember(hash, number); });
  } else {
    other.walk([&](std::uint32_t number, std::uint64_t hash, std::uint32_t) {
      insert_clean(hash, number);
      remember(hash, number);
    });
  }
  fill_ = used_ = other.used_;
}

}  // namespace battalion::dsl
