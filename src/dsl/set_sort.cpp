#include "dsl/set_sort.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "dsl/compare.hpp"
#include "dsl/set.hpp"

namespace battalion::dsl {
namespace {

/// The elements of a set of patches, as `canonical` compares them, but with what it works out of each kept: a patch is
/// compared many times.
class Patches {
 public:
  /// False where an element is no patch of packed words, or they are not all places or all cells.
  bool fit(const SetObj& s) {
    ElementKind kind = ElementKind::empty;
    patches_.reserve(s.size);
    for (std::uint32_t k = 0; k < s.size; ++k) {
      if (!s.items[k].is_set()) return false;
      const SetObj& patch = s.items[k].set();
      const bool words = patch.kind == ElementKind::pairs || patch.kind == ElementKind::cells;
      if (patch.size != 0 && (!words || (kind != ElementKind::empty && patch.kind != kind))) return false;
      if (patch.size != 0) kind = patch.kind;
      if (metered != nullptr) metered->moving(patch.size * sizeof(Value));
      std::uint64_t least = 0;  // of an empty one: before all words
      for (std::uint32_t i = 0; i < patch.size; ++i) {
        if (i == 0 || patch.items[i].bits() < least) least = patch.items[i].bits();
      }
      patches_.push_back({least, &patch, {}});
    }
    return true;
  }
  bool before(std::uint32_t x, std::uint32_t y) {
    // Counted as canonical() counts.
    if (metered != nullptr) metered->tick(1);
    Patch& a = patches_[x];
    Patch& b = patches_[y];
    if (a.least != b.least) return a.least < b.least;
    const auto& of_a = sorted(a);
    const auto& of_b = sorted(b);
    return std::lexicographical_compare(of_a.begin(), of_a.end(), of_b.begin(), of_b.end());
  }

 private:
  struct Patch {
    std::uint64_t least;
    const SetObj* set;
    std::vector<std::uint64_t> words;  ///< sorted, once asked for
  };
  static const std::vector<std::uint64_t>& sorted(Patch& p) {
    if (p.words.empty()) {
      for (std::uint32_t i = 0; i < p.set->size; ++i) p.words.push_back(p.set->items[i].bits());
      if (!std::is_sorted(p.words.begin(), p.words.end())) std::sort(p.words.begin(), p.words.end());
    }
    return p.words;
  }
  std::vector<Patch> patches_;
};

std::uint32_t* take_order(SetObj& s, std::size_t n) {
  return static_cast<std::uint32_t*>(s.arena->take(n * sizeof(std::uint32_t)));
}

template <class Before>
void sort_by(SetObj& s, const Before& before) {
  std::uint32_t k = 1;
  while (k < s.size && !before(k, k - 1)) ++k;
  if (k >= s.size) return;  // as they stand
  s.order = take_order(s, s.size);
  std::iota(s.order, s.order + s.size, 0u);
  std::stable_sort(s.order, s.order + s.size, before);
}

/// Puts places or cells in order by laying them out in the box around them. False where that is large, or a place occurs twice.
bool sort_by_place(Context& ctx, SetObj& s) {
  constexpr std::uint32_t few = 16;  // sorted as fast
  constexpr std::uint64_t places_an_item = 16, longest = std::uint64_t{1} << 20;
  if (s.size <= few) return false;
  const bool cells = s.kind == ElementKind::cells;
  const int shift_i = cells ? 40 : 34, shift_j = cells ? 16 : 4;
  const std::uint64_t mask_j = cells ? 0xffffff : 0x3fffffff;
  std::uint64_t low = ~std::uint64_t{0}, high = 0, low_j = low, high_j = 0, before = 0, sorted = 1;
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const std::uint64_t word = s.items[k].bits(), j = word >> shift_j & mask_j;
    sorted &= before <= word ? 1 : 0;
    before = word;
    low = std::min(low, word), high = std::max(high, word);
    low_j = std::min(low_j, j), high_j = std::max(high_j, j);
  }
  if (sorted != 0) return true;  // as they stand
  const std::uint64_t low_i = low >> shift_i, height = (high >> shift_i) - low_i + 1, width = high_j - low_j + 1;
  if (height > longest || width > longest || height * width > std::uint64_t{s.size} * places_an_item) return false;
  auto& laid = ctx.scratch_index;
  laid.assign(height * width, 0);
  std::uint32_t taken = 0;
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const std::uint64_t word = s.items[k].bits();
    std::uint32_t& place = laid[((word >> shift_i) - low_i) * width + (word >> shift_j & mask_j) - low_j];
    taken |= place;
    place = k + 1;
  }
  if (taken != 0) return false;
  s.order = take_order(s, std::size_t{s.size} + 1);  // one more for what the last empty places write
  std::uint32_t n = 0;
  for (const std::uint32_t item : laid) {
    s.order[n] = item - 1;
    n += item != 0 ? 1 : 0;
  }
  return true;
}

/// Puts items in the order of these numbers, of which no two are equal.
template <class Number>
void sort_by_number(SetObj& s, const Number& number_of) {
  struct Keyed {
    std::uint64_t number;
    std::uint32_t item;
  };
  constexpr std::uint32_t few = 256;
  Keyed some[few];
  std::vector<Keyed> many;
  if (s.size > few) many.resize(std::size_t{s.size} * 2);
  Keyed* keyed = s.size > few ? many.data() : some;
  bool sorted = true;
  std::uint64_t differ = 0;
  for (std::uint32_t k = 0; k < s.size; ++k) {
    keyed[k] = {number_of(s.items[k]), k};
    sorted &= k == 0 || keyed[k - 1].number < keyed[k].number;
    differ |= keyed[k].number ^ keyed[0].number;
  }
  if (sorted) return;  // as they stand
  if (s.size <= few) {
    std::sort(keyed, keyed + s.size, [](const Keyed& a, const Keyed& b) { return a.number < b.number; });
  } else {
    // Byte by byte from the lowest, those passed over in which all agree: few are left of words of places.
    Keyed* other = keyed + s.size;
    for (int shift = 0; shift < 64; shift += 8) {
      if ((differ >> shift & 0xff) == 0) continue;
      std::uint32_t next[256] = {};
      for (std::uint32_t k = 0; k < s.size; ++k) ++next[keyed[k].number >> shift & 0xff];
      std::uint32_t at = 0;
      for (std::uint32_t& n : next) at += std::exchange(n, at);
      for (std::uint32_t k = 0; k < s.size; ++k) other[next[keyed[k].number >> shift & 0xff]++] = keyed[k];
      std::swap(keyed, other);
    }
  }
  s.order = take_order(s, s.size);
  for (std::uint32_t k = 0; k < s.size; ++k) s.order[k] = keyed[k].item;
}

}  // namespace

void sort_canonically(Context& ctx, SetObj& s) {
  const Value* items = s.items;
  if (s.kind == ElementKind::pairs || s.kind == ElementKind::cells) {
    if (sort_by_place(ctx, s)) return;
    return sort_by_number(s, [](Value v) { return v.bits(); });
  }
  if (s.kind == ElementKind::integers) {
    return sort_by_number(s, [](Value v) { return static_cast<std::uint64_t>(v.as_small()) ^ std::uint64_t{1} << 63; });
  }
  if (s.kind == ElementKind::sets && s.size > 2) {
    Patches patches;
    if (patches.fit(s)) return sort_by(s, [&](std::uint32_t x, std::uint32_t y) { return patches.before(x, y); });
  }
  sort_by(s, [items](std::uint32_t x, std::uint32_t y) { return canonical(items[x], items[y]) < 0; });
}

}  // namespace battalion::dsl
