// The demo against what its expected.tsv says, under both set orders. A step limit stands in for the demo's CPU
// limit, which would make the runaway program take a second of every sample; and memory ends sooner than there, for
// what swells must meet that limit first.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "arc/read_dataset.hpp"
#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

namespace fs = std::filesystem;

/// Program -> letters, by column of expected.tsv.
std::map<std::string, std::string> expected(const fs::path& file, const std::string& column) {
  std::ifstream in(file);
  std::string line, word;
  std::getline(in, line);
  std::istringstream head(line);
  int at = -1;
  for (int k = 0; head >> word; ++k) at = word == column ? k : at;
  EXPECT_GT(at, 0) << column;
  std::map<std::string, std::string> out;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string program;
    words >> program;
    for (int k = 0; k < at; ++k) words >> word;
    out[program] = word;
  }
  return out;
}

TEST(Demo, EndsAsExpectedUnderBothSetOrders) {
  const fs::path demo = fs::path(BATTALION_SOURCE_DIR) / "jobs/demo";
  const arc::Dataset dataset = arc::read_dataset(demo / "tasks");
  const std::vector<fs::path> folders = {demo / "programs"};
  const auto sources = dsl::load_sources(folders);
  const dsl::ProgramSet set = dsl::parse_programs(sources);
  for (const auto& [order, column] :
       {std::pair(dsl::SetOrder::cpython, "cpython"), {dsl::SetOrder::canonical, "canonical"}}) {
    const auto want = expected(demo / "expected.tsv", column);
    EXPECT_EQ(set.programs.size(), want.size());
    ScoreOptions options;
    options.limits = by_steps(20'000'000, 64 << 20);
    options.set_order = order;
    Scorer scorer(dataset, set.programs, options);
    const auto pairs = pair_programs(dataset, set.programs, Pairing::own);
    for (std::uint32_t t = 0; t < dataset.task_count(); ++t) {
      const UnitResult r = scorer.score(whole(dataset, TaskId(t), pairs[t]));
      for (std::size_t c = 0; c < r.programs.size(); ++c) {
        const std::string& name = set.programs[r.programs[c].value].name;
        ASSERT_TRUE(want.contains(name)) << name;
        EXPECT_EQ(letters(r, c), want.at(name)) << name << " under " << column;
      }
    }
  }
}

}  // namespace
}  // namespace battalion::score
