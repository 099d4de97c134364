// --survive on fake ranks that are killed, stopped and continued.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/ending.hpp"
#include "app/fake_sweep.hpp"
#include "app/rank_loop.hpp"
#include "exec/timed_call.hpp"
#include "store/stock.hpp"

namespace battalion::app {
namespace {

constexpr int stopped = RankLoop::stopped;
constexpr int killed = -9;

class Survive : public test::FakeSweep {
 protected:
  Survive() {
    // What a killed rank has not written before, it does not write while its thread unwinds.
    const auto open = services.open_segments;
    services.open_segments = [this, open](const auto& path, std::uint64_t digest, const auto& rank) {
      return [this, id = static_cast<int>(rank.rank), write = open(path, digest, rank)](
                 std::span<const score::UnitResult> units, const store::RankRecord& account) {
        if (dead(id)) throw comm::RankKilled();
        write(units, account);
      };
    };
    services.make_scorer = [this](const Job& job, const TellOverdue&, const exec::Cancellation& cancellation) -> ScoreUnit {
      return [this, &job, &cancellation](const score::UnitSpec& unit, const score::Scorer::Progress& progress) {
        {
          const std::lock_guard lock(mutex);
          scored.insert(unit.unit);
        }
        while (hold) {
          if (cancellation.cancelled()) throw exec::Stopped{};
          std::this_thread::yield();
        }
        return test::invented(job, unit, progress);
      };
    };
    services.stop_wanted = [this](int rank) -> std::string {
      each_round(rank);
      return "";
    };
  }

  /// [rank] what sweep() returned, or `killed`. Rank 0 is waited for last, after `between`.
  std::vector<int> survive(int ranks, const std::string& heartbeat, comm::FakeOptions options = {},
                           const std::function<void()>& between = [] {}) {
    comm::FakeWorld one(ranks, options);
    world = &one;
    auto arguments = args(out);
    arguments.insert(arguments.end(), {"--survive", "--heartbeat", heartbeat, "--grace", "10ms"});
    std::vector<int> codes(static_cast<std::size_t>(ranks), -2);
    std::vector<std::thread> threads;
    std::vector<std::atomic<bool>> ended(static_cast<std::size_t>(ranks));
    for (int rank = 0; rank < ranks; ++rank) {
      threads.emplace_back([&, rank] {
        try {
          codes[static_cast<std::size_t>(rank)] = sweep(one.at(rank), arguments, services);
        } catch (const comm::RankKilled&) {
          codes[static_cast<std::size_t>(rank)] = killed;
        }
        ended[static_cast<std::size_t>(rank)] = true;
      });
    }
    for (int rank = ranks - 1; rank >= 0; --rank) {
      if (rank == 0) between();
      while (!ended[static_cast<std::size_t>(rank)] && !dead(rank)) std::this_thread::yield();
    }
    hold = false;
    one.bury();
    for (std::thread& t : threads) t.join();
    world = nullptr;
    died.clear();
    return codes;
  }

  void kill(int rank) {
    const std::lock_guard lock(deaths);
    died.insert(rank);
    world->kill(rank);
  }
  bool dead(int rank) {
    const std::lock_guard lock(deaths);
    return died.contains(rank);
  }
  std::size_t begun() {
    const std::lock_guard lock(mutex);
    return scored.size();
  }
  bool heard(std::string_view text) {
    const std::lock_guard lock(mutex);
    return said.find(text) != std::string::npos;
  }
  std::string ending() const {
    std::stringstream text;
    text << std::ifstream(ending_path(out)).rdbuf();
    return text.str();
  }
  store::Stock stock() const {
    std::uint64_t digest = 0;
    const store::Manifest m = store::read_manifest(out, &digest);
    return store::take_stock(out, m, digest);
  }
  void expect_undisturbed() {
    const std::string other = folder / "undisturbed";
    each_round = [](int) {};
    hold = false;
    ASSERT_EQ(run(1, args(other)), std::vector<int>{0});
    EXPECT_EQ(test::read_matrix(out + "/sweep.h5"), test::read_matrix(other + "/sweep.h5"));
  }

  std::string out = folder / "out";
  comm::FakeWorld* world = nullptr;
  std::function<void(int rank)> each_round = [](int) {};  ///< of a rank's loop, on its thread
  std::atomic<bool> hold = false;                         ///< units do not end
  std::atomic<bool> resumed = false;
  std::mutex deaths;
  std::set<int> died;
};

TEST_F(Survive, WhereNobodyDiesItIsAnySweep) {
  EXPECT_EQ(survive(3, "10min"), std::vector<int>(3, 0)) << said;
  EXPECT_EQ(said, "");
  EXPECT_EQ(ending(), "0 done\n");
  EXPECT_EQ(scored.size(), stock().units.size()) << "no unit twice";
  expect_undisturbed();
}

TEST_F(Survive, TheOthersScoreWhatADeadRankHeld) {
  each_round = [this](int rank) {
    if (rank == 1 && begun() >= 1) kill(1);
  };
  EXPECT_EQ(survive(3, "1s"), (std::vector<int>{0, killed, 0})) << said;
  EXPECT_TRUE(heard("battalion: rank 1 has not been heard of for 1s: ")) << said;
  EXPECT_EQ(ending(), "0 done\n");
  expect_undisturbed();
}

TEST_F(Survive, ADeathThatMpiTellsOfIsNotWaitedFor) {
  each_round = [this](int rank) {
    if (rank == 2 && begun() >= 2) kill(2);
  };
  EXPECT_EQ(survive(3, "10min", {.tells_failures = true}), (std::vector<int>{0, 0, killed})) << said;
  EXPECT_TRUE(heard("battalion: rank 2 is dead: ")) << said;
  expect_undisturbed();
}

TEST_F(Survive, RankZeroAloneFinishes) {
  each_round = [this](int rank) {
    if (rank != 0 && begun() >= 3) kill(rank);
  };
  EXPECT_EQ(survive(3, "10min", {.tells_failures = true}), (std::vector<int>{0, killed, killed})) << said;
  expect_undisturbed();
}

TEST_F(Survive, WithoutRankZeroTheOthersWriteAndLeave) {
  for (const bool told : {false, true}) {
    out = folder / (told ? "told" : "silent");
    scored.clear();
    said.clear();
    each_round = [this](int rank) {
      if (rank == 0 && begun() >= 4) kill(0);
    };
    const auto codes = survive(3, told ? "10min" : "1s", {.tells_failures = told},
                               [this] { EXPECT_EQ(ending(), "75 unfinished\n"); });
    EXPECT_EQ(codes, (std::vector<int>{killed, stopped, stopped})) << said;
    EXPECT_TRUE(heard(told ? "rank 0 is dead: it writes what it has and leaves\n"
                           : "rank 0 has not been heard of for 1s: it writes what it has and leaves\n"))
        << said;
    const store::Stock there = stock();
    each_round = [](int) {};
    scored.clear();
    auto arguments = args(out);
    arguments.emplace_back("--resume");
    EXPECT_EQ(run(2, arguments), std::vector<int>(2, 0)) << said;
    EXPECT_EQ(scored.size(), there.units.size() - there.on_disk);
    EXPECT_EQ(ending(), "") << "of an earlier start";
    std::filesystem::remove_all(folder / "undisturbed");
    expect_undisturbed();
  }
}

TEST_F(Survive, ARankThatWasSilentComesBack) {
  hold = true;
  each_round = [this](int rank) {
    if (rank == 1 && begun() >= 3 && !heard("has not been heard of")) world->pause(1);
    if (rank == 0 && heard("rank 1 has not been heard of")) world->go_on(1);
    if (heard("rank 1 is heard of again")) hold = false;
  };
  EXPECT_EQ(survive(3, "1s"), std::vector<int>(3, 0)) << said;
  EXPECT_EQ(ending(), "0 done\n");
  EXPECT_TRUE(heard("battalion: rank 1 is heard of again\n")) << said;
  EXPECT_EQ(stock().on_disk, stock().units.size());
  expect_undisturbed();
}

TEST_F(Survive, ARankThatComesBackAfterTheEndLeaves) {
  each_round = [this](int rank) {
    if (rank == 1 && begun() >= 1 && ending().empty()) world->pause(1);
  };
  std::thread wake([this] {
    while (ending().empty()) std::this_thread::yield();
    world->go_on(1);
  });
  EXPECT_EQ(survive(3, "1s"), std::vector<int>(3, 0)) << said;
  wake.join();
  expect_undisturbed();
}

TEST_F(Survive, RankZeroGoesOnAloneWhereItWasSilentTooLong) {
  hold = true;
  each_round = [this](int rank) {
    if (rank == 0 && begun() >= 3 && !resumed) world->pause(0);
  };
  const auto codes = survive(3, "1s", {}, [this] {
    EXPECT_EQ(ending(), "75 unfinished\n");
    hold = false;
    resumed = true;
    world->go_on(0);
  });
  EXPECT_EQ(codes, (std::vector<int>{0, stopped, stopped})) << said;
  EXPECT_TRUE(heard("battalion: rank 1 has left: ")) << said;
  EXPECT_EQ(ending(), "0 done\n");
  expect_undisturbed();
}

TEST_F(Survive, AStopWaitsForNobodyWhoIsLost) {
  hold = true;
  services.stop_wanted = [this](int rank) -> std::string {
    if (rank == 2 && begun() >= 3) kill(2);
    return rank == 0 && heard("rank 2 is dead") ? "SIGTERM" : "";
  };
  EXPECT_EQ(survive(3, "10min", {.tells_failures = true}), (std::vector<int>{stopped, stopped, killed})) << said;
  EXPECT_EQ(ending(), "75 unfinished\n");
}

}  // namespace
}  // namespace battalion::app
