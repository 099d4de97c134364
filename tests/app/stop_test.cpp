// Stopping well, and disks that fail, on fake ranks.

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>

#include "app/fake_sweep.hpp"
#include "app/rank_loop.hpp"
#include "app/resume.hpp"
#include "exec/timed_call.hpp"
#include "store/aggregate.hpp"
#include "store/error.hpp"
#include "store/stock.hpp"

namespace battalion::app {
namespace {

constexpr int stopped = RankLoop::stopped;

class Stop : public test::FakeSweep {
 protected:
  std::vector<std::string> with(std::vector<std::string> extra) {
    auto all = args(out);
    all.insert(all.end(), extra.begin(), extra.end());
    return all;
  }
  /// Rank `rank` is asked to stop once `after` units have been begun anywhere.
  void ask(int rank, std::size_t after) {
    services.stop_wanted = [this, rank, after](int asked) -> std::string {
      const std::lock_guard lock(mutex);
      return asked == rank && scored.size() >= after ? "SIGTERM" : "";
    };
  }
  /// Scorers whose units take a while: until they are given up, or `hold` is false.
  void slow_scorers() {
    services.make_scorer = [this](const Job& job, const TellOverdue&,
                                  const exec::Cancellation& cancellation) -> ScoreUnit {
      return [this, &job, &cancellation](const score::UnitSpec& unit, const score::Scorer::Progress& progress) {
        {
          const std::lock_guard lock(mutex);
          scored.insert(unit.unit);
        }
        while (hold) {
          if (cancellation.cancelled()) {
            const std::lock_guard lock(mutex);
            given_up.insert(unit.unit);
            throw exec::Stopped{};
          }
          std::this_thread::yield();
        }
        return test::invented(job, unit, progress);
      };
    };
  }
  store::Stock stock() const {
    std::uint64_t digest = 0;
    const store::Manifest m = store::read_manifest(out, &digest);
    return store::take_stock(out, m, digest);
  }
  std::string line(std::size_t on_disk, std::size_t units, const std::string& by = "SIGTERM") {
    return fmt::format("battalion: stopped by {}: {} of {} units are on disk; ", by, on_disk, units);
  }

  std::string out = folder / "out";
  std::atomic<bool> hold = true;
  std::set<UnitId> given_up;
};

TEST_F(Stop, OnAnyRankWritesWhatIsScoredAndTellsHowToGoOn) {
  ASSERT_EQ(run(1, args(folder / "undisturbed")), std::vector<int>{0});
  for (const int rank : {0, 1, 2}) {
    scored.clear();
    said.clear();
    out = folder / ("out" + std::to_string(rank));
    ask(rank, 4);
    const std::vector<int> codes = run(3, args(out));
    const store::Stock there = stock();
    if (codes != std::vector<int>(3, stopped)) {
      // All may have been scored before the word got round.
      EXPECT_EQ(codes, std::vector<int>(3, 0)) << said;
      EXPECT_EQ(there.on_disk, there.units.size());
      continue;
    }
    EXPECT_EQ(scored.size(), there.on_disk) << "what was begun had time to end";
    EXPECT_TRUE(said.starts_with(line(there.on_disk, there.units.size()) + "go on with: battalion sweep --tasks "))
        << said;
    EXPECT_TRUE(said.ends_with(" --progress none --resume\n")) << said;
    EXPECT_FALSE(std::filesystem::exists(out + "/sweep.h5"));
    EXPECT_EQ(store::aggregate(out).missing_units, there.units.size() - there.on_disk);

    services.stop_wanted = nullptr;
    const std::size_t before = scored.size();
    EXPECT_EQ(run(2, with({"--resume"})), std::vector<int>(2, 0)) << said;
    EXPECT_EQ(scored.size(), there.units.size()) << "no unit twice, " << before << " before";
    EXPECT_EQ(test::read_matrix(out + "/sweep.h5"), test::read_matrix(folder / "undisturbed/sweep.h5"));
  }
}

TEST_F(Stop, GivesUpUnitsThatOutlastTheGracePeriod) {
  slow_scorers();
  ask(1, 3);
  const std::vector<int> codes = run(3, with({"--grace", "10ms"}));
  EXPECT_EQ(codes, std::vector<int>(3, stopped));
  EXPECT_EQ(given_up.size(), 3u) << "one a rank";
  const store::Stock there = stock();
  EXPECT_EQ(there.on_disk, 0u);
  EXPECT_TRUE(said.starts_with(line(0, there.units.size()))) << said;
}

TEST_F(Stop, LetsUnitsEndWithinTheGracePeriod) {
  slow_scorers();
  services.stop_wanted = [this](int rank) -> std::string {
    const std::lock_guard lock(mutex);
    if (scored.size() < 2) return "";
    // Only rank 0 is asked; the units end some time after that.
    if (rank == 1) hold = false;
    return rank == 0 ? "SIGUSR1" : "";
  };
  const std::vector<int> codes = run(2, with({"--grace", "10min"}));
  EXPECT_TRUE(given_up.empty());
  const store::Stock there = stock();
  EXPECT_GE(there.on_disk, 2u);
  EXPECT_EQ(codes, std::vector<int>(2, there.on_disk < there.units.size() ? stopped : 0));
  EXPECT_EQ(there.on_disk, scored.size());
}

TEST_F(Stop, BeforeAnythingIsScored) {
  services.stop_wanted = [](int) { return std::string("SIGINT"); };  // on every rank at once
  const std::vector<int> codes = run(3, args(out));
  EXPECT_EQ(codes, std::vector<int>(3, stopped));
  EXPECT_TRUE(said.starts_with(line(stock().on_disk, stock().units.size(), "SIGINT"))) << said;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << "told once";
}

TEST_F(Stop, WithAllScoredIsNone) {
  ASSERT_EQ(run(1, args(out)), std::vector<int>{0});
  const std::size_t units = scored.size();
  scored.clear();
  out = folder / "again";
  services.stop_wanted = [this, units](int) -> std::string {
    const std::lock_guard lock(mutex);
    return scored.size() == units ? "SIGTERM" : "";
  };
  EXPECT_EQ(run(1, args(out)), std::vector<int>{0}) << said;
  EXPECT_TRUE(std::filesystem::exists(out + "/sweep.h5"));
}

TEST(ResumeCommand, IsForAShell) {
  EXPECT_EQ(resume_command({"--config", "a b.ini", "--overwrite", "--out", "it's"}),
            "battalion sweep --config 'a b.ini' --out 'it'\\''s' --resume");
  EXPECT_EQ(resume_command({"--resume", "--out", "x", "--tasks", ""}), "battalion sweep --out x --tasks '' --resume");
}

/// The disk: full for as long as the test says.
class Disk : public Stop {
 protected:
  Disk() {
    const auto open = services.open_segments;
    services.open_segments = [this, open](const auto& path, std::uint64_t digest, const auto& rank) {
      return [this, write = open(path, digest, rank)](std::span<const score::UnitResult> units,
                                                      const store::RankRecord& account) {
        if (full(++tries)) store::fail_store("{}: cannot write it (No space left on device)", out);
        write(units, account);
      };
    };
    services.open_segments = [this, open = services.open_segments](const auto& path, std::uint64_t digest,
                                                                   const auto& rank) {
      auto write = open(path, digest, rank);
      ++opened;
      return write;
    };
  }
  std::atomic<int> opened = 0;  ///< writers
  std::function<bool(int)> full = [](int) { return false; };
  std::atomic<int> tries = 0;
};

TEST_F(Disk, ThatHasSpaceAgainCostsNothing) {
  full = [](int n) { return n <= 2; };
  EXPECT_EQ(run(1, args(out)), std::vector<int>{0}) << said;
  EXPECT_NE(said.find("cannot write it (No space left on device); it keeps what it has and tries again for 300 s\n"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("rank 0 (fake0) can write again, nothing was lost\n"), std::string::npos) << said;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 2) << said;
  EXPECT_EQ(stock().on_disk, stock().units.size());
}

TEST_F(Disk, ThatStaysFullStopsTheSweepAndIsResumed) {
  full = [](int) { return true; };
  EXPECT_EQ(run(3, with({"--write-patience", "50ms"})), std::vector<int>(3, stopped)) << said;
  const store::Stock there = stock();
  EXPECT_EQ(there.on_disk, 0u);
  EXPECT_NE(said.find(", which cannot write its results: 0 of "), std::string::npos) << said;
  full = [](int) { return false; };
  scored.clear();
  EXPECT_EQ(run(2, with({"--resume"})), std::vector<int>(2, 0)) << said;
  EXPECT_EQ(scored.size(), there.units.size() - there.on_disk);
  EXPECT_EQ(stock().on_disk, there.units.size());
}

TEST_F(Disk, ThatIsGoneCannotBeResumed) {
  slow_scorers();
  services.stop_wanted = [this](int rank) -> std::string {
    if (rank == 0 && opened == 2 && hold) {
      std::filesystem::remove_all(out);
      hold = false;
    }
    return "";
  };
  const auto codes = run(2, with({"--write-patience", "20ms"}));
  EXPECT_EQ(codes, std::vector<int>(2, 1)) << said;
  EXPECT_NE(said.find(out + " is gone, and with it what was scored\n"), std::string::npos) << said;
  EXPECT_FALSE(std::filesystem::exists(out)) << "it is not made anew behind the user's back";
}

}  // namespace
}  // namespace battalion::app
