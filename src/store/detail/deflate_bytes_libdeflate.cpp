#include <libdeflate.h>

#include <memory>
#include <new>

#include "store/detail/deflate_bytes.hpp"

namespace battalion::store::detail {

bool can_deflate_bytes() { return true; }

void deflate_bytes(std::span<const std::byte> bytes, std::vector<std::byte>& packed) {
  // Its fastest level packs small numbers as zlib's third does, in a third of the time.
  thread_local const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(1), libdeflate_free_compressor);
  if (compressor == nullptr) throw std::bad_alloc();
  const std::size_t before = packed.size();
  packed.resize(before + libdeflate_zlib_compress_bound(compressor.get(), bytes.size()));
  packed.resize(before + libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), packed.data() + before,
                                                  packed.size() - before));
}

bool inflate_bytes(std::span<const std::byte> packed, std::span<std::byte> bytes) {
  thread_local const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  // Told of no place for the number of bytes, it takes no fewer than there is room for.
  return decompressor != nullptr && libdeflate_zlib_decompress(decompressor.get(), packed.data(), packed.size(), bytes.data(),
                                                               bytes.size(), nullptr) == LIBDEFLATE_SUCCESS;
}

}  // namespace battalion::store::detail
