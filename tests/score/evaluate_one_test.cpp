#include "score/evaluate_one.hpp"

#include <gtest/gtest.h>

#include "scoring_help.hpp"

namespace battalion::score {
namespace {

// Small in memory, for its parts are shared; as text it would never end.
TEST(EvaluateOne, WritingAValueIsHeldToTheLimits) {
  std::vector<std::string> lines = {"O = initset(I)"};
  for (int k = 0; k < 60; ++k) lines.push_back(k % 2 == 0 ? "O = (O, O)" : "O = initset(O)");
  const dsl::Program program = programs_of({{"solve_x", lines}})[0];
  const auto ending = [&](const exec::Limits& limits) {
    const Answer a = evaluate_one(program, "[[1,2]]", limits, dsl::SetOrder::cpython);
    EXPECT_TRUE(a.json.empty());
    return a.problem;
  };
  EXPECT_EQ(ending({0, 0, 100'000, 0}), "steps limit exceeded (in writing the value)");
  EXPECT_EQ(ending({0, 0, 0, 1 << 20}), "memory limit exceeded (in writing the value)");
  EXPECT_EQ(ending({20'000'000, 0, 0, 0}), "cpu limit exceeded (in writing the value)");
  EXPECT_EQ(evaluate_one(program, "[[1,2]]", {0, 0, 100'000, 1 << 20}, dsl::SetOrder::cpython).kind, Answer::Kind::timeout);
}

// Found by fuzzing: rows that are counted as a set is walked.
TEST(EvaluateOne, PartsOfASetHangOnItsOrder) {
  for (const char* parts : {"O = partition(asobject(I))", "O = fgpartition(asobject(I))"}) {
    const dsl::Program program = programs_of({{"solve_x", {parts}}})[0];
    EXPECT_TRUE(evaluate_one(program, "[[1,2],[3,4]]", {}, dsl::SetOrder::canonical).set_order_dependent) << parts;
  }
}

}  // namespace
}  // namespace battalion::score
