#pragma once
// Between grids of cells and grids in bit planes.

#include "arc/grid.hpp"
#include "kernels/values.hpp"

namespace battalion::lower {

/// False where the grid has no form in planes: larger than 32x32, or with a cell beyond 0..15.
bool to_planes(const arc::Grid& grid, kernels::Grid& out);

/// `out` keeps its memory.
void to_cells(const kernels::Grid& grid, arc::Grid& out);

}  // namespace battalion::lower
