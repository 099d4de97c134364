#include "store/detail/chunk_packer.hpp"

#include <bit>

#include "store/detail/deflate_bytes.hpp"
#include "store/detail/deflate_words.hpp"

namespace battalion::store::h5::detail {

namespace {

constexpr std::size_t word = 8;

/// HDF5's shuffle: the first bytes of all elements, then the second ones.
void shuffle(std::span<const std::byte> from, std::size_t element, std::span<std::byte> to) {
  const std::size_t count = from.size() / element;
  for (std::size_t byte = 0; byte < element; ++byte) {
    std::byte* const out = to.data() + byte * count;
    for (std::size_t i = 0; i < count; ++i) out[i] = from[i * element + byte];
  }
}

}  // namespace

bool ChunkPacker::can(Packing packing, std::size_t element) {
  if (std::endian::native != std::endian::little) return false;
  return (packing == Packing::plain && element == word) || store::detail::can_deflate_bytes();
}

std::span<const std::byte> ChunkPacker::pack(std::span<const std::byte> chunk) {
  packed_.clear();
  left_out_ = 0;
  std::uint32_t deflate = 1;  // the filters are those that create_dataset sets
  if (packing_ == Packing::shuffled) {
    deflate = 2;
    if (element_ > 1) {
      shuffled_.resize(chunk.size());
      shuffle(chunk, element_, shuffled_);
      chunk = shuffled_;
    }
  }
  if (packing_ == Packing::plain && element_ == word) {
    store::detail::deflate_words(chunk, packed_);
  } else {
    store::detail::deflate_bytes(chunk, packed_);
  }
  if (packed_.size() < chunk.size()) return packed_;
  left_out_ = deflate;
  return chunk;
}

}  // namespace battalion::store::h5::detail
