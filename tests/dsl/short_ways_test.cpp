// What has a short way of its own gives what the long way gives, and is charged alike.

#include <gtest/gtest.h>

#include "dsl/evaluating.hpp"

namespace battalion::dsl {
namespace {

constexpr auto grid = "[[1,1,1,0],[1,0,1,1],[1,1,1,0],[0,2,2,1]]";

Ending run_lines(std::vector<std::string> lines, Bounds within = {}) {
  return run_program(program_of(std::move(lines)), grid, within);
}

TEST(ShortWays, ADistanceIsChargedAsItsParts) {
  for (const char* bound : {"lbind(manhattan, x1)", "rbind(manhattan, x1)"}) {
    for (const char* patch : {"ofcolor(I, ONE)", "asobject(I)", "initset(UNITY)"}) {
      for (const char* place : {"(7, 9)", "(3, (2, 2))"}) {
        const std::string call = std::string("O = x3(") + place + ")";
        std::vector<std::string> lines = {std::string("x1 = ") + patch, std::string("x2 = ") + bound,
                                          "x3 = compose(x2, initset)", call};
        const Ending fused = run_lines(lines);
        lines[2] = "x3 = chain(x2, initset, identity)";  // one more call, that of identity
        const Ending parts = run_lines(lines);
        EXPECT_EQ(fused.what, parts.what);
        EXPECT_EQ(fused.steps + 1, parts.steps);
        EXPECT_EQ(fused.memory, parts.memory);
        EXPECT_EQ(run_lines(lines, {parts.steps - 1, parts.memory}).what, "limit: steps");
        lines[2] = "x3 = compose(x2, initset)";
        EXPECT_EQ(run_lines(lines, {fused.steps, fused.memory}).what, fused.what);
        EXPECT_EQ(run_lines(lines, {fused.steps - 1, fused.memory}).what, "limit: steps");
        EXPECT_EQ(run_lines(lines, {fused.steps, fused.memory - 1}).what, "limit: memory");
      }
    }
  }
}

TEST(ShortWays, ADistanceToNothingRaises) {
  EXPECT_EQ(run_lines({"x1 = ofcolor(I, NINE)", "x2 = lbind(manhattan, x1)", "x3 = compose(x2, initset)", "O = x3(UNITY)"}).what,
            "ValueError");
}

TEST(ShortWays, LinesInCommonAreChargedAlikeWhereverTheyLie) {
  for (const char* matching : {"hmatching", "vmatching"}) {
    for (const char* other : {"ofcolor(I, ONE)", "ofcolor(I, TWO)", "asobject(I)", "initset((2, 3))"}) {
      const auto at = [&](const std::string& corner) {
        return run_lines({"x1 = shift(ofcolor(I, ONE), " + corner + ")", std::string("x2 = shift(") + other + ", " + corner + ")",
                          std::string("O = ") + matching + "(x1, x2)"});
      };
      // Beyond 64 rows and columns, or before 0, sets of lines are made.
      const Ending near = at("(1, 2)"), far = at("(100, 200)"), before = at("(-50, -60)");
      for (const Ending& e : {far, before}) {
        EXPECT_EQ(near.what, e.what);
        EXPECT_EQ(near.steps, e.steps);
        EXPECT_EQ(near.memory, e.memory);
      }
    }
  }
}

TEST(ShortWays, LinesGoBothWays) {
  const auto line = [](const char* from, const char* to) {
    Context ctx(SetOrder::canonical);
    return walked_text(ctx, call_named(ctx, "connect", {from_json(ctx, from), from_json(ctx, to)}));
  };
  EXPECT_EQ(line("[1,5]", "[3,3]"), line("[3,3]", "[1,5]"));
  EXPECT_EQ(line("[1,5]", "[3,3]"), "[[1,5],[2,4],[3,3]]");
  EXPECT_EQ(line("[-1,0]", "[1,2]"), "[[-1,0],[0,1],[1,2]]");
  EXPECT_EQ(line("[4,2]", "[4,0]"), "[[4,0],[4,1],[4,2]]");
  EXPECT_EQ(line("[2,4]", "[0,4]"), "[[0,4],[1,4],[2,4]]");
  EXPECT_EQ(line("[7,7]", "[7,7]"), "[[7,7]]");
  EXPECT_EQ(line("[0,0]", "[1,2]"), "[]");
}

TEST(ShortWays, SeveralColoursOfOnePlaceAreKeptApart) {
  EXPECT_EQ(run_lines({"x1 = asindices(I)", "x2 = recolor(ONE, x1)", "x3 = recolor(TWO, x1)", "x4 = recolor(THREE, x1)",
                       "x5 = combine(x2, combine(x3, x4))", "x6 = combine(x5, combine(x4, combine(x2, x3)))", "O = size(x6)"})
                .what,
            "48");
}

}  // namespace
}  // namespace battalion::dsl
