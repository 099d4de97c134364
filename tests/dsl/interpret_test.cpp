// Whole programs: order of evaluation, functions as values, which exception comes first.

#include "dsl/interpret.hpp"

#include <gtest/gtest.h>

#include "dsl/evaluating.hpp"

namespace battalion::dsl {
namespace {

constexpr auto grid = "[[1,2,3],[4,5,6]]";

std::string result(std::vector<std::string> lines, const char* input = grid) {
  return run_program(program_of(std::move(lines)), input).what;
}

TEST(Interpret, NestingNamesAndKeywordsSayTheSame) {
  const std::string want = "[[6,5,4],[3,2,1]]";
  EXPECT_EQ(result({"x1 = vmirror(I)", "O = hmirror(x1)"}), want);
  EXPECT_EQ(result({"O = hmirror(vmirror(I))"}), want);
  EXPECT_EQ(result({"O = rot180(grid=I)"}), want);
  EXPECT_EQ(result({"f = compose(hmirror, vmirror)", "O = f(I)"}), want);
  EXPECT_EQ(result({"f = power(rot90, TWO)", "O = f(I)"}), want);
  EXPECT_EQ(result({"f = rot180", "O = f(I)"}), want);
}

TEST(Interpret, KeywordsAreTakenByName) {
  EXPECT_EQ(result({"O = subtract(b=ONE, a=TEN)"}), "9");
  EXPECT_EQ(result({"O = crop(I, dims=(1, 2), start=(1, 0))"}), "[[4,5]]");
}

TEST(Interpret, LinesNobodyNeedsAreStillEvaluated) {
  EXPECT_EQ(result({"x1 = first(())", "O = rot90(I)"}), "StopIteration");
  EXPECT_EQ(result({"x1 = divide(ONE, ZERO)", "O = I"}), "ZeroDivisionError");
  EXPECT_EQ(result({"x1 = rot90(I)", "O = I"}), grid);
}

TEST(Interpret, TheFirstExceptionInTheOrderOfTheTextIsRaised) {
  EXPECT_EQ(result({"O = add(divide(ONE, ZERO), first(()))"}), "ZeroDivisionError");
  EXPECT_EQ(result({"O = add(first(()), divide(ONE, ZERO))"}), "StopIteration");
  // A call's arguments come before the call, and the function before its arguments.
  EXPECT_EQ(result({"x = ONE", "O = x(divide(ONE, ZERO))"}), "ZeroDivisionError");
  EXPECT_EQ(result({"x = ONE", "O = x(ONE)"}), "TypeError");
}

TEST(Interpret, FunctionsTakeJustAsManyArguments) {
  EXPECT_EQ(result({"f = rbind(add, ONE)", "O = f(TWO)"}), "3");
  EXPECT_EQ(result({"f = rbind(subtract, ONE)", "O = f(TEN)"}), "9");
  EXPECT_EQ(result({"f = lbind(subtract, ONE)", "O = f(TEN)"}), "-9");
  EXPECT_EQ(result({"f = rbind(rbind(crop, (1, 1)), (0, 0))", "O = f(I)"}), "[[1]]");
  EXPECT_EQ(result({"f = fork(subtract, height, width)", "O = f(I)"}), "-1");
  EXPECT_EQ(result({"f = chain(double, increment, height)", "O = f(I)"}), "6");
  EXPECT_EQ(result({"f = matcher(height, TWO)", "O = f(I)"}), "true");
  EXPECT_EQ(result({"f = identity", "O = f(I, I)"}), "TypeError");
}

TEST(Interpret, FunctionsAreEqualToThemselvesOnly) {
  EXPECT_EQ(result({"O = equality(rot90, rot90)"}), "true");
  EXPECT_EQ(result({"O = equality(rot90, rot180)"}), "false");
  EXPECT_EQ(result({"f = compose(rot90, rot90)", "O = equality(f, f)"}), "true");
}

}  // namespace
}  // namespace battalion::dsl
