// The digest told by lanes, beside the one that goes from cell to cell.

#include <gtest/gtest.h>

#include <random>

#include "arc/scoring.hpp"
#include "kernels/engine/digest.hpp"
#include "lower/planes.hpp"

namespace battalion {
namespace {

TEST(Digest, OfDrawnGridsIsTheirCellsDigest) {
  std::mt19937 draw(7);
  for (int n = 0; n < 3000; ++n) {
    arc::Grid grid;
    grid.height = static_cast<std::uint16_t>(1 + draw() % 32);
    grid.width = static_cast<std::uint16_t>(1 + draw() % 32);
    const int colours = 1 + static_cast<int>(draw() % 16);
    for (int k = 0; k < grid.height * grid.width; ++k) {
      grid.cells.push_back(static_cast<std::int8_t>(static_cast<int>(draw() % static_cast<unsigned>(colours)) - 1));
    }
    kernels::Grid planes;
    ASSERT_TRUE(lower::to_planes(grid, planes));
    ASSERT_EQ(kernels::plain::digest_of(planes), arc::digest(grid)) << grid.height << " x " << grid.width << " of " << colours;
  }
}

}  // namespace
}  // namespace battalion
