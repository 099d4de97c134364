#pragma once
// Memory for what is made on the way: a bump pointer over a block that the caller owns.

#include <cstddef>
#include <cstdint>

#include "kernels/function.hpp"

// To AddressSanitizer a block is one thing: it is told what of it may be touched.
#if defined(__SANITIZE_ADDRESS__)
#define BATTALION_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BATTALION_ASAN 1
#endif
#endif
#if defined(BATTALION_ASAN)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

namespace battalion::kernels {

/// Nothing in it is ever freed or moved: containers point at their elements. Whoever runs a pair keeps a copy of this
/// struct and goes back to it to drop all that was made since. On a warp every thread has an equal copy.
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
    ASAN_UNPOISON_MEMORY_REGION(taken, n * sizeof(T));
    return reinterpret_cast<T*>(taken);
  }
  /// Drops what was taken since `mark`, a copy of this.
  BATTALION_BOTH void back_to(const Scratch& mark) {
    ASAN_POISON_MEMORY_REGION(mark.at, static_cast<std::size_t>(at - mark.at));
    at = mark.at;
  }
  /// From now on whoever touches what is not taken is told on.
  BATTALION_BOTH void guard() const { ASAN_POISON_MEMORY_REGION(at, static_cast<std::size_t>(end - at)); }
};

}  // namespace battalion::kernels
