// The sweep's driver on fake ranks, with a scorer of the test's own.

#include "app/sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include "app/fake_sweep.hpp"
#include "store/aggregate.hpp"

namespace battalion::app {
namespace {

using test::invented;
using test::Matrix;
using test::read_matrix;
class Sweep : public test::FakeSweep {};

TEST_F(Sweep, HasTheSameResultsOnAnyNumberOfRanks) {
  ASSERT_EQ(run(1, args(folder / "one")), std::vector<int>{0});
  const Matrix expected = read_matrix(folder / "one/sweep.h5");
  for (const int ranks : {2, 3, 7, 40}) {
    scored.clear();
    const std::string out = folder / std::to_string(ranks);
    ASSERT_EQ(run(ranks, args(out), {.shuffle = 5}),
              std::vector<int>(static_cast<std::size_t>(ranks), 0));
    EXPECT_EQ(read_matrix(out + "/sweep.h5"), expected) << ranks;
    const store::SweepFile file(out + "/sweep.h5");
    EXPECT_EQ(scored.size(), file.units());
    EXPECT_EQ(std::set(scored.begin(), scored.end()).size(), file.units());
    ASSERT_EQ(file.ranks().size(), static_cast<std::size_t>(ranks))
        << "every rank leaves its account";
    std::uint64_t units = 0;
    for (const store::SweepRank& r : file.ranks()) units += r.units;
    EXPECT_EQ(units, file.units());
  }
  EXPECT_EQ(said, "");
}

TEST_F(Sweep, ValidatesTheSameOnAnyNumberOfRanks) {
  std::vector<store::ProgramCheck> first;
  for (const int ranks : {1, 2, 3, 40}) {
    const std::string out = folder / std::to_string(ranks);
    auto arguments = args(out);
    *(std::find(arguments.begin(), arguments.end(), "--validate") + 1) = "speed";
    said.clear();
    ASSERT_EQ(run(ranks, arguments, {.shuffle = 7}), std::vector<int>(static_cast<std::size_t>(ranks), 0));
    EXPECT_NE(said.find("validated 8 programs: 7 run, 2 duplicates, "), std::string::npos) << said;
    const store::SweepFile file(out + "/sweep.h5");
    std::vector<store::ProgramCheck> checks;
    for (const store::ProgramRow& p : file.programs()) {
      checks.push_back(p.check);
      EXPECT_GT(p.check.wall_ns, 0) << p.name;
      EXPECT_GE(p.check.cpu_ns, p.check.worst_cpu_ns) << p.name;
      checks.back().wall_ns = checks.back().cpu_ns = checks.back().worst_cpu_ns = 0;
    }
    if (first.empty()) first = checks;
    EXPECT_EQ(checks, first) << ranks;
  }
  const auto code = [](score::Outcome o) { return static_cast<std::uint8_t>(o); };
  EXPECT_EQ(first[0], (store::ProgramCheck{3, 3, code(score::Outcome::exact), 0, 0, 0, ""}));
  EXPECT_EQ(first[1], (store::ProgramCheck{3, 0, code(score::Outcome::wrong), 0, 0, 0, ""}));
  EXPECT_EQ(first[2].outcome, code(score::Outcome::error));
  EXPECT_EQ(first[2].message.substr(0, 11), "TypeError: ") << first[2].message;
  EXPECT_EQ(first[4], first[3]) << "the same program: run once, told for both";
}

TEST_F(Sweep, EndsTheJobWhenScoringThrowsOnAnyRank) {
  for (const int failing : {0, 1, 2}) {
    said.clear();
    std::atomic<int> made = 0;
    // The scorers of ranks are told apart by the order in which their threads ask for them.
    services.make_scorer = [&](const Job& job, const TellOverdue&, const exec::Cancellation&) -> ScoreUnit {
      const int mine = made++;
      return [&job, mine, failing](const score::UnitSpec& unit,
                                   const score::Scorer::Progress& progress) {
        if (mine == failing) throw std::runtime_error("the scorer broke");
        return invented(job, unit, progress);
      };
    };
    const auto codes = run(3, args(folder / ("broken" + std::to_string(failing))));
    // A rank that had no unit left would not meet its broken scorer; the others end in any case.
    if (said.empty()) {
      EXPECT_EQ(codes, std::vector<int>(3, 0));
      continue;
    }
    EXPECT_NE(said.find("the scorer broke\n"), std::string::npos) << said;
    EXPECT_EQ(said.substr(0, 16), "battalion: rank ");
    EXPECT_EQ(std::count(codes.begin(), codes.end(), 0), 0);
  }
}

TEST_F(Sweep, EndsTheJobWhenEveryScorerThrows) {
  services.make_scorer = [](const Job&, const TellOverdue&, const exec::Cancellation&) -> ScoreUnit {
    return [](const score::UnitSpec&, const score::Scorer::Progress&) -> score::UnitResult {
      throw std::runtime_error("no scorer works");
    };
  };
  EXPECT_EQ(run(3, args(folder / "out")), std::vector<int>(3, -1));
  EXPECT_NE(said.find("no scorer works\n"), std::string::npos) << said;
  EXPECT_FALSE(std::filesystem::exists(folder / "out/sweep.h5"));
}

TEST_F(Sweep, EndsTheJobWhenAScorerCannotBeMade) {
  services.make_scorer = [](const Job&, const TellOverdue&, const exec::Cancellation&) -> ScoreUnit { throw std::runtime_error("no threads"); };
  EXPECT_EQ(run(2, args(folder / "out")), std::vector<int>(2, -1));
  EXPECT_NE(said.find("no threads\n"), std::string::npos) << said;
}

TEST_F(Sweep, EndsTheJobAndKeepsWhatIsFinishedWhenACallDoesNotComeBack) {
  std::atomic<int> units = 0;
  services.make_scorer = [&](const Job& job, const TellOverdue& overdue, const exec::Cancellation&) -> ScoreUnit {
    return [&, overdue](const score::UnitSpec& unit, const score::Scorer::Progress& progress) {
      if (++units == 3) {
        overdue("program solve_p on sample 1 of task t does not come back");
        // Stuck until the job has ended without it.
        while (!ended) std::this_thread::yield();
      }
      return invented(job, unit, progress);
    };
  };
  EXPECT_EQ(run(1, args(folder / "out")), std::vector<int>{-1});
  EXPECT_NE(said.find("solve_p on sample 1 of task t does not come back\n"), std::string::npos) << said;
  store::aggregate(folder / "out");
  const Matrix kept = read_matrix(folder / "out/sweep.h5");
  const auto pending = static_cast<std::uint8_t>(score::Outcome::pending);
  const auto count = std::count_if(kept.outcomes.begin(), kept.outcomes.end(), [&](auto o) { return o != pending; });
  EXPECT_GT(count, 0);
  EXPECT_LT(count, static_cast<std::ptrdiff_t>(kept.outcomes.size()));
}

TEST_F(Sweep, EndsTheJobWhenASegmentCannotBeWritten) {
  services.open_segments = [](const auto&, std::uint64_t, const store::RankInfo& rank) {
    return [rank](std::span<const score::UnitResult>, const store::RankRecord&) {
      if (rank.rank == 1) throw std::runtime_error("disk full");
    };
  };
  EXPECT_EQ(run(2, args(folder / "out")), std::vector<int>(2, -1));
  EXPECT_EQ(said.substr(0, 18), "battalion: rank 1 ");
  EXPECT_NE(said.find("disk full\n"), std::string::npos) << said;
}

TEST_F(Sweep, ReturnsTwoOnEveryRankForBadInputAndSaysOneLine) {
  auto bad = args(folder / "out");
  bad[1] = folder / "missing";
  EXPECT_EQ(run(3, bad), std::vector<int>(3, 2));
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  EXPECT_TRUE(said.starts_with("battalion: ")) << said;
  EXPECT_TRUE(scored.empty());
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_F(Sweep, PlansWithoutScoringOrWriting) {
  auto dry = args(folder / "out");
  dry.push_back("--dry-run");
  EXPECT_EQ(run(2, dry), std::vector<int>(2, 0));
  EXPECT_NE(printed.find("units"), std::string::npos);
  EXPECT_TRUE(scored.empty());
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_F(Sweep, RefusesToReplaceASweepUnlessTold) {
  ASSERT_EQ(run(1, args(folder / "out")), std::vector<int>{0});
  const std::string notes = folder.write("out/notes.txt", "mine");
  scored.clear();
  EXPECT_EQ(run(2, args(folder / "out")), std::vector<int>(2, 2));
  EXPECT_NE(said.find("--overwrite"), std::string::npos) << said;
  EXPECT_TRUE(scored.empty());
  EXPECT_TRUE(std::filesystem::exists(folder / "out/sweep.h5"));

  auto over = args(folder / "out");
  over.push_back("--overwrite");
  EXPECT_EQ(run(2, over), std::vector<int>(2, 0));
  EXPECT_EQ(store::SweepFile(folder / "out/sweep.h5").ranks().size(), 2u);
  EXPECT_TRUE(std::filesystem::exists(notes)) << "only the sweep is removed";
}

TEST_F(Sweep, ReportsOutcomesOfEveryEvaluationAsProgress) {
  auto plain = args(folder / "out");
  plain.back() = "plain";
  ASSERT_EQ(run(2, plain), std::vector<int>(2, 0));
  const store::SweepFile file(folder / "out/sweep.h5");
  const auto counts = file.count().all;
  EXPECT_EQ(counts.of(score::Outcome::pending), 0u);
  const std::string end = fmt::format(": {} exact, {} wrong\n", counts.of(score::Outcome::exact),
                                      counts.of(score::Outcome::wrong));
  EXPECT_TRUE(said.ends_with(end)) << said;
}

}  // namespace
}  // namespace battalion::app
