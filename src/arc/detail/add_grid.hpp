#pragma once
// How a grid enters a digest.

#include "base/fnv.hpp"

namespace battalion::arc::detail {

/// Height and width as 16-bit little-endian, then one signed byte a cell, row-major.
template <class AnyGrid>
void add_grid(Fnv64& fnv, const AnyGrid& grid) {
  fnv.u16(grid.height);
  fnv.u16(grid.width);
  fnv.bytes(grid.cells.data(), grid.cells.size());
}

}  // namespace battalion::arc::detail
