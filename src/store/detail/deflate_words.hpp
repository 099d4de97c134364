#pragma once
// Deflate for columns of 64-bit numbers that look drawn and of which whole ones come again: digests.

#include <cstddef>
#include <span>
#include <vector>

namespace battalion::store::detail {

/// `bytes` (a multiple of 8) in zlib's format, appended to `packed`. Only whole words that came before are looked for, one
/// candidate a word, so it takes a seventh of the time of zlib's fastest level and packs such columns as well; other columns hardly.
void deflate_words(std::span<const std::byte> bytes, std::vector<std::byte>& packed);

}  // namespace battalion::store::detail
