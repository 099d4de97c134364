// What lies beyond a window, or is no value of its kind: against the interpreter, operation by operation.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "lower/drawn_grid.hpp"
#include "lower/expect_alike.hpp"

namespace battalion::lower {
namespace {

/// Lines of a program whose input is I.
void expect_alike_on_drawn(const std::string& lines, int most = 12, int grids = 30) {
  SCOPED_TRACE(lines);
  std::mt19937 draw(7);
  for (int k = 0; k < grids; ++k) {
    const Lockstep::Tally tally = expect_alike(lines + "    return x9\n", drawn_grid(draw, most, 0));
    EXPECT_EQ(tally.lowered, tally.operations);
  }
  for (const char* grid : {"[[0]]", "[[1]]", "[[1,2,3]]", "[[1],[2],[1]]"}) expect_alike(lines + "    return x9\n", grid);
}

TEST(Spread, places_are_walked_measured_and_moved) {
  const std::string made =
      "    x1 = ofcolor(I, ONE)\n    x2 = apply(lbind(multiply, FIVE), x1)\n    x3 = mapply(rbind(shoot, UNITY), x1)\n"
      "    x4 = combine(x2, x3)\n";
  for (const char* use : {"size(x4)", "shape(x4)", "ulcorner(x4)", "lrcorner(x4)", "center(x4)", "totuple(x4)", "first(x4)", "last(x4)",
                          "shift(x4, (NEG_ONE, THREE))", "shift(x2, (THREE, NEG_TWO))", "normalize(x4)", "box(x4)", "outbox(x4)",
                          "inbox(x3)", "backdrop(x2)", "corners(x4)", "difference(x3, x1)", "difference(x1, x3)",
                          "intersection(x2, x3)", "intersection(x1, x3)", "insert(UNITY, x3)", "remove(ORIGIN, x3)",
                          "contained(UNITY, x3)", "contained((FOUR, FOUR), x2)", "equality(x2, x3)", "maximum(x4)", "minimum(x4)",
                          "sfilter(x4, compose(even, first))", "apply(first, x4)", "mapply(neighbors, x2)", "fill(I, TWO, x4)",
                          "paint(I, recolor(TWO, x4))", "underfill(I, THREE, x3)", "toobject(x4, I)", "portrait(x3)",
                          "mapply(lbind(shift, x1), x2)", "argmax(x3, first)", "product(apply(first, x2), apply(last, x2))"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 9, 12);
  }
}

TEST(Spread, patches_lie_in_containers) {
  const std::string made = "    x1 = ofcolor(I, ONE)\n    x2 = apply(rbind(shoot, DOWN), x1)\n    x3 = apply(rbind(shoot, RIGHT), x1)\n";
  for (const char* use : {"merge(x2)", "combine(x2, x3)", "intersection(x2, x2)", "sfilter(x2, vline)", "order(x3, leftmost)",
                          "argmax(x3, uppermost)", "size(combine(x2, x3))", "apply(size, x2)", "sizefilter(x2, 43)",
                          "merge(totuple(x2))", "contained(first(x2), x2)", "remove(first(x3), x3)", "mostcommon(totuple(x2))"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 8, 12);
  }
}

TEST(Partial, objects_are_moved_scaled_and_painted) {
  const std::string made =
      "    x1 = asobject(I)\n    x2 = apply(lbind(multiply, SEVEN), neighbors(ORIGIN))\n    x3 = mapply(lbind(shift, x1), x2)\n"
      "    x4 = upscale(x1, FOUR)\n";
  for (const char* use : {"paint(I, x3)", "paint(I, shift(x3, UP_RIGHT))", "paint(I, shift(x3, DOWN_LEFT))", "fill(I, THREE, x4)",
                          "paint(I, shift(x4, (NEG_TWO, NEG_TWO)))", "paint(I, shift(x4, (TWO, NEG_ONE)))", "toindices(x4)",
                          "paint(I, recolor(TWO, x4))", "paint(I, combine(x3, x4))", "paint(I, combine(x1, x4))",
                          "toobject(toindices(x3), I)", "difference(toindices(x4), asindices(I))", "cover(I, x3)",
                          "paint(I, shift(shift(x3, (-12, ZERO)), (11, ONE)))", "move(I, x4, UNITY)", "underfill(I, TWO, x4)"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 11, 20);
  }
}

TEST(EmptyTuple, is_the_corner_of_nothing) {
  const std::string made = "    x1 = ofcolor(I, SEVEN)\n    x2 = ulcorner(x1)\n    x3 = ofcolor(I, ONE)\n    x4 = lrcorner(x3)\n";
  for (const char* use : {"add(x2, UNITY)", "subtract(ONE, x4)", "invert(x2)", "crement(x4)", "contained(x2, x3)", "contained(ONE, x2)",
                          "remove(x2, x3)", "equality(x2, x4)", "size(x2)", "maximum(x2)", "first(x4)", "last(x2)", "insert(x2, x3)",
                          "initset(x2)", "astuple(x2, x4)", "index(I, x4)", "shoot(x4, UNITY)", "connect(x2, x4)", "vfrontier(x2)",
                          "shift(x3, x2)", "shift(x1, x2)", "canvas(ONE, x2)", "crop(I, x2, x4)", "branch(x2, ONE, TWO)",
                          "neighbors(x2)", "centerofmass(x1)", "apply(rbind(subtract, x2), x1)", "apply(rbind(subtract, x2), x3)",
                          "apply(increment, x2)", "astuple(ONE, x2)", "other(x3, x2)", "repeat(x2, TWO)",
                          "maximum(repeat(x2, THREE))", "fill(I, ONE, combine(repeat(x2, ONE), repeat(x4, ONE)))",
                          "order(repeat(x2, TWO), identity)", "double(x2)", "toivec(size(x2))", "manhattan(initset(x2), x3)"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 6, 8);
  }
}

TEST(Nothing, has_no_largest_value) {
  for (const char* function : {"size", "width", "height", "shape", "leftmost", "ulcorner", "numcolors", "compose(positive, size)",
                               "chain(double, increment, height)", "fork(add, width, height)", "compose(first, first)", "color"}) {
    for (const char* which : {"valmax", "valmin"}) {
      expect_alike_on_drawn(fmt::format("    x1 = objects(I, T, F, T)\n    x9 = {}(x1, {})\n", which, function), 6, 12);
    }
  }
}

TEST(NegativeColour, is_painted_and_found) {
  const std::string made = "    x1 = ofcolor(I, ONE)\n    x2 = fill(I, NEG_ONE, x1)\n";
  for (const char* use : {"mostcolor(x2)", "leastcolor(x2)", "palette(x2)", "numcolors(x2)", "ofcolor(x2, NEG_ONE)", "replace(x2, NEG_ONE, FOUR)",
                          "objects(x2, T, F, T)", "partition(x2)", "colorcount(x2, NEG_ONE)", "asobject(x2)", "totuple(asobject(x2))",
                          "merge(x2)", "first(x2)", "index(x2, ORIGIN)", "upscale(x2, TWO)", "paint(I, recolor(NEG_ONE, x1))",
                          "order(partition(x2), color)", "rot90(x2)", "switch(x2, NEG_ONE, ZERO)", "occurrences(x2, recolor(NEG_ONE, initset(ORIGIN)))",
                          "canvas(NEG_ONE, TWO_BY_TWO)", "canvas(NEG_TWO, TWO_BY_TWO)", "dedupe(x2)", "merge(frontiers(x2))",
                          "combine(asobject(I), recolor(NEG_ONE, x1))", "initset(x2)", "compress(x2)"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 7, 12);
  }
}

TEST(None, is_an_integer_that_is_none) {
  const std::string made = "    x1 = shape(I)\n    x2 = index(I, x1)\n    x3 = index(I, ORIGIN)\n";
  for (const char* use : {"equality(x2, x3)", "equality(x2, ONE)", "equality(x2, index(I, DOWN))", "branch(x2, ONE, TWO)", "branch(x3, x2, FOUR)",
                          "add(x2, ONE)", "add(x3, ONE)", "astuple(x2, ORIGIN)", "contained(x2, palette(I))", "fill(I, x2, asindices(I))",
                          "remove(x2, palette(I))", "canvas(x2, UNITY)", "flip(x2)"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 5, 10);
  }
}

TEST(Choice, of_values_of_unlike_types) {
  const std::string made = "    x1 = portrait(I)\n    x2 = asobject(I)\n    x3 = ofcolor(I, ONE)\n    x4 = square(I)\n";
  for (const char* use : {"fill(I, TWO, branch(x1, x2, x3))", "size(branch(x1, x2, x3))", "outbox(branch(x4, x3, x2))",
                          "paint(I, branch(x1, x2, totuple(x2)))", "height(branch(x1, I, x2))",
                          "chain(outbox, outbox, branch(x1, identity, outbox))(x2)", "compose(size, branch(x4, identity, toindices))(x2)",
                          "power(chain(outbox, outbox, branch(x1, identity, outbox)), TWO)(x2)"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 7, 12);
  }
}

TEST(SetsAsKeys, are_compared_as_sets) {
  const std::string made = "    x1 = asobject(I)\n    x2 = ofcolor(I, ONE)\n    x3 = neighbors(ORIGIN)\n";
  for (const char* use : {"argmax(apply(lbind(shift, x1), x3), lbind(intersection, x1))", "argmin(apply(lbind(shift, x1), x3), lbind(intersection, x1))",
                          "argmax(totuple(apply(lbind(shift, x2), x3)), lbind(intersection, x2))", "argmax(objects(I, T, F, T), toindices)",
                          "argmin(partition(I), compose(rbind(intersection, x2), toindices))"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 6, 16);
  }
}

TEST(KnownTuples, hold_functions) {
  const std::string made =
      "    x1 = astuple(I, rot90(I))\n    x2 = combine(x1, astuple(rot180(I), rot270(I)))\n    x3 = apply(rbind(ofcolor, ONE), x2)\n"
      "    x4 = apply(lbind(lbind, combine), x3)\n    x5 = apply(lbind(rbind, difference), x3)\n";
  for (const char* use : {"papply(compose, x4, x5)", "rapply(papply(compose, x5, x4), asindices(I))", "rapply(x4, asindices(I))",
                          "mpapply(mapply, apply(lbind(lbind, shift), x3), x3)", "papply(sfilter, x3, apply(lbind(rbind, contained), x3))",
                          "papply(combine, x3, x3)"}) {
    const bool functions = std::string(use).starts_with("papply(compose");
    if (!functions) expect_alike_on_drawn(made + "    x9 = " + use + "\n", 6, 12);
  }
}

TEST(Merged, pairs_of_objects_are_walked) {
  expect_alike_on_drawn(
      "    x1 = objects(I, T, T, T)\n    x2 = product(x1, x1)\n    x3 = sfilter(x2, compose(lbind(greater, FOUR), fork(manhattan, first, last)))\n"
      "    x4 = apply(merge, x3)\n    x5 = mapply(delta, x4)\n    x9 = fill(I, FOUR, x5)\n", 9, 24);
  expect_alike_on_drawn("    x1 = partition(I)\n    x2 = product(x1, x1)\n    x4 = apply(merge, x2)\n    x9 = mapply(toindices, x4)\n", 5, 12);
}

TEST(NoCells, are_taken_by_more) {
  const std::string made = "    x1 = canvas(ONE, (ZERO, TWO))\n    x2 = canvas(ONE, (TWO, ZERO))\n    x3 = ofcolor(I, ONE)\n";
  for (const char* use : {"fill(x1, ONE, x3)", "fill(x2, ONE, x3)", "replace(x1, ONE, TWO)", "replace(x2, ONE, TWO)", "partition(x1)",
                          "partition(x2)", "mostcolor(x1)", "mostcolor(x2)", "leastcolor(x2)"}) {
    expect_alike_on_drawn(made + "    x9 = " + use + "\n", 4, 4);
  }
}

}  // namespace
}  // namespace battalion::lower
