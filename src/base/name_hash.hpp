#pragma once
// A hash of short names, for tables in memory: a handful of instructions for any length.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace battalion {

/// Of the length, the first eight bytes and the last eight: names that differ in the middle alone fall together.
inline std::uint64_t name_hash(std::string_view name) {
  std::uint64_t first = 0, last = 0;
  if (name.size() >= 8) {
    std::memcpy(&first, name.data(), 8);
    std::memcpy(&last, name.data() + name.size() - 8, 8);
  } else {
    // Byte by byte: a copy of unknown length would be a call.
    for (const char c : name) first = first << 8 | static_cast<unsigned char>(c);
  }
  const std::uint64_t mixed = (first ^ (last << 23 | last >> 41) ^ name.size()) * 0x9e3779b97f4a7c15;
  return mixed ^ mixed >> 32;
}

}  // namespace battalion
