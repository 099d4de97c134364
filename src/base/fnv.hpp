#pragma once
// FNV-1a, 64 bits: the digest of answers, programs, datasets and configurations.

#include <cstdint>
#include <string_view>

namespace battalion {

class Fnv64 {
 public:
  void byte(std::uint8_t b) { state_ = (state_ ^ b) * 0x100000001b3ULL; }
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
  void little_endian(std::uint64_t v, int bytes) {
    for (int i = 0; i < bytes; ++i) byte(static_cast<std::uint8_t>(v >> (8 * i)));
  }
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

}  // namespace battalion
