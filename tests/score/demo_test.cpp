// The demo against what its expected.tsv says, under both set orders. The programs that run for ever have a step
// limit here; the demo's CPU limit would make them take a second of every sample.

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
    const auto options = [order = order](std::uint64_t steps) {
      return ScoreOptions{.limits = by_steps(steps), .set_order = order};
    };
    Scorer to_the_end(dataset, set.programs, options(0));
    Scorer for_a_while(dataset, set.programs, options(5'000'000));
    const auto pairs = pair_programs(dataset, set.programs, Pairing::own);
    for (std::uint32_t t = 0; t < dataset.task_count(); ++t) {
      for (ProgramId p : pairs[t]) {
        const std::string& name = set.programs[p.value].name;
        ASSERT_TRUE(want.contains(name)) << name;
        const bool endless = want.at(name).find('t') != std::string::npos;
        const UnitResult r = (endless ? for_a_while : to_the_end).score(whole(dataset, TaskId(t), {p}));
        EXPECT_EQ(letters(r, 0), want.at(name)) << name << " under " << column;
      }
    }
  }
}

}  // namespace
}  // namespace battalion::score
