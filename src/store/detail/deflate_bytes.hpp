#pragma once
// Deflate and inflate for any bytes, faster than HDF5's own filter: where libdeflate was found when this was configured.

#include <cstddef>
#include <span>
#include <vector>

namespace battalion::store::detail {

bool can_deflate_bytes();

/// `bytes` in zlib's format, appended to `packed`. For one thread. Only where can_deflate_bytes().
void deflate_bytes(std::span<const std::byte> bytes, std::vector<std::byte>& packed);

/// False where `packed` is not zlib's format of exactly as many bytes as `bytes` holds, or cannot be unpacked here.
bool inflate_bytes(std::span<const std::byte> packed, std::span<std::byte> bytes);

}  // namespace battalion::store::detail
