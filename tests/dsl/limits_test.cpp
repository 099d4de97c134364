// Programs that want too much: every one ends, with a limit or an exception, and always with the same.

#include <gtest/gtest.h>

#include "dsl/evaluating.hpp"

namespace battalion::dsl {
namespace {

constexpr auto grid = "[[1,2,3],[4,5,6],[7,8,9]]";
constexpr Bounds bounds = {20'000'000, 64 << 20};

std::string result(std::vector<std::string> lines, Bounds within = bounds) {
  return run_program(program_of(std::move(lines)), grid, within).what;
}

TEST(Steps, AreTheSameOnEveryRun) {
  const Program program = program_of({
      "x1 = objects(I, T, F, F)",
      "x2 = mapply(toindices, x1)",
      "x3 = product(x2, x2)",
      "x4 = order(x3, identity)",
      "O = size(x4)",
  });
  for (SetOrder order : {SetOrder::cpython, SetOrder::canonical}) {
    const Ending first = run_program(program, grid, {}, order);
    EXPECT_EQ(first.what, "81");
    EXPECT_GT(first.steps, 0u);
    EXPECT_GT(first.memory, 0u);
    for (int k = 0; k < 5; ++k) {
      const Ending again = run_program(program, grid, {}, order);
      EXPECT_EQ(again.steps, first.steps);
      EXPECT_EQ(again.memory, first.memory);
    }
    // Just enough is enough; one less is not.
    EXPECT_EQ(run_program(program, grid, {first.steps, first.memory}, order).what, "81");
    EXPECT_EQ(run_program(program, grid, {first.steps - 1, first.memory}, order).what, "limit: steps");
    EXPECT_EQ(run_program(program, grid, {first.steps, first.memory - 1}, order).what, "limit: memory");
  }
}

TEST(Limits, AbsurdSizesEndInALimitOrAnException) {
  for (const char* line : {
           "canvas(ZERO, (1000000, 1000000))",
           "canvas(ZERO, (3000000000, 3000000000))",
           "canvas(ZERO, (9223372036854775807, 9223372036854775807))",
           "canvas(ZERO, (4294967297, 1))",
           "canvas(ZERO, (1, 4294967297))",
           "canvas(300, (100000000, 100000000))",
           "canvas(ZERO, (9223372036854775807, ONE))",
           "repeat(I, 9223372036854775807)",
           "repeat(ZERO, 4294967297)",
           "interval(ZERO, 9223372036854775807, ONE)",
           "interval(9223372036854775807, NEG_ONE, NEG_ONE)",
           "upscale(I, 3000000000)",
           "upscale(I, 9223372036854775807)",
           "upscale(asobject(I), 9223372036854775807)",
           "upscale(asobject(I), 100000)",
           "hupscale(I, 4611686018427387904)",
           "vupscale(I, 9223372036854775807)",
           "product(interval(ZERO, 100000, ONE), interval(ZERO, 100000, ONE))",
           "outbox(insert((1000000000, 1000000000), toindices(asobject(I))))",
           "backdrop(insert((-9223372036854775807, ZERO), initset((9223372036854775807, ZERO))))",
           "backdrop(insert((2000000000, 2000000000), asindices(I)))",
           "delta(insert((2000000000, 2000000000), asindices(I)))",
           "box(insert((2000000000, 2000000000), asindices(I)))",
           "connect((ZERO, ZERO), (9223372036854775807, 9223372036854775807))",
           "connect((-9223372036854775807, ZERO), (9223372036854775807, ZERO))",
           "vsplit(I, 9223372036854775807)",
           "hsplit(I, 4611686018427387904)",
       }) {
    const std::string what = result({std::string("O = ") + line});
    EXPECT_TRUE(what == "limit: memory" || what == "limit: steps" || what.ends_with("Error") || what == "IntegerOverflow")
        << line << ": " << what.substr(0, 80);
  }
}

TEST(Limits, OnePlaceAtTheEndOfTheIntegersIsItsOwnBackdrop) {
  EXPECT_EQ(result({"O = backdrop(initset((9223372036854775807, ZERO)))"}), "{\"set\":[[9223372036854775807,0]]}");
}

TEST(Limits, AbsurdButHarmlessNumbersAreAnswered) {
  for (const char* line : {
           "crop(I, (9223372036854775807, ONE), (9223372036854775807, TWO))",
           "crop(I, (-9223372036854775807, ONE), (9223372036854775807, TWO))",
           "canvas(ZERO, (-9223372036854775807, 9223372036854775807))",
           "repeat(I, -9223372036854775807)",
           "interval(ZERO, 9223372036854775807, 9223372036854775807)",
           "interval(9223372036854775807, ZERO, ONE)",
           "interval(-9223372036854775807, 9223372036854775807, 4611686018427387904)",
           "index(I, (9223372036854775807, -9223372036854775807))",
           "shift(asindices(I), (9223372036854775807, ONE))",
           "shift(asindices(I), (1073741824, -1073741824))",
           "fill(I, 9223372036854775807, asindices(I))",
           "hsplit(I, -9223372036854775807)",
           "downscale(I, 9223372036854775807)",
           "shoot((9223372036854775807, ONE), (ONE, ONE))",
           "manhattan(initset((9223372036854775807, ONE)), initset((-9223372036854775807, ONE)))",
           "gravitate(initset((1073741824, ONE)), initset((-9223372036854775807, ONE)))",
           "neighbors((9223372036854775807, 9223372036854775807))",
           "centerofmass(initset((9223372036854775807, 9223372036854775807)))",
           "center(initset((9223372036854775807, 9223372036854775807)))",
           "vfrontier((ONE, 9223372036854775807))",
           "inbox(initset((9223372036854775807, 9223372036854775807)))",
           "outbox(initset((9223372036854775807, 9223372036854775807)))",
       }) {
    const std::string what = result({std::string("O = ") + line});
    EXPECT_FALSE(what.starts_with("limit")) << line << ": " << what.substr(0, 80);
  }
}

TEST(Limits, GrowthByDoublingEndsInAMemoryLimit) {
  std::vector<std::string> lines = {"x0 = I"};
  for (int k = 0; k < 60; ++k) {
    lines.push_back("x" + std::to_string(k + 1) + " = " + (k % 2 ? "hconcat" : "vconcat") + "(x" + std::to_string(k) +
                    ", x" + std::to_string(k) + ")");
  }
  lines.push_back("O = x60");
  EXPECT_EQ(result(lines, {Budget::unlimited, 64 << 20}), "limit: memory");
}

TEST(Limits, PowerNestsAsFarAsTheReferenceDoes) {
  EXPECT_EQ(result({"O = power(increment, ZERO)"}), "RecursionError");
  EXPECT_EQ(result({"O = power(increment, NEG_ONE)"}), "RecursionError");
  EXPECT_EQ(result({"O = power(increment, 100000)"}), "RecursionError");
  EXPECT_EQ(result({"O = power(increment, 9223372036854775807)"}), "RecursionError");
  EXPECT_EQ(result({"f = power(increment, 500)", "O = f(ONE)"}), "501");
  EXPECT_EQ(result({"f = power(power(increment, 900), 900)", "O = f(ONE)"}), "RecursionError");
}

TEST(Limits, DeepFunctionsEndInRecursionErrorNotInACrash) {
  std::vector<std::string> lines = {"f0 = increment"};
  for (int k = 0; k < 3000; ++k) {
    lines.push_back("f" + std::to_string(k + 1) + " = compose(f" + std::to_string(k) + ", identity)");
  }
  lines.push_back("O = f3000(ONE)");
  EXPECT_EQ(result(lines), "RecursionError");
}

TEST(Limits, WideFunctionsEndByTheStepLimit) {
  std::vector<std::string> lines = {"f0 = increment"};
  for (int k = 0; k < 40; ++k) {
    lines.push_back("f" + std::to_string(k + 1) + " = compose(f" + std::to_string(k) + ", f" + std::to_string(k) + ")");
  }
  lines.push_back("O = f40(ONE)");
  EXPECT_EQ(result(lines, {2'000'000, 64 << 20}), "limit: steps");
}

TEST(Limits, ComparingValuesThatShareTheirPartsIsCounted) {
  // 2^22 leaves in 22 objects: whoever compares two of these walks all of them.
  std::vector<std::string> lines = {"x0 = (ONE, 1000)", "y0 = (ONE, 1000)"};
  for (int k = 0; k < 22; ++k) {
    for (const char* name : {"x", "y"}) {
      const std::string before = name + std::to_string(k);
      lines.push_back(name + std::to_string(k + 1) + " = astuple(" + before + ", " + before + ")");
    }
  }
  lines.push_back("O = equality(x22, y22)");
  EXPECT_EQ(result(lines, {1'000'000, 64 << 20}), "limit: steps");
}

/// `step` 490 times, `times` over: values nested 490 * times deep.
std::vector<std::string> tower(const std::string& step, int times, const std::string& name) {
  std::vector<std::string> lines = {name + "f = power(" + step + ", 490)", name + "0 = ONE"};
  for (int k = 0; k < times; ++k) {
    lines.push_back(name + std::to_string(k + 1) + " = " + name + "f(" + name + std::to_string(k) + ")");
  }
  return lines;
}

TEST(Limits, DeepValuesEndInRecursionErrorNotInACrash) {
  for (const char* step : {"initset", "rbind(astuple, ONE)", "rbind(repeat, ONE)", "lbind(recolor, ONE)",
                           "chain(totuple, initset, initset)", "rbind(pair, (ONE, ONE))",
                           "compose(initset, rbind(astuple, T))"}) {
    std::vector<std::string> lines = tower(step, 12, "x");
    lines.push_back("O = size(x12)");
    const std::string what = result(lines);
    EXPECT_TRUE(what == "RecursionError" || what == "TypeError" || what == "1" || what == "2") << step << ": " << what;
    if (std::string(step) == "initset" || std::string(step) == "rbind(astuple, ONE)") {
      EXPECT_EQ(what, "RecursionError") << step;
    }
  }
}

TEST(Limits, TheDeepestValuesCanBeHashedComparedAndWritten) {
  for (SetOrder order : {SetOrder::cpython, SetOrder::canonical}) {
    for (const char* step : {"initset", "rbind(astuple, ONE)", "lbind(astuple, T)"}) {
      std::vector<std::string> lines = tower(step, 2, "x");
      for (const std::string& line : tower(step, 2, "y")) lines.push_back(line);
      lines.push_back("same = equality(x2, y2)");
      lines.push_back("both_sets = combine(initset(x2), initset(y2))");
      lines.push_back("ordered = order(combine(initset(x1), initset(y2)), size)");
      lines.push_back("n = size(both_sets)");
      lines.push_back("O = (same, n, x2)");
      const std::string what = run_program(program_of(lines), grid, bounds, order).what;
      EXPECT_TRUE(what.starts_with("[true,1,")) << step << ": " << what.substr(0, 60);
    }
  }
}

TEST(Limits, ManySetsMadeFromEachOtherAreReplayedWithoutACrash) {
  // Orders are worked out on demand, by replaying how a set came to be.
  std::vector<std::string> lines = {"x0 = asindices(I)"};
  for (int k = 0; k < 2000; ++k) {
    const std::string x = "x" + std::to_string(k);
    lines.push_back("x" + std::to_string(k + 1) + " = " +
                    (k % 3 == 0 ? "shift(" + x + ", RIGHT)" : k % 3 == 1 ? "combine(" + x + ", asindices(I))"
                                                                         : "remove(first(" + x + "), " + x + ")"));
  }
  lines.push_back("O = size(totuple(x2000))");
  EXPECT_FALSE(result(lines).empty());
}

}  // namespace
}  // namespace battalion::dsl
