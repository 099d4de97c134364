// Ranks that die, fall silent, and come back, as the coordinator sees it.

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "sched/coordinator.hpp"

namespace battalion::sched {
namespace {

Action assign(int rank, std::uint32_t unit) { return Assign{rank, UnitId(unit)}; }
Action finish(int rank) { return Finish{rank}; }
Action halt(int rank) { return Halt{rank}; }
Action recall(int rank) { return Recall{rank}; }

Coordinator together(std::uint32_t units, int ranks) { return {units, ranks, 2, Ending::together}; }

TEST(Loss, OfARankGivesItsUnitsToTheOthersFirst) {
  Coordinator c = together(8, 3);
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0), assign(0, 1)}));
  EXPECT_EQ(c.ready(1, 2), (Actions{assign(1, 2), assign(1, 3)}));
  EXPECT_EQ(c.lost(1), Actions{});  // rank 0 is full, rank 2 not there yet
  EXPECT_EQ(c.requeued(), 2u);
  EXPECT_EQ(c.lost(1), Actions{});  // heard twice
  EXPECT_EQ(c.ready(2, 2), (Actions{assign(2, 2), assign(2, 3)}));
  EXPECT_EQ(c.done(0, UnitId(0)), (Actions{assign(0, 4)}));
  EXPECT_EQ(c.requeued(), 2u);
}

TEST(Loss, BeforeARankWasReadyCostsNothing) {
  Coordinator c = together(1, 2);
  EXPECT_EQ(c.lost(1), Actions{});
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0)}));
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});
  EXPECT_EQ(c.written(0), (Actions{finish(0)}));
  EXPECT_TRUE(c.finished());
}

TEST(Loss, OfTheLastUnitsHolderWakesWhoIsIdle) {
  Coordinator c = together(2, 2);
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0)}));
  EXPECT_EQ(c.ready(1, 2), (Actions{assign(1, 1)}));
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});  // kept, for rank 1 may yet be lost
  EXPECT_EQ(c.written(0), Actions{});
  EXPECT_EQ(c.lost(1), (Actions{assign(0, 1)}));
  EXPECT_EQ(c.done(0, UnitId(1)), Actions{});
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.written(0), (Actions{finish(0)}));
  EXPECT_TRUE(c.finished());
  EXPECT_EQ(c.repeated(), 0u);
}

TEST(Loss, TakesWithItWhatIsDoneAndNotOnDisk) {
  Coordinator c = together(5, 2);
  EXPECT_EQ(c.ready(1, 2), (Actions{assign(1, 0), assign(1, 1)}));
  EXPECT_EQ(c.done(1, UnitId(0)), (Actions{assign(1, 2)}));
  EXPECT_EQ(c.written(1), Actions{});
  EXPECT_EQ(c.done(1, UnitId(1)), Actions{});
  EXPECT_EQ(c.progress(), (UnitProgress{2, 5}));
  EXPECT_EQ(c.lost(1), Actions{});
  EXPECT_EQ(c.progress(), (UnitProgress{1, 5}));
  EXPECT_EQ(c.requeued(), 2u);
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 1), assign(0, 2)}));  // before 3 and 4
}

TEST(Loss, WithAllDoneAndWrittenCostsNothing) {
  Coordinator c = together(1, 2);
  c.ready(0, 2);
  c.ready(1, 2);
  c.done(0, UnitId(0));
  EXPECT_EQ(c.written(0), (Actions{finish(0), finish(1)}));
  EXPECT_EQ(c.lost(1), Actions{});
  EXPECT_TRUE(c.finished());
}

TEST(Loss, OfEveryRankLeavesTheUnitsWaiting) {
  Coordinator c = together(3, 2);
  c.ready(0, 2);
  c.ready(1, 2);
  c.lost(1);
  EXPECT_EQ(c.lost(0), Actions{});
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.back(0), (Actions{recall(0), assign(0, 0)}));  // few are left: one at a time
}

TEST(Loss, OfOneAfterAnotherPassesUnitsOn) {
  Coordinator c = together(1, 3);
  c.ready(0, 2);
  c.ready(1, 2);
  c.ready(2, 2);
  EXPECT_EQ(c.lost(0), (Actions{assign(1, 0)}));
  EXPECT_EQ(c.lost(1), (Actions{assign(2, 0)}));
  EXPECT_EQ(c.done(2, UnitId(0)), Actions{});
  EXPECT_EQ(c.written(2), (Actions{finish(2)}));
}

TEST(Return, OfARankWhoseUnitsNobodyHasTakenYet) {
  Coordinator c = together(4, 2);
  EXPECT_EQ(c.ready(1, 2), (Actions{assign(1, 0), assign(1, 1)}));
  c.lost(1);
  EXPECT_EQ(c.back(1), (Actions{recall(1), assign(1, 0), assign(1, 1)}));
  EXPECT_EQ(c.back(1), Actions{});
  EXPECT_EQ(c.done(1, UnitId(0)), Actions{});
  EXPECT_EQ(c.progress(), (UnitProgress{1, 4}));
}

TEST(Return, ALateDoneCountsWhereNobodyWasFaster) {
  Coordinator c = together(2, 2);
  EXPECT_EQ(c.ready(1, 2), (Actions{assign(1, 0)}));
  EXPECT_EQ(c.lost(1), Actions{});
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0)}));
  EXPECT_EQ(c.back(1), (Actions{recall(1), assign(1, 1)}));
  EXPECT_EQ(c.done(1, UnitId(0)), Actions{});
  EXPECT_EQ(c.progress(), (UnitProgress{1, 2}));
  EXPECT_EQ(c.repeated(), 0u);
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});  // rank 0 had begun it
  EXPECT_EQ(c.progress(), (UnitProgress{1, 2}));
  EXPECT_EQ(c.repeated(), 1u);
  EXPECT_EQ(c.done(1, UnitId(1)), Actions{});
  EXPECT_EQ(c.written(1), (Actions{finish(0), finish(1)}));
}

TEST(Return, ALateDoneIsOneTooManyWhereAnotherWasFaster) {
  Coordinator c = together(1, 2);
  c.ready(1, 2);
  c.lost(1);
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0)}));
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});
  EXPECT_EQ(c.back(1), (Actions{recall(1)}));
  EXPECT_EQ(c.done(1, UnitId(0)), Actions{});
  EXPECT_EQ(c.progress(), (UnitProgress{1, 1}));
  EXPECT_EQ(c.repeated(), 1u);
  EXPECT_EQ(c.written(0), (Actions{finish(0), finish(1)}));
}

TEST(Return, ALateDoneTakesTheUnitOutOfTheQueue) {
  Coordinator c = together(3, 1);
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0), assign(0, 1)}));
  c.lost(0);
  EXPECT_EQ(c.back(0), (Actions{recall(0), assign(0, 0), assign(0, 1)}));
  c.done(0, UnitId(0));
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});  // the one that it had begun before it was recalled
  EXPECT_EQ(c.repeated(), 1u);
  EXPECT_EQ(c.done(0, UnitId(1)), (Actions{assign(0, 2)}));
  c.done(0, UnitId(2));
  EXPECT_EQ(c.progress(), (UnitProgress{3, 3}));
  EXPECT_EQ(c.written(0), (Actions{finish(0)}));
}

TEST(Return, BringsBackWhatWasDoneButNotOnDisk) {
  Coordinator c = together(2, 2);
  c.ready(1, 2);
  c.done(1, UnitId(0));  // and is given 1
  c.lost(1);
  EXPECT_EQ(c.progress(), (UnitProgress{0, 2}));
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0)}));
  EXPECT_EQ(c.back(1), (Actions{recall(1), assign(1, 1)}));
  EXPECT_EQ(c.progress(), (UnitProgress{1, 2}));
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});
  EXPECT_EQ(c.repeated(), 1u);
  // Lost again before it has written: now rank 0's does not count, and is done once more.
  EXPECT_EQ(c.lost(1), (Actions{assign(0, 0)}));
  EXPECT_EQ(c.done(0, UnitId(0)), (Actions{assign(0, 1)}));
  EXPECT_EQ(c.done(0, UnitId(1)), Actions{});
  EXPECT_EQ(c.written(0), (Actions{finish(0)}));
}

TEST(Return, AfterAStopIsAnsweredWithIt) {
  Coordinator c = together(4, 3);
  c.ready(0, 2);
  c.ready(1, 2);
  c.lost(1);
  EXPECT_EQ(c.stop(), (Actions{halt(0), halt(2)}));
  EXPECT_EQ(c.back(1), (Actions{halt(1)}));
  EXPECT_EQ(c.done(1, UnitId(1)), Actions{});
  EXPECT_EQ(c.progress(), (UnitProgress{1, 4}));
}

TEST(Return, WithAllFinishedIsToldSo) {
  Coordinator c = together(1, 2);
  c.ready(1, 2);
  c.lost(1);
  c.ready(0, 2);
  c.done(0, UnitId(0));
  c.written(0);
  EXPECT_TRUE(c.finished());
  EXPECT_EQ(c.back(1), (Actions{recall(1), finish(1)}));
}

TEST(Return, OfARankThatWasNotLostAndALostRanksWordsAreRefused) {
  Coordinator c = together(4, 2);
  c.ready(1, 2);
  EXPECT_EQ(c.back(1), Actions{});
  c.lost(1);
  EXPECT_THROW(c.done(1, UnitId(0)), ProtocolError);
  EXPECT_THROW(c.written(1), ProtocolError);
  EXPECT_THROW(c.ready(1, 2), ProtocolError);
  EXPECT_THROW(c.lost(2), ProtocolError);
  c.failed(0, "broken");
  EXPECT_EQ(c.done(1, UnitId(0)), Actions{});
  EXPECT_EQ(c.back(1), Actions{});
}

/// Ranks that are lost and come back at random while they work: every unit ends up on somebody's disk.
TEST(Loss, AtRandomLosesNothing) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    constexpr int ranks = 4;
    constexpr std::uint32_t units = 25;
    Coordinator c = together(units, ranks);
    struct Rank {
      std::set<UnitId> given;      // and neither done nor recalled
      std::vector<UnitId> buffer;  // done, not on disk
      std::vector<UnitId> late;    // done while it was silent
      bool ready = false, lost = false, dead = false, finished = false;
    };
    std::vector<Rank> all(ranks);
    std::map<UnitId, int> on_disk;
    const auto carry_out = [&](const Actions& actions) {
      for (const Action& a : actions) {
        if (const auto* to = std::get_if<Assign>(&a)) {
          ASSERT_FALSE(all[to->rank].finished || all[to->rank].lost) << seed;
          all[to->rank].given.insert(to->unit);
        } else if (const auto* told = std::get_if<Finish>(&a)) {
          all[told->rank].finished = true;
        } else if (const auto* drop = std::get_if<Recall>(&a)) {
          // What it has begun it goes on with.
          std::set<UnitId>& given = all[drop->rank].given;
          while (given.size() > 1) given.erase(std::prev(given.end()));
        }
      }
    };
    for (int step = 0; step < 5000 && !c.finished(); ++step) {
      const int at = static_cast<int>(random() % ranks);
      Rank& r = all[at];
      if (r.dead) continue;
      switch (random() % 12) {
        case 0:
          if (at == 0 || !r.ready) break;
          r.lost = true;
          r.dead = random() % 8 == 0;
          carry_out(c.lost(at));
          break;
        case 1:
        case 2:
          if (!r.lost) break;
          r.lost = false;
          carry_out(c.back(at));
          for (const UnitId u : std::exchange(r.late, {})) carry_out(c.done(at, u));
          break;
        case 3:
          for (const UnitId u : std::exchange(r.buffer, {})) ++on_disk[u];
          if (!r.lost && r.ready) carry_out(c.written(at));
          break;
        default:
          if (!r.ready) {
            r.ready = true;
            carry_out(c.ready(at, 2));
          } else if (!r.given.empty()) {
            const UnitId u = *r.given.begin();
            r.given.erase(r.given.begin());
            r.buffer.push_back(u);
            if (r.lost) {
              r.late.push_back(u);
            } else {
              carry_out(c.done(at, u));
            }
          }
      }
    }
    ASSERT_TRUE(c.finished()) << seed;
    EXPECT_EQ(c.progress(), (UnitProgress{units, units}));
    EXPECT_EQ(on_disk.size(), units) << seed;
  }
}

}  // namespace
}  // namespace battalion::sched
