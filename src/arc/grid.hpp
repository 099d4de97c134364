#pragma once
// A grid of the data or of an answer: rectangular, at least 1x1, one signed byte a cell.

#include <cstdint>
#include <vector>

#include "base/contract.hpp"

namespace battalion::arc {

struct Grid {
  std::uint16_t height = 0;
  std::uint16_t width = 0;
  std::vector<std::int8_t> cells;  ///< [height][width], row-major

  bool operator==(const Grid&) const = default;
  std::int8_t at(int i, int j) const {
    BATTALION_EXPECT(i >= 0 && i < height && j >= 0 && j < width);
    return cells[static_cast<std::size_t>(i) * width + j];
  }
};

inline constexpr int max_data_side = 30;  ///< grids of a dataset; larger ones occur inside programs

}  // namespace battalion::arc
