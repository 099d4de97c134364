#include "store/detail/shuffle.hpp"

#include "base/contract.hpp"

namespace battalion::store::detail {
namespace {

// A function for each size of elements: compilers make vectors of these loops.
template <std::size_t element, bool back>
void transpose(const std::byte* __restrict from, std::size_t count, std::byte* __restrict to) {
  for (std::size_t byte = 0; byte < element; ++byte) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t in_element = i * element + byte, in_plane = byte * count + i;
      if constexpr (back) {
        to[in_element] = from[in_plane];
      } else {
        to[in_plane] = from[in_element];
      }
    }
  }
}

template <bool back>
void transpose(std::span<const std::byte> from, std::size_t element, std::span<std::byte> to) {
  BATTALION_EXPECT(from.size() == to.size() && from.size() % element == 0);
  const std::size_t count = from.size() / element;
  switch (element) {
    case 1:
      return transpose<1, back>(from.data(), count, to.data());
    case 2:
      return transpose<2, back>(from.data(), count, to.data());
    case 4:
      return transpose<4, back>(from.data(), count, to.data());
    case 8:
      return transpose<8, back>(from.data(), count, to.data());
    default:
      throw ContractError("elements have 1, 2, 4 or 8 bytes");
  }
}

}  // namespace

void shuffle(std::span<const std::byte> from, std::size_t element, std::span<std::byte> to) { transpose<false>(from, element, to); }

void unshuffle(std::span<const std::byte> from, std::size_t element, std::span<std::byte> to) { transpose<true>(from, element, to); }

}  // namespace battalion::store::detail
