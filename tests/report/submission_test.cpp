#include "report/submission.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/made_sweep.hpp"

namespace battalion::report {
namespace {

constexpr auto X = score::Outcome::exact;
const arc::Grid right{1, 2, {1, 2}}, other{2, 1, {3, 4}};

/// Samples 2, 4 and 5 are tests: one of task a, two of task b.
Submission of(const AttemptGrids& grids) {
  const std::vector<std::vector<score::Outcome>> outcomes(6, {X});
  const test::MadeSweep made(outcomes, std::vector<std::vector<std::uint16_t>>(6, {2}), {1});
  return make_submission(store::SweepFile(made.file()), grids);
}

TEST(Submission, TheThreeScoresDiffer) {
  const Submission s = of({{}, {}, {other, right}, {}, {right, other}, {other}});
  EXPECT_EQ(s.outputs, 3u);
  EXPECT_EQ(s.known, 3u);
  EXPECT_EQ(s.solved, 2u);
  EXPECT_DOUBLE_EQ(s.totals.a, 2.0 / 3);
  EXPECT_DOUBLE_EQ(s.totals.b, 0.75);
  EXPECT_EQ(s.totals.c, 1u);
  EXPECT_EQ(s.single, 1u);
  EXPECT_EQ(s.empty, 0u);
}

TEST(Submission, NamesEveryTestOfEveryTask) {
  const Submission s = of({{}, {}, {other, right}, {}, {}, {right}});
  EXPECT_EQ(nlohmann::json::parse(s.json), nlohmann::json::parse(R"({
      "a": [{"attempt_1": [[3], [4]], "attempt_2": [[1, 2]]}],
      "b": [{"attempt_1": [[0, 0], [0, 0]], "attempt_2": [[0, 0], [0, 0]]},
            {"attempt_1": [[1, 2]], "attempt_2": [[0, 0], [0, 0]]}]})"));
}

TEST(Submission, GridsThatCannotBeRightAreNotHandedIn) {
  const arc::Grid large{31, 1, std::vector<std::int8_t>(31)}, colour{1, 1, {10}}, negative{1, 1, {-1}};
  const Submission s = of({{}, {}, {large, right}, {}, {colour, negative}, {right, other}});
  const auto json = nlohmann::json::parse(s.json);
  EXPECT_EQ(json["a"][0]["attempt_1"], nlohmann::json::parse("[[1, 2]]"));
  EXPECT_EQ(json["b"][0]["attempt_1"], nlohmann::json::parse("[[0, 0], [0, 0]]"));
  EXPECT_EQ(s.single, 1u);
  EXPECT_EQ(s.empty, 1u);
}

}  // namespace
}  // namespace battalion::report
