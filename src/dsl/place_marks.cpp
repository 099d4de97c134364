#include "dsl/place_marks.hpp"

#include <algorithm>

#include "dsl/arena.hpp"

namespace battalion::dsl {
namespace {

/// Boxes of more places than so many an element are not marked.
constexpr std::uint64_t places_an_element = 64, places_a_cell = 6;  // takes no more room than an index would
constexpr std::uint64_t longest = std::uint64_t{1} << 20;
/// In SetObj::asked: not to be marked.
constexpr std::uint8_t refused = 255;

template <class T>
T* cleared(Arena& arena, std::size_t n) {
  T* const out = static_cast<T*>(arena.take(n * sizeof(T)));
  std::fill_n(out, n, T{0});
  return out;
}

}  // namespace

const PlaceMarks* marks_of(const SetObj& set) {
  auto& s = const_cast<SetObj&>(set);  // made on demand, like the index
  if (s.marks != nullptr || s.asked == refused) return s.marks;
  s.asked = refused;
  const bool cells = s.kind == ElementKind::cells;
  if (s.size == 0 || (!cells && s.kind != ElementKind::pairs) || (cells && !s.distinct_places)) return nullptr;
  const int shift_i = cells ? 40 : 34, shift_j = cells ? 16 : 4;
  const std::uint64_t mask_j = cells ? 0xffffff : 0x3fffffff;
  std::uint64_t low = ~std::uint64_t{0}, high = 0, low_j = low, high_j = 0;
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const std::uint64_t word = s.items[k].bits(), j = word >> shift_j & mask_j;
    low = std::min(low, word), high = std::max(high, word);
    low_j = std::min(low_j, j), high_j = std::max(high_j, j);
  }
  PlaceMarks m{low >> shift_i, low_j, (high >> shift_i) - (low >> shift_i) + 1, high_j - low_j + 1, 0, nullptr, nullptr};
  if (m.height > longest || m.width > longest) return nullptr;
  if (m.height * m.width > std::uint64_t{s.size} * (cells ? places_a_cell : places_an_element)) return nullptr;
  if (cells) {
    m.colours = cleared<std::uint16_t>(*s.arena, m.height * m.width);
    for (std::uint32_t k = 0; k < s.size; ++k) {
      const std::uint64_t word = s.items[k].bits();
      m.colours[((word >> shift_i) - m.low_i) * m.width + (word >> shift_j & mask_j) - m.low_j] =
          static_cast<std::uint16_t>((word >> 4 & 0xfff) + 1);
    }
  } else {
    m.stride = (m.width + 63) / 64;
    m.bits = cleared<std::uint64_t>(*s.arena, m.height * m.stride);
    // Those of one word are gathered before they go there: rows mostly come whole, and each would wait for the one before.
    std::uint64_t here = 0, gathered = 0;
    for (std::uint32_t k = 0; k < s.size; ++k) {
      const std::uint64_t word = s.items[k].bits(), j = (word >> 4 & 0x3fffffff) - m.low_j;
      const std::uint64_t at = ((word >> 34) - m.low_i) * m.stride + j / 64;
      if (at != here) {
        m.bits[here] |= gathered;
        here = at;
        gathered = 0;
      }
      gathered |= std::uint64_t{1} << (j % 64);
    }
    m.bits[here] |= gathered;
  }
  s.marks = static_cast<PlaceMarks*>(s.arena->take(sizeof(PlaceMarks)));
  *s.marks = m;
  return s.marks;
}

}  // namespace battalion::dsl
