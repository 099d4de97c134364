#pragma once
// HDF5 files for the fuzz targets: edits of a good file, and columns that say what the input wants them to.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz.hpp"
#include "store/durable.hpp"

namespace battalion::fuzz {

inline constexpr std::size_t seal_bytes = 24;  ///< at the end of a sealed file

inline std::vector<std::byte> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

/// Overwritten bytes here and there, sometimes the end cut off.
inline std::vector<std::byte> edited(std::vector<std::byte> bytes, Pieces& in) {
  while (!in.empty() && !bytes.empty()) {
    const auto op = in.byte();
    const std::size_t at = in.number<std::uint32_t>() % bytes.size();
    if (op == 255) {
      bytes.resize(at);
    } else if (op >= 240) {
      for (std::size_t k = at; k < std::min(bytes.size(), at + 8); ++k) bytes[k] = static_cast<std::byte>(in.byte());
    } else {
      bytes[at] = static_cast<std::byte>(in.byte());
    }
  }
  return bytes;
}

}  // namespace battalion::fuzz
