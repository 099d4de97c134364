// From values to grids and to outcomes.

#include "score/judge.hpp"

#include <gtest/gtest.h>

#include <tuple>

#include "arc/scoring.hpp"
#include "dsl/tuple.hpp"
#include "dsl/value_json.hpp"
#include "score/answer.hpp"
#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

std::optional<arc::Grid> grid_from(const char* text) {
  dsl::Context ctx(dsl::SetOrder::cpython);
  return to_grid(dsl::from_json(ctx, text));
}

TEST(ToGrid, TakesWhateverTheReferenceWouldCallEqualToAGrid) {
  EXPECT_EQ(grid_from("[[1,2,3],[4,5,6]]"), grid_of({{1, 2, 3}, {4, 5, 6}}));
  EXPECT_EQ(grid_from("[[7]]"), grid_of({{7}}));
  EXPECT_EQ(grid_from("[[1,2],[3,4]]"), grid_of({{1, 2}, {3, 4}}));
  EXPECT_EQ(grid_from("[[true,2],[3,false]]"), grid_of({{1, 2}, {3, 0}}));
  EXPECT_EQ(grid_from("[[true,2,1],[3,4,5]]"), grid_of({{1, 2, 1}, {3, 4, 5}}));
  EXPECT_EQ(grid_from("[[true],[2]]"), grid_of({{1}, {2}}));
  EXPECT_EQ(grid_from("[[-128,127]]"), grid_of({{-128, 127}}));
}

TEST(ToGrid, RefusesTheRest) {
  for (const char* text : {"[]", "[[]]", "[[],[]]", "[1,2]", "[1,[2,3]]", "5", "null", "[[1,2],[3]]", "[[1],[2,3]]",
                           "[[1,2],[3,4],[]]", "[[1,200]]", "[[1,-129]]", "[[1,null]]", "[[1,[2,3]],[4,5]]",
                           "[[[1]]]", "{\"set\":[[1,2]]}", "[{\"set\":[1,2]}]", "{\"fn\":\"rot90\"}"}) {
    EXPECT_FALSE(grid_from(text)) << text;
  }
}

TEST(ToGrid, RefusesGridsThatAreHugeButForSharedRows) {
  dsl::Context ctx(dsl::SetOrder::cpython);
  const std::vector<dsl::Value> cells(60'000, dsl::Value::boolean(true));
  const std::vector<dsl::Value> rows(60'000, dsl::new_tuple(ctx, cells));
  EXPECT_FALSE(to_grid(dsl::new_tuple(ctx, rows)));
}

TEST(ToGrid, RoundTripsTheDatasGrids) {
  dsl::Context ctx(dsl::SetOrder::cpython);
  for (const arc::Grid& g : {grid_of({{0}}), grid_of({{1, 2}}), grid_of({{1}, {2}}), grid_of({{9, 8, 7}, {6, 5, 4}})}) {
    EXPECT_EQ(to_grid(from_grid(ctx, g)), g);
  }
}

class Judge : public testing::Test {
 protected:
  Verdict of(const char* text, bool keep = false) {
    Evaluation e;
    e.value = dsl::from_json(ctx_, text);
    return judge(e, sample_, keep);
  }
  dsl::Context ctx_{dsl::SetOrder::cpython};
  arc::Sample sample_{arc::Split::demo, 0, grid_of({{1}}), grid_of({{1, 2}, {3, 4}})};
};

TEST_F(Judge, ExactMeansEveryCell) {
  const Verdict v = of("[[true,2],[3,4]]", true);
  EXPECT_EQ(v.cell.kind(), Outcome::exact);
  EXPECT_EQ(v.cell.cells_right, 4);
  EXPECT_EQ(v.cell.output_digest, arc::digest(sample_.output));
  EXPECT_EQ(v.grid, sample_.output);
}

TEST_F(Judge, WrongTellsHowFarItGot) {
  const Verdict near = of("[[1,2],[3,5]]");
  EXPECT_EQ(near.cell.kind(), Outcome::wrong);
  EXPECT_EQ(near.cell.cells_right, 3);
  EXPECT_FALSE(near.grid);
  const Verdict other_shape = of("[[1,2,3]]");
  EXPECT_EQ(other_shape.cell.kind(), Outcome::wrong);
  EXPECT_EQ(other_shape.cell.cells_right, 0);
  EXPECT_NE(other_shape.cell.output_digest, 0u);
  const Verdict no_grid = of("[[1,2],[3]]", true);
  EXPECT_EQ(no_grid.cell.kind(), Outcome::wrong);
  EXPECT_EQ(no_grid.cell.output_digest, 0u);
  EXPECT_FALSE(no_grid.grid);
  EXPECT_EQ(no_grid.error_kind, nullptr);
}

TEST_F(Judge, NothingIsExactWhereTheAnswerIsUnknown) {
  sample_.output = {};
  EXPECT_EQ(of("[[1]]").cell.kind(), Outcome::wrong);
  EXPECT_EQ(of("[]").cell.kind(), Outcome::wrong);
}

TEST_F(Judge, ExceptionsAndLimitsKeepTheirNames) {
  Evaluation e;
  e.kind = Evaluation::Kind::raised;
  e.raised = {dsl::ErrorCode::key_error, "why"};
  e.set_order_dependent = true;
  const Verdict raised = judge(e, sample_, true);
  EXPECT_EQ(raised.cell.kind(), Outcome::error);
  EXPECT_TRUE(raised.cell.set_order_dependent());
  EXPECT_STREQ(raised.error_kind, "KeyError");
  EXPECT_STREQ(raised.error_message, "why");
  e.kind = Evaluation::Kind::expired;
  for (const auto& [limit, outcome, kind] : {std::tuple(dsl::Limit::cpu, Outcome::timeout, "cpu"),
                                             {dsl::Limit::wall, Outcome::timeout, "wall"},
                                             {dsl::Limit::steps, Outcome::timeout, "steps"},
                                             {dsl::Limit::memory, Outcome::memory, "memory"}}) {
    e.limit = limit;
    const Verdict v = judge(e, sample_, true);
    EXPECT_EQ(v.cell.kind(), outcome);
    EXPECT_STREQ(v.error_kind, kind);
  }
}

}  // namespace
}  // namespace battalion::score
