#include "lower/planes.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace battalion::lower {
namespace {

/// [byte] its bits, one a byte, the lowest first in memory.
constexpr std::array<std::uint64_t, 256> spread = [] {
  static_assert(std::endian::native == std::endian::little);
  std::array<std::uint64_t, 256> table{};
  for (std::uint64_t b = 0; b < 256; ++b) {
    for (int k = 0; k < 8; ++k) table[b] |= (b >> k & 1) << (8 * k);
  }
  return table;
}();
/// Of every byte.
constexpr std::uint64_t low_bits = 0x0101010101010101, high_bits = 0x8080808080808080;

}  // namespace

bool to_planes(const arc::Grid& grid, kernels::Grid& out) {
  if (grid.height > kernels::side || grid.width > kernels::side) return false;
  out = {};
  out.height = grid.height;
  out.width = grid.width;
  const std::int8_t* cell = grid.cells.data();
  for (int i = 0; i < grid.height; ++i) {
    for (int j = 0; j < grid.width; ++j, ++cell) {
      const int number = *cell - kernels::lowest_colour;
      if (number < 0 || number >= 1 << kernels::planes) return false;
      const auto colour = static_cast<std::uint32_t>(number);
      for (int p = 0; p < kernels::planes; ++p) out.plane[p][i] |= (colour >> p & 1u) << j;
    }
  }
  return true;
}

void to_cells(const kernels::Grid& grid, arc::Grid& out) {
  const auto width = static_cast<std::size_t>(grid.width);
  out.height = static_cast<std::uint16_t>(grid.height);
  out.width = static_cast<std::uint16_t>(grid.width);
  out.cells.resize(out.height * width);
  std::int8_t* row = out.cells.data();
  for (int i = 0; i < grid.height; ++i, row += width) {
    std::uint64_t cells[kernels::side / 8];
    for (int k = 0; k < kernels::side / 8; ++k) {
      cells[k] = 0;
      for (int p = 0; p < kernels::planes; ++p) cells[k] |= spread[grid.plane[p][i] >> (8 * k) & 0xff] << p;
      // One less a byte, each by itself.
      static_assert(kernels::lowest_colour == -1);
      cells[k] = ((cells[k] | high_bits) - low_bits) ^ high_bits;
    }
    std::memcpy(row, cells, width);
  }
}

}  // namespace battalion::lower
