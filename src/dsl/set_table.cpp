#include "dsl/set_table.hpp"

#include <algorithm>

namespace battalion::dsl {

class SetTable::Probe {
 public:
  Probe(std::uint64_t hash, const std::uint64_t* taken, std::uint32_t mask)
      : perturb_(hash), at_(hash & mask), taken_(taken), mask_(mask) {}
  /// The first slot of the run.
  std::uint32_t slot() const { return static_cast<std::uint32_t>(at_); }
  /// A bit for each slot of the run, the first one's lowest: it is free. A run that would go past the end of the table has
  /// one slot.
  std::uint64_t open() const {
    const std::uint64_t* word = taken_ + at_ / 64;
    const auto shift = static_cast<int>(at_ % 64);
    const std::uint64_t taken = (word[0] >> shift) | (word[1] << 1 << (63 - shift));
    return ~taken & run();
  }
  std::uint64_t run() const { return at_ + linear_probes <= mask_ ? (2u << linear_probes) - 1 : 1; }
  void next() {
    perturb_ >>= perturb_shift;
    at_ = (at_ * 5 + 1 + perturb_) & mask_;
  }
  /// The first free slot.
  std::uint32_t find_free() {
    std::uint64_t free = open();
    while (free == 0) [[unlikely]] {
      next();
      free = open();
    }
    return slot() + static_cast<std::uint32_t>(std::countr_zero(free));
  }

 private:
  std::uint64_t perturb_;
  std::uint64_t at_;
  const std::uint64_t* taken_;
  std::uint64_t mask_;
};

void SetTable::clear(const std::uint64_t* hashes) {
  hashes_ = hashes;
  if (numbers_.size() < least) {
    numbers_.resize(least);
    taken_.resize(words(least));
  }
  taken_[0] = 0;
  mask_ = least - 1;
  fill_ = used_ = 0;
}

void SetTable::start(std::uint64_t size) {
  std::swap(numbers_, spare_numbers_);
  std::swap(taken_, spare_taken_);
  if (numbers_.size() < size) {
    numbers_.resize(size);
    taken_.resize(words(size));
  }
  std::fill_n(taken_.begin(), words(size), 0);
  mask_ = static_cast<std::uint32_t>(size - 1);
}

void SetTable::place(std::span<const std::uint32_t> numbers) {
  const std::uint64_t* const hashes = hashes_;
  std::uint64_t* const taken = taken_.data();
  std::uint32_t* const slots = numbers_.data();
  const std::uint32_t mask = mask_;
  for (const std::uint32_t number : numbers) {
    const std::uint32_t slot = Probe(hashes[number], taken, mask).find_free();
    taken[slot / 64] |= std::uint64_t{1} << slot % 64;
    slots[slot] = number;
  }
}

void SetTable::add_new(std::span<const std::uint32_t> numbers) {
  while (!numbers.empty()) {
    // As many as go in before it is full.
    const std::uint32_t full = static_cast<std::uint32_t>((std::uint64_t{mask_} * 3 + 4) / 5);
    const auto now = numbers.first(std::min<std::size_t>(numbers.size(), full - fill_));
    place(now);
    fill_ += static_cast<std::uint32_t>(now.size());
    used_ += static_cast<std::uint32_t>(now.size());
    if (is_full()) grow();
    numbers = numbers.subspan(now.size());
  }
}

void SetTable::add_new(std::uint32_t number) { add_new({&number, 1}); }

std::uint32_t* SetTable::find(std::uint32_t number) {
  for (Probe probe(hashes_[number], taken_.data(), mask_);; probe.next()) {
    const std::uint64_t open = probe.open();
    // Without a free slot all of the run.
    std::uint32_t* const first = &numbers_[probe.slot()];
    std::uint32_t* const last = first + std::countr_zero(open | ~probe.run());
    std::uint32_t* const found = std::find(first, last, number);
    if (found != last) return found;
    if (open != 0) return nullptr;
  }
}

void SetTable::add(std::uint32_t number) {
  if (find(number) == nullptr) add_new(number);
}

void SetTable::discard(std::uint32_t number) {
  std::uint32_t* const there = find(number);
  if (there == nullptr) return;
  *there = deleted;
  --used_;
}

void SetTable::resize(std::uint64_t min_used) {
  std::uint64_t size = least;
  while (size <= min_used) size <<= 1;
  const std::uint32_t old_mask = mask_;
  start(size);
  std::uint32_t moved[64];
  for (std::uint32_t base = 0; base <= old_mask; base += 64) {
    if (base % 4096 == 0 && base != 0 && budget_ != nullptr) budget_->moving(Budget::look_every_bytes / 4);
    std::uint32_t n = 0;
    for (std::uint64_t left = spare_taken_[base / 64]; left != 0; left &= left - 1) {
      moved[n] = spare_numbers_[base + static_cast<std::uint32_t>(std::countr_zero(left))];
      n += moved[n] != deleted ? 1 : 0;
    }
    place({moved, n});
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
    other.walk([&](std::uint32_t number, std::uint32_t) { add(number); });
    return;
  }
  if (mask_ == other.mask_ && !other.has_deleted()) {
    std::copy_n(other.taken_.begin(), words(std::uint64_t{mask_} + 1) - 1, taken_.begin());
    std::copy_n(other.numbers_.begin(), std::size_t{mask_} + 1, numbers_.begin());
  } else {
    std::uint32_t some[64];
    std::uint32_t n = 0;
    other.walk([&](std::uint32_t number, std::uint32_t) {
      some[n++] = number;
      if (n < std::size(some)) return;
      place(some);
      n = 0;
    });
    place({some, n});
  }
  fill_ = used_ = other.used_;
}

void SetTable::merge(std::span<const std::uint32_t> numbers, std::uint32_t mask, bool dummies, const std::uint32_t* slots) {
  if (numbers.empty()) return;
  const auto count = static_cast<std::uint32_t>(numbers.size());
  make_room_for(count);
  if (fill_ != 0) {
    for (const std::uint32_t number : numbers) add(number);
    return;
  }
  if (mask_ == mask && !dummies) {
    for (std::uint32_t k = 0; k < count; ++k) {
      numbers_[slots[k]] = numbers[k];
      taken_[slots[k] / 64] |= std::uint64_t{1} << slots[k] % 64;
    }
  } else {
    place(numbers);
  }
  fill_ = used_ = count;
}

}  // namespace battalion::dsl
