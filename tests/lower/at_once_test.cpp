// Loops told without their rounds: against the interpreter, and that they are.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "lower/drawn_grid.hpp"
#include "lower/expect_alike.hpp"

namespace battalion::lower {
namespace {

/// How many loops were told at once, of all grids, orders and levels.
int told_at_once(const std::string& lines) {
  std::mt19937 draw(17);
  int at_once = 0;
  for (int k = 0; k < 40; ++k) {
    const Lockstep::Tally tally = expect_alike(lines, drawn_grid(draw, 9, 1));
    EXPECT_EQ(tally.lowered, tally.operations) << lines;
    if (tally.lowered != tally.operations) return 0;  // told once is enough
    at_once += tally.at_once;
  }
  for (const char* grid : {"[[0]]", "[[1]]", "[[1,1]]", "[[1],[1],[2]]", "[[1,0,0,1],[0,0,0,0],[0,1,0,2]]"}) expect_alike(lines, grid);
  // As large as a window, and full.
  std::string row = "[1";
  for (int j = 1; j < 32; ++j) row += j % 5 == 0 ? ",2" : j % 7 == 0 ? ",0" : ",1";
  at_once += expect_alike(lines, fmt::format("[{}],{}],{}]]", row, row, row)).at_once;
  return at_once;
}

constexpr const char filtered[] = "    x0 = initset(ORIGIN)\n    x1 = ofcolor(I, ONE)\n    x5 = sfilter(x1, {})\n    return x5\n";

TEST(AtOnce, filters_of_places) {
  for (const char* filter : {
           "matcher(first, TWO)",
           "compose(flip, matcher(last, THREE))",
           "compose(even, fork(add, first, last))",
           "compose(even, fork(subtract, power(first, ONE), compose(double, last)))",
           "fork(greater, first, last)",
           "compose(rbind(greater, THREE), fork(add, first, compose(double, last)))",
           "compose(lbind(greater, TWO), fork(subtract, compose(lbind(multiply, THREE), last), first))",
           "fork(equality, compose(lbind(multiply, NEG_TWO), first), compose(invert, last))",
           "fork(equality, compose(even, first), compose(even, last))",
           "fork(both, compose(positive, first), fork(either, compose(even, last), fork(equality, first, last)))",
           "compose(rbind(contained, palette(I)), first)",
           "compose(rbind(contained, totuple(palette(I))), compose(decrement, last))",
           "compose(rbind(contained, UP_RIGHT), fork(subtract, first, last))",
           "rbind(contained, shift(x1, UNITY))",
           "compose(rbind(contained, x1), lbind(add, UP_RIGHT))",
           "compose(rbind(contained, x1), rbind(subtract, astuple(FIVE, NEG_ONE)))",
           "compose(lbind(hmatching, x0), initset)",
           "compose(rbind(vmatching, x0), initset)",
           "fork(either, compose(lbind(vmatching, x0), initset), compose(rbind(hmatching, x0), initset))",
           "compose(rbind(greater, ONE), chain(rbind(colorcount, ONE), rbind(toobject, I), neighbors))",
           "matcher(chain(rbind(colorcount, TWO), rbind(toobject, I), dneighbors), ONE)",
           "compose(lbind(greater, THREE), chain(size, rbind(toobject, I), ineighbors))",
           "matcher(chain(size, rbind(difference, x1), lbind(shift, x0)), ZERO)",
           "compose(positive, chain(decrement, size, chain(lbind(intersection, x1), lbind(shift, x0), identity)))",
           "chain(flip, matcher(chain(size, rbind(difference, x1), neighbors), ONE), lbind(add, NEG_UNITY))",
           "compose(fork(greater, compose(decrement, chain(first, first, identity)), compose(first, last)), lbind(astuple, UNITY))",
       }) {
    SCOPED_TRACE(filter);
    EXPECT_GT(told_at_once(fmt::format(filtered, filter)), 0);
  }
}

TEST(AtOnce, filters_that_go_round) {
  for (const char* filter : {"matcher(identity, UNITY)", "matcher(compose(crement, identity), UNITY)", "compose(lbind(equality, ONE), size)"}) {
    SCOPED_TRACE(filter);
    EXPECT_EQ(told_at_once(fmt::format(filtered, filter)), 0);
  }
}

TEST(AtOnce, filters_of_places_beyond_a_window) {
  for (const char* filter : {"compose(even, last)", "fork(greater, first, last)", "rbind(contained, x1)", "compose(rbind(greater, NEG_TWO), first)",
                             "compose(lbind(hmatching, x1), initset)"}) {
    SCOPED_TRACE(filter);
    EXPECT_GT(told_at_once(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = mapply(rbind(shoot, UP_RIGHT), x1)\n"
                                       "    x5 = sfilter(x2, {})\n    return x5\n", filter)), 0);
  }
}

TEST(AtOnce, filters_of_cells) {
  for (const char* filter : {
           "matcher(first, ONE)",
           "compose(flip, matcher(first, mostcolor(I)))",
           "compose(rbind(greater, ONE), first)",
           "compose(lbind(greater, ONE), first)",
           "compose(rbind(contained, astuple(ZERO, TWO)), first)",
           "compose(rbind(contained, remove(ONE, palette(I))), first)",
           "matcher(compose(last, last), THREE)",
           "fork(both, matcher(first, ONE), chain(even, first, last))",
           "compose(rbind(contained, x1), last)",
       }) {
    SCOPED_TRACE(filter);
    for (const char* of : {"asobject(I)", "shift(asobject(I), astuple(NEG_TWO, FIVE))", "merge(objects(I, T, F, T))"}) {
      EXPECT_GT(told_at_once(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = {}\n    x5 = sfilter(x2, {})\n    return x5\n", of, filter)), 0);
    }
  }
}

TEST(AtOnce, patches_moved_to_places) {
  for (const char* body : {
           "mapply(lbind(shift, x2), x1)",
           "mapply(lbind(shift, x3), x1)",
           "apply(lbind(shift, x2), x1)",
           "apply(lbind(shift, x3), x1)",
           "apply(lbind(shift, x3), totuple(x1))",
           "mapply(rbind(shoot, UP_RIGHT), x1)",
           "mapply(rbind(shoot, LEFT), x1)",
           "mapply(rbind(shoot, astuple(TWO, THREE)), x1)",
           "mapply(fork(combine, rbind(shoot, UNITY), rbind(shoot, DOWN_LEFT)), x1)",
           "mapply(fork(combine, hfrontier, vfrontier), x1)",
           "mapply(vfrontier, x1)",
           "mapply(hfrontier, shift(x1, astuple(NEG_ONE, FOUR)))",
           "mapply(neighbors, x1)",
           "mapply(fork(combine, dneighbors, fork(combine, initset, compose(ineighbors, lbind(add, RIGHT)))), x1)",
           "mapply(neighbors, mapply(dneighbors, x1))",
           "mapply(compose(rbind(shoot, UP), lbind(add, astuple(THREE, NEG_ONE))), x1)",
           "mapply(lbind(shift, x2), mapply(rbind(shoot, RIGHT), x1))",
           "argmax(apply(lbind(shift, x3), x1), lrcorner)",
       }) {
    SCOPED_TRACE(body);
    EXPECT_GT(told_at_once(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = ofcolor(I, TWO)\n    x3 = shift(asobject(tophalf(I)), UNITY)\n"
                                       "    x5 = {}\n    return x5\n", body)), 0);
  }
  // Only the colours of the places where the object lies are new: those of other colours are several.
  EXPECT_GT(told_at_once("    x1 = ofcolor(I, ONE)\n    x2 = recolor(THREE, ofcolor(I, TWO))\n    x5 = mapply(lbind(shift, x2), x1)\n"
                         "    x6 = paint(I, x5)\n    return x6\n"), 0);
}

TEST(AtOnce, patches_measured) {
  for (const char* what : {"argmax(x1, {})", "argmin(x1, {})", "valmax(x1, {})", "valmin(x1, {})", "apply({}, x1)", "order(x1, {})",
                           "apply({}, order(x1, height))", "argmax(x2, {})", "argmin(x2, {})", "apply({}, x2)"}) {
    for (const char* measure : {"size", "height", "width", "color"}) {
      const std::string line = fmt::format(fmt::runtime(what), measure);
      SCOPED_TRACE(line);
      EXPECT_GT(told_at_once(fmt::format("    x1 = objects(I, T, F, T)\n    x2 = apply(rbind(shift, UNITY), x1)\n    x5 = {}\n    return x5\n", line)), 0);
    }
  }
  for (const char* what : {"argmax(x2, size)", "argmax(x2, width)", "order(x2, height)", "apply(width, x2)", "valmin(x2, size)"}) {
    SCOPED_TRACE(what);
    EXPECT_GT(told_at_once(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = prapply(connect, x1, asindices(I))\n    x5 = {}\n    return x5\n", what)), 0);
  }
}

TEST(AtOnce, patches_moved_and_then_measured) {
  // Sets of more than sixteen, of several forms, some the same at several places.
  for (const char* lines : {"x5 = argmax(x4, size)", "x5 = argmin(x4, size)", "x5 = argmax(x4, height)", "x5 = argmin(x4, width)", "x5 = valmax(x4, size)",
                            "x5 = apply(width, x4)", "x5 = order(x4, size)", "x5 = merge(x4)", "x5 = first(x4)", "x5 = argmax(x4, ulcorner)",
                            "x5 = sfilter(x4, compose(even, size))", "x5 = combine(x4, x8)", "x5 = totuple(x4)", "x5 = size(x4)",
                            "x5 = mapply(outbox, x4)", "x5 = apply(lrcorner, x4)", "x5 = equality(x4, apply(identity, x4))"}) {
    SCOPED_TRACE(lines);
    for (const char* of : {"x3", "recolor(TWO, x3)"}) {
      EXPECT_GT(told_at_once(fmt::format("    x1 = asindices(I)\n    x2 = interval(ONE, FOUR, ONE)\n    x3 = ofcolor(I, ONE)\n"
                                         "    x8 = initset({})\n    x9 = insert(shift({}, UNITY), x8)\n"
                                         "    x4 = mapply(compose(rbind(apply, x1), lbind(lbind, shift)), x9)\n    {}\n    return x5\n", of, of, lines)), 0);
    }
  }
  EXPECT_GT(told_at_once("    x1 = interval(ONE, FOUR, ONE)\n    x2 = prapply(astuple, x1, x1)\n"
                         "    x3 = chain(fork(apply, lbind(lbind, shift), lbind(occurrences, I)), asobject, lbind(canvas, ZERO))\n"
                         "    x4 = mapply(x3, x2)\n    x5 = argmax(x4, size)\n    return x5\n"), 0);
}

TEST(AtOnce, unions_around_places_that_stand_for_patches) {
  for (const char* body : {
           "compose(rbind(shoot, UNITY), center)",
           "compose(fork(combine, fork(combine, rbind(shoot, UNITY), rbind(shoot, NEG_UNITY)), rbind(shoot, DOWN_LEFT)), center)",
           "chain(neighbors, lbind(add, RIGHT), ulcorner)",
           "compose(lbind(shift, x3), lrcorner)",
           "fork(combine, compose(hfrontier, center), compose(vfrontier, center))",
       }) {
    SCOPED_TRACE(body);
    for (const char* of : {"objects(I, T, F, T)", "apply(toindices, objects(I, T, T, T))", "prapply(connect, x3, x3)", "order(objects(I, T, F, F), size)"}) {
      SCOPED_TRACE(of);
      const bool set = std::string_view(of).substr(0, 5) != "order";
      const int told = told_at_once(fmt::format("    x3 = ofcolor(I, ONE)\n    x2 = {}\n    x4 = mapply({}, x2)\n    x5 = fill(I, TWO, x4)\n    return x5\n", of, body));
      EXPECT_GT(told, set ? 0 : -1);
    }
  }
  // One of several places stands for none.
  EXPECT_EQ(told_at_once("    x1 = objects(I, T, F, T)\n    x5 = mapply(fork(combine, compose(hfrontier, ulcorner), compose(vfrontier, lrcorner)), x1)\n    return x5\n"), 0);
}

TEST(AtOnce, distances_of_patches) {
  for (const char* line : {"prapply(manhattan, x1, x1)", "prapply(manhattan, x2, x1)", "prapply(manhattan, x1, x3)", "apply(fork(manhattan, last, first), product(x3, x2))",
                           "argmin(x1, lbind(manhattan, x4))", "argmax(x2, rbind(manhattan, x4))", "valmin(x3, lbind(manhattan, initset(UNITY)))",
                           "apply(rbind(manhattan, x4), x2)", "argmin(x3, lbind(manhattan, x4))"}) {
    SCOPED_TRACE(line);
    EXPECT_GT(told_at_once(fmt::format("    x1 = objects(I, T, F, T)\n    x2 = apply(toindices, objects(I, F, T, T))\n"
                                       "    x3 = apply(initset, ofcolor(I, ONE))\n    x4 = ofcolor(I, TWO)\n    x5 = {}\n    return x5\n", line)), 0);
  }
}

TEST(AtOnce, pairs_of_patches_in_line) {
  for (const char* test : {"fork(vmatching, first, last)", "fork(either, fork(vmatching, first, last), fork(hmatching, last, first))",
                           "compose(flip, fork(hmatching, first, last))",
                           "fork(both, fork(hmatching, first, last), compose(flip, fork(vmatching, first, last)))"}) {
    SCOPED_TRACE(test);
    for (const char* patches : {"objects(I, T, F, T)", "apply(toindices, objects(I, T, T, T))"}) {
      EXPECT_GT(told_at_once(fmt::format("    x1 = {}\n    x2 = product(x1, x1)\n    x3 = sfilter(x2, {})\n"
                                         "    x5 = mapply(fork(connect, compose(ulcorner, first), compose(lrcorner, last)), x3)\n    return x5\n",
                                         patches, test)), 0);
    }
  }
}

TEST(AtOnce, loose_sets_filtered_and_united) {
  for (const char* lines : {
           "x5 = mfilter(x2, compose(even, size))",
           "x3 = sfilter(x2, compose(even, size))\n    x5 = argmax(x3, size)",
           "x3 = sfilter(x2, compose(even, size))\n    x5 = apply(size, x3)",
           "x3 = apply(lbind(recolor, TWO), x2)\n    x5 = merge(x3)",
           "x3 = apply(delta, x2)\n    x5 = order(x3, size)",
           "x5 = mapply(box, x2)",
           "x5 = mapply(ulcorner, x2)",
           "x3 = sfilter(x2, compose(positive, height))\n    x5 = first(x3)",
       }) {
    SCOPED_TRACE(lines);
    std::mt19937 draw(3);
    for (int k = 0; k < 30; ++k) {
      expect_alike(fmt::format("    x1 = ofcolor(I, ONE)\n    x2 = prapply(connect, x1, asindices(I))\n    {}\n    return x5\n", lines),
                   drawn_grid(draw, 6, 2));
    }
  }
}

}  // namespace
}  // namespace battalion::lower
