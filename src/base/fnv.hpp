#pragma once
// FNV-1a, 64 bits: the digest of answers, programs, datasets and configurations.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace battalion {

class Fnv64 {
 public:
  void byte(std::uint8_t b) { state_ = (state_ ^ b) * prime; }
  /// n bytes. Eight zeros at a time are one multiplication: much of most grids.
  void bytes(const void* from, std::size_t n) {
    const auto* at = static_cast<const unsigned char*>(from);
    for (; n >= 8; n -= 8, at += 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      if (word == 0) {
        state_ *= prime_to_the_8th;
        if (n >= 1024) skip_zeros(at, n);
      } else {
        for (int k = 0; k < 8; ++k) byte(at[k]);
      }
    }
    for (; n > 0; --n) byte(*at++);
  }
  void u16(std::uint16_t v) { little_endian(v, 2); }
  void u32(std::uint32_t v) { little_endian(v, 4); }
  void u64(std::uint64_t v) { little_endian(v, 8); }
  /// The bytes of s, then its length, so that ("ab","c") and ("a","bc") differ.
  void text(std::string_view s) {
    for (char c : s) byte(static_cast<std::uint8_t>(c));
    u64(s.size());
  }
  std::uint64_t value() const { return state_; }

 private:
  /// Of the bytes after these eight, as many as are zeros by the 64: much of all large grids.
  void skip_zeros(const unsigned char*& at, std::size_t& n) {
    for (; n >= 72; n -= 64, at += 64) {
      std::uint64_t words[8], any = 0;
      std::memcpy(words, at + 8, 64);
      for (const std::uint64_t w : words) any |= w;
      if (any != 0) return;
      state_ *= prime_to_the_64th;
    }
  }

  static constexpr std::uint64_t prime = 0x100000001b3ULL;
  static constexpr std::uint64_t prime_to_the_8th = [] {
    std::uint64_t p = prime;
    for (int k = 0; k < 3; ++k) p *= p;
    return p;
  }();
  static constexpr std::uint64_t prime_to_the_64th = [] {
    std::uint64_t p = prime;
    for (int k = 0; k < 6; ++k) p *= p;
    return p;
  }();

  void little_endian(std::uint64_t v, int bytes) {
    for (int i = 0; i < bytes; ++i) byte(static_cast<std::uint8_t>(v >> (8 * i)));
  }
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

}  // namespace battalion
