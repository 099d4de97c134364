#pragma once
// Whether a set holds a place or a cell, told by where it lies: a bit a place, or the colour there.

#include <cstdint>

#include "dsl/value.hpp"

namespace battalion::dsl {

/// Of a set of places, or of cells of which no two are of one place; lives as long as the set.
struct PlaceMarks {
  std::uint64_t low_i, low_j, height, width;  ///< the box around them, as in their words
  std::uint64_t stride;                       ///< of a row of bits, in words
  std::uint64_t* bits;                        ///< of places: [height][stride]
  std::uint16_t* colours;                     ///< of cells: [height][width] one more than in the word, 0 for none

  bool has_place(Value pair) const {
    const std::uint64_t i = (pair.bits() >> 34) - low_i, j = (pair.bits() >> 4 & 0x3fffffff) - low_j;
    return i < height && j < width && (bits[i * stride + j / 64] >> (j % 64) & 1) != 0;
  }
  bool has_cell(Value cell) const {
    const std::uint64_t i = (cell.bits() >> 40) - low_i, j = (cell.bits() >> 16 & 0xffffff) - low_j;
    return i < height && j < width && colours[i * width + j] == (cell.bits() >> 4 & 0xfff) + 1;
  }
};

/// Made the first time. Null where it would be large for what is in the set, or the set is not of that kind.
const PlaceMarks* marks_of(const SetObj& s);

}  // namespace battalion::dsl
