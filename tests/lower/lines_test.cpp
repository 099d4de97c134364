// Lines between places that are not made, and the nearest of places: against the interpreter, operation by operation.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "lower/drawn_grid.hpp"
#include "lower/expect_alike.hpp"

namespace battalion::lower {
namespace {

void expect_alike_on_drawn(const std::string& lines) {
  std::mt19937 draw(11);
  for (int k = 0; k < 40; ++k) {
    const Lockstep::Tally tally = expect_alike(lines, drawn_grid(draw, 9, 1));
    EXPECT_EQ(tally.lowered, tally.operations) << lines;
  }
  for (const char* grid : {"[[0]]", "[[1]]", "[[1,1]]", "[[1],[1],[2]]", "[[1,0,0,1],[0,0,0,0],[0,1,0,0]]"}) expect_alike(lines, grid);
  // As large as a window, and full.
  std::string row = "[1";
  for (int j = 1; j < 32; ++j) row += j % 5 == 0 ? ",0" : ",1";
  expect_alike(lines, fmt::format("[{}],{}],{}]]", row, row, row));
}

constexpr const char* filters[] = {
    "fork(either, vline, hline)",
    "vline",
    "hline",
    "compose(rbind(greater, ONE), size)",
    "fork(both, compose(lbind(greater, FOUR), size), fork(either, vline, hline))",
    "compose(flip, compose(lbind(greater, THREE), size))",
    "square",
    "portrait",
    "matcher(shape, astuple(TWO, TWO))",
    "compose(even, size)",
    "compose(positive, size)",
};

TEST(Lines, between_the_places_of_one_patch_filtered_and_united) {
  for (const char* filter : filters) {
    SCOPED_TRACE(filter);
    expect_alike_on_drawn(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = prapply(connect, x1, x1)\n    x3 = mfilter(x2, {})\n"
                                      "    x5 = fill(I, TWO, x3)\n    return x5\n", filter));
  }
}

TEST(Lines, between_the_places_of_two_patches) {
  for (const char* filter : filters) {
    SCOPED_TRACE(filter);
    expect_alike_on_drawn(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = shift(ofcolor(I, TWO), UNITY)\n    x3 = product(x1, x2)\n"
                                      "    x4 = apply(fork(connect, last, first), x3)\n    x5 = mfilter(x4, {})\n    return x5\n", filter));
  }
}

TEST(Lines, filtered_twice_or_by_more_than_their_kind) {
  for (const char* lines : {
           "x3 = sfilter(x2, compose(rbind(greater, ONE), size))\n    x5 = mfilter(x3, fork(either, vline, hline))",
           "x3 = sfilter(x2, vline)\n    x5 = size(x3)",
           "x3 = sfilter(x2, vline)\n    x5 = argmax(x3, size)",
           "x5 = mfilter(x2, compose(lbind(contained, ORIGIN), identity))",
           "x3 = box(asindices(I))\n    x5 = mfilter(x2, chain(positive, size, rbind(difference, x3)))",
           "x5 = merge(x2)",
           "x5 = size(x2)",
           "x5 = argmax(x2, size)",
           "x5 = combine(x2, x2)",
           "x5 = apply(size, x2)",
           "x3 = lbind(sfilter, x2)\n    x5 = merge(x3(hline))",
           "x5 = branch(equality(x1, x1), x2, x2)",
           "x3 = compose(merge, fork(lbind(prapply, connect), lbind(ofcolor, I), lbind(ofcolor, I)))\n"
           "    x5 = mapply(fork(recolor, identity, x3), palette(I))",
           "x5 = apply(compose(size, fork(lbind(prapply, connect), identity, identity)), totuple(apply(toindices, partition(I))))",
       }) {
    SCOPED_TRACE(lines);
    expect_alike_on_drawn(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = prapply(connect, x1, x1)\n    {}\n    return x5\n", lines));
  }
}

TEST(Lines, of_pairs_that_agree_in_row_column_or_colour) {
  for (const char* lines : {
           "x2 = product(x1, x1)\n    x3 = sfilter(x2, fork(equality, power(first, TWO), compose(first, last)))\n"
           "    x5 = mapply(fork(connect, first, last), x3)",
           "x2 = product(x1, x1)\n    x3 = sfilter(x2, fork(equality, compose(last, first), power(last, TWO)))\n"
           "    x4 = apply(fork(connect, first, last), x3)\n    x5 = mfilter(x4, compose(even, size))",
           "x2 = product(x1, x1)\n    x3 = sfilter(x2, fork(equality, compose(last, first), power(last, TWO)))\n"
           "    x5 = apply(fork(add, first, last), x3)",
           "x2 = product(x0, x0)\n    x3 = sfilter(x2, fork(equality, power(first, TWO), compose(first, last)))\n"
           "    x4 = fork(recolor, color, fork(connect, compose(last, first), power(last, TWO)))\n"
           "    x6 = apply(x4, x3)\n    x7 = mfilter(x6, fork(either, vline, hline))\n    x5 = paint(I, x7)",
           "x2 = product(x0, x0)\n    x3 = sfilter(x2, fork(equality, power(first, TWO), compose(first, last)))\n"
           "    x4 = fork(recolor, color, fork(connect, compose(last, first), power(last, TWO)))\n"
           "    x6 = mapply(x4, x3)\n    x5 = paint(I, x6)",
           "x2 = product(x0, x0)\n    x3 = sfilter(x2, fork(equality, power(first, TWO), compose(first, last)))\n"
           "    x4 = fork(recolor, color, fork(connect, compose(last, first), power(last, TWO)))\n"
           "    x6 = apply(x4, x3)\n    x5 = argmax(x6, size)",
       }) {
    SCOPED_TRACE(lines);
    expect_alike_on_drawn(fmt::format("    x0 = sfilter(asobject(I), compose(positive, first))\n    x1 = ofcolor(I, ONE)\n    {}\n    return x5\n", lines));
  }
}

TEST(Rows, by_columns) {
  for (const char* lines : {
           "x5 = apply(fork(astuple, power(first, TWO), power(last, TWO)), x2)",
           "x5 = apply(fork(astuple, compose(first, last), compose(last, first)), x2)",
           "x5 = apply(fork(astuple, compose(last, last), compose(last, first)), x2)",
           "x3 = product(shift(x1, astuple(NEG_TWO, FOUR)), x1)\n    x5 = apply(fork(astuple, power(first, TWO), power(last, TWO)), x3)",
       }) {
    SCOPED_TRACE(lines);
    expect_alike_on_drawn(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = product(x1, x1)\n    {}\n    return x5\n", lines));
  }
}

TEST(Cells, paired) {
  for (const char* lines : {
           "x5 = apply(lbind(apply, maximum), papply(pair, I, dmirror(I)))",
           "x5 = apply(lbind(apply, minimum), papply(pair, I, rot90(I)))",
           "x4 = apply(lbind(apply, maximum), papply(pair, tophalf(I), I))\n    x5 = apply(lbind(apply, maximum), papply(pair, x4, I))",
           "x5 = papply(pair, I, vmirror(I))",
           "x5 = apply(size, papply(pair, I, vmirror(I)))",
           "x4 = lbind(apply, lbind(apply, maximum))\n    x5 = x4(papply(pair, I, vmirror(I)))",
           "x5 = apply(lbind(apply, first), papply(pair, I, vmirror(I)))",
       }) {
    SCOPED_TRACE(lines);
    expect_alike_on_drawn(fmt::format("    {}\n    return x5\n", lines));
  }
}

TEST(Nearest, of_cells_and_places) {
  for (const char* lines : {
           "x3 = chain(first, lbind(argmin, x0), chain(rbind(compose, initset), lbind(lbind, manhattan), initset))\n"
           "    x5 = apply(fork(astuple, x3, identity), box(asindices(I)))",
           "x3 = lbind(argmin, x1)\n    x4 = chain(rbind(compose, initset), lbind(rbind, manhattan), initset)\n"
           "    x5 = apply(compose(x3, x4), corners(asindices(I)))",
           "x3 = shift(x1, astuple(NEG_TWO, FIVE))\n    x5 = argmin(x3, compose(lbind(manhattan, initset(UNITY)), initset))",
       }) {
    SCOPED_TRACE(lines);
    expect_alike_on_drawn(fmt::format("    x0 = sfilter(asobject(I), compose(positive, first))\n    x1 = ofcolor(I, ONE)\n    {}\n    return x5\n", lines));
  }
}

}  // namespace
}  // namespace battalion::lower
