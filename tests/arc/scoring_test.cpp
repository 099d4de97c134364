#include "arc/scoring.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace battalion::arc {
namespace {

TEST(Digest, IsFnv1aOverShapeAndCells) {
  // 2x3 with a negative cell: bytes 02 00 03 00 | 00 01 02 | 03 09 ff, worked out step by step.
  const Grid grid{2, 3, {0, 1, 2, 3, 9, -1}};
  std::uint64_t h = 14695981039346656037ull;
  for (std::uint64_t byte : {0x02, 0x00, 0x03, 0x00, 0x00, 0x01, 0x02, 0x03, 0x09, 0xff}) {
    h ^= byte;
    h *= 1099511628211ull;
  }
  EXPECT_EQ(digest(grid), h);
  EXPECT_EQ(digest(Grid{1, 1, {5}}), 0xe0b6e2aeacc47518ull);
}

TEST(Digest, TellsShapesApart) {
  EXPECT_NE(digest(Grid{2, 3, {0, 0, 0, 0, 0, 0}}), digest(Grid{3, 2, {0, 0, 0, 0, 0, 0}}));
}

TEST(CellsRight, CountsAgreeingCellsOfEqualShapes) {
  const Grid expected{2, 2, {1, 2, 3, 4}};
  EXPECT_EQ(cells_right(expected, expected), 4);
  EXPECT_EQ(cells_right(Grid{2, 2, {1, 2, 0, 4}}, expected), 3);
  EXPECT_EQ(cells_right(Grid{1, 4, {1, 2, 3, 4}}, expected), 0);
  EXPECT_EQ(cells_right(Grid{2, 1, {1, 2}}, expected), 0);
}

TEST(Totals, DifferWhereTasksHaveSeveralTests) {
  // Solved: 1 of 1, 1 of 3, 2 of 2, 0 of 2.
  const std::vector<TaskScore> tasks = {{1, 1}, {3, 1}, {2, 2}, {2, 0}};
  const Totals t = totals(tasks);
  EXPECT_DOUBLE_EQ(t.a, 4.0 / 8.0);
  EXPECT_DOUBLE_EQ(t.b, (1.0 + 1.0 / 3.0 + 1.0 + 0.0) / 4.0);
  EXPECT_EQ(t.c, 2u);
}

TEST(Totals, LeaveOutTasksWithoutTests) {
  const std::vector<TaskScore> tasks = {{0, 0}, {2, 1}, {0, 0}};
  const Totals t = totals(tasks);
  EXPECT_DOUBLE_EQ(t.a, 0.5);
  EXPECT_DOUBLE_EQ(t.b, 0.5);
  EXPECT_EQ(t.c, 0u);
}

TEST(Totals, OfNothingAreZero) {
  const Totals t = totals({});
  EXPECT_EQ(t.a, 0.0);
  EXPECT_EQ(t.b, 0.0);
  EXPECT_EQ(t.c, 0u);
}

}  // namespace
}  // namespace battalion::arc
