#pragma once
// HDF5's shuffle filter: the first bytes of all elements, then all second ones, and so on.

#include <cstddef>
#include <span>

namespace battalion::store::detail {

/// `from` and `to`: equally long, a multiple of `element` bytes (1, 2, 4 or 8), apart from each other.
void shuffle(std::span<const std::byte> from, std::size_t element, std::span<std::byte> to);
void unshuffle(std::span<const std::byte> from, std::size_t element, std::span<std::byte> to);

}  // namespace battalion::store::detail
