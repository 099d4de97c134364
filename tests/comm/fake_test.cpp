#include "comm/fake.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "comm/exchanges.hpp"

namespace battalion::comm {
namespace {

/// Runs `rank` for every rank of a new world, each on a thread of its own.
void run_all(int ranks, const std::function<void(Communicator&)>& rank, FakeOptions options = {}) {
  FakeWorld world(ranks, options);
  std::vector<std::thread> threads;
  for (int r = 0; r < ranks; ++r) {
    threads.emplace_back([&world, &rank, r] {
      Communicator& c = world.at(r);
      try {
        rank(c);
        c.finish();
      } catch (const JobAborted&) {
        // another rank has said why
      } catch (const std::exception& e) {
        ADD_FAILURE() << "rank " << r << ": " << e.what();
        try {
          c.abort(1);
        } catch (const JobAborted&) {
        }
      }
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(world.undelivered(), 0u);
}

class Fake : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Ranks, Fake, testing::Values(1, 2, 3, 8));

TEST_P(Fake, Identities) { run_all(GetParam(), identities); }
TEST_P(Fake, PingPong) { run_all(GetParam(), ping_pong); }
TEST_P(Fake, LargeMessages) { run_all(std::min(GetParam(), 3), large_messages); }
TEST_P(Fake, Ordering) { run_all(std::min(GetParam(), 3), ordering); }
TEST_P(Fake, OrderingShuffled) { run_all(std::min(GetParam(), 3), ordering, {.shuffle = 5}); }
TEST_P(Fake, Broadcasts) { run_all(std::min(GetParam(), 3), broadcasts); }
TEST_P(Fake, SelfSend) { run_all(GetParam(), self_send); }

TEST_P(Fake, CoordinatorScoresEachUnitOnce) {
  for (const std::uint32_t units : {0u, 1u, 7u, 200u}) {
    run_all(GetParam(),
            [&](Communicator& c) {
              for (const int times : coordinate(c, units)) EXPECT_EQ(times, 1);
            },
            {.shuffle = units});
  }
}

TEST_P(Fake, AFailureReachesEveryRank) {
  for (const int failing : {0, GetParam() - 1}) {
    run_all(GetParam(),
            [&](Communicator& c) { EXPECT_TRUE(coordinate_failure(c, 2000, failing)); });
  }
}

TEST(FakeWorld, CountsMessagesAndBytes) {
  FakeWorld world(2, {.one_thread = true});
  world.at(0).send(1, 7, Bytes(10));
  world.at(1).send(1, 8, Bytes(5));
  EXPECT_EQ(world.messages(), 2u);
  EXPECT_EQ(world.bytes(), 15u);
  EXPECT_EQ(world.undelivered(), 2u);
  EXPECT_EQ(world.at(1).try_receive()->tag, 7);
  EXPECT_EQ(world.undelivered(), 1u);
  EXPECT_EQ(world.at(1).try_receive()->source, 1);
  EXPECT_FALSE(world.at(1).try_receive().has_value());
  EXPECT_EQ(world.messages(), 2u);
}

TEST(FakeWorld, PlacesRanksOnHosts) {
  FakeWorld world(5, {.ranks_per_host = 2});
  EXPECT_EQ(world.at(3).host(), "fake1");
  EXPECT_EQ(world.at(3).local_rank(), 1);
  EXPECT_EQ(world.at(3).local_size(), 2);
  EXPECT_EQ(world.at(4).local_rank(), 0);
  EXPECT_EQ(world.at(4).local_size(), 1);
}

TEST(FakeWorld, OneThreadNeverWaits) {
  FakeWorld world(2, {.one_thread = true});
  EXPECT_THROW(world.at(1).broadcast({}, 0), ContractError);
  FakeWorld other(2, {.one_thread = true});
  const Bytes bytes(3);
  EXPECT_EQ(other.at(0).broadcast(bytes, 0), bytes);
  EXPECT_EQ(other.at(1).broadcast({}, 0), bytes);
  other.at(0).finish();
  other.at(1).finish();
}

TEST(FakeWorld, AbortEndsEveryRankEvenOneThatWaits) {
  FakeWorld world(3);
  std::thread in_broadcast([&] { EXPECT_THROW(world.at(1).broadcast({}, 0), JobAborted); });
  std::thread in_finish([&] { EXPECT_THROW(world.at(2).finish(), JobAborted); });
  try {
    world.at(0).abort(4);
    ADD_FAILURE() << "abort returned";
  } catch (const JobAborted& e) {
    EXPECT_EQ(e.rank, 0);
    EXPECT_EQ(e.exit_code, 4);
  }
  in_broadcast.join();
  in_finish.join();
  EXPECT_THROW(world.at(2).try_receive(), JobAborted);
  EXPECT_THROW(world.at(2).send(0, 0, {}), JobAborted);
}

TEST(FakeWorld, AKilledRankMakesNoCallAndItsWordsArrive) {
  for (const bool told : {false, true}) {
    FakeWorld world(3, {.tells_failures = told});
    world.at(1).send(0, 7, Bytes(1));
    std::thread in_broadcast([&] { EXPECT_THROW(world.at(1).broadcast({}, 0), RankKilled); });
    EXPECT_EQ(world.at(0).failed(), std::vector<int>{});
    world.kill(1);
    world.at(0).send(1, 9, {});
    EXPECT_EQ(world.at(0).try_receive()->tag, 7);
    EXPECT_FALSE(world.at(0).try_receive().has_value());
    EXPECT_EQ(world.at(0).failed(), told ? std::vector<int>{1} : std::vector<int>{});
    EXPECT_FALSE(world.at(0).finish_within(1'000'000));
    EXPECT_FALSE(world.at(2).finish_within(0));
    world.bury();
    in_broadcast.join();
    EXPECT_THROW(world.at(1).send(0, 8, {}), RankKilled);
  }
}

TEST(FakeWorld, APausedRankWaitsInItsNextCall) {
  FakeWorld world(2);
  world.pause(1);
  std::thread paused([&] { world.at(1).send(0, 7, {}); });
  EXPECT_EQ(world.messages(), 0u);
  world.go_on(1);
  paused.join();
  EXPECT_EQ(world.at(0).try_receive()->tag, 7);
}

TEST_P(Fake, FinishesWithinItsPatienceWhereAllCome) {
  FakeWorld world(GetParam());
  std::vector<std::thread> threads;
  for (int r = 0; r < GetParam(); ++r) {
    threads.emplace_back([&world, r] { EXPECT_TRUE(world.at(r).finish_within(60'000'000'000)); });
  }
  for (std::thread& t : threads) t.join();
}

}  // namespace
}  // namespace battalion::comm
