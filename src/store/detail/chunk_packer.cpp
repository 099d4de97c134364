#include "store/detail/chunk_packer.hpp"

#include <bit>

#include "store/detail/deflate_bytes.hpp"
#include "store/detail/shuffle.hpp"

namespace battalion::store::h5::detail {

bool ChunkPacker::can(Packing packing) {
  return packing != Packing::none && std::endian::native == std::endian::little && store::detail::can_deflate_bytes();
}

std::span<const std::byte> ChunkPacker::pack(std::span<const std::byte> chunk) {
  packed_.clear();
  left_out_ = 0;
  std::uint32_t deflate = 1;  // the filters are those that create_dataset sets
  if (packing_ == Packing::shuffled) {
    deflate = 2;
    if (element_ > 1) {
      shuffled_.resize(chunk.size());
      store::detail::shuffle(chunk, element_, shuffled_);
      chunk = shuffled_;
    }
  }
  store::detail::deflate_bytes(chunk, packed_);
  if (packed_.size() < chunk.size()) return packed_;
  left_out_ = deflate;
  return chunk;
}

}  // namespace battalion::store::h5::detail
