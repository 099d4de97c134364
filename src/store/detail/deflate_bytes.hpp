#pragma once
// Deflate for any bytes, faster than HDF5's own filter: where libdeflate was found when this was configured.

#include <cstddef>
#include <span>
#include <vector>

namespace battalion::store::detail {

bool can_deflate_bytes();

/// `bytes` in zlib's format, appended to `packed`. For one thread. Only where can_deflate_bytes().
void deflate_bytes(std::span<const std::byte> bytes, std::vector<std::byte>& packed);

}  // namespace battalion::store::detail
