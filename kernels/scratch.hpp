#pragma once
// Memory for what is made on the way: a bump pointer over a block that the caller owns.

#include <cstddef>
#include <cstdint>

#include "kernels/function.hpp"

namespace battalion::kernels {

/// Nothing in it is ever freed or moved: containers point at their elements. Whoever runs a pair keeps a copy of this
/// struct and puts it back to drop all that was made since. On a warp every thread has an equal copy.
struct Scratch {
  static constexpr std::size_t alignment = 32;

  unsigned char* at = nullptr;  ///< aligned
  unsigned char* end = nullptr;

  /// n of T, uninitialised; null where they do not fit (Punt::scratch).
  template <class T>
  BATTALION_BOTH T* take(std::size_t n) {
    static_assert(alignof(T) <= alignment);
    const auto room = static_cast<std::size_t>(end - at);
    const std::size_t bytes = (n * sizeof(T) + alignment - 1) / alignment * alignment;
    if (n > room / sizeof(T) || bytes > room) return nullptr;
    unsigned char* taken = at;
    at += bytes;
    return reinterpret_cast<T*>(taken);
  }
};

}  // namespace battalion::kernels
