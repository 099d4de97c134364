// The coordinator and the messages over the in-process fake: one thread plays up to 1,000 ranks,
// each unit taking a random time on a simulated clock.

#include <gtest/gtest.h>

#include <deque>
#include <limits>
#include <queue>
#include <random>
#include <set>
#include <vector>

#include "comm/fake.hpp"
#include "sched/coordinator.hpp"
#include "sched/protocol.hpp"

namespace battalion::sched {
namespace {

struct Outcome {
  std::vector<int> scored;    ///< [unit] times
  std::vector<int> finishes;  ///< [rank] Finish messages
  std::vector<int> aborts;    ///< [rank] Failed messages
  std::string reason;
  bool finished = false;
};

class Simulation {
 public:
  Simulation(std::uint32_t units, int ranks, std::uint64_t seed)
      : world_(ranks, {.one_thread = true, .shuffle = seed}),
        coordinator_(units, ranks),
        random_(seed),
        ranks_(static_cast<std::size_t>(ranks)) {
    outcome_.scored.resize(units);
    outcome_.finishes.resize(static_cast<std::size_t>(ranks));
    outcome_.aborts.resize(static_cast<std::size_t>(ranks));
  }

  /// Unit `fatal` fails on whoever scores it.
  Outcome run(std::uint32_t fatal = std::numeric_limits<std::uint32_t>::max()) {
    fatal_ = fatal;
    for (int r = 0; r < world_.size(); ++r) say(r, 0, wire::Ready{2});
    settle();
    while (!clock_.empty()) {
      const auto [time, rank] = clock_.top();
      clock_.pop();
      now_ = time;
      complete(rank);
      settle();
    }
    outcome_.finished = coordinator_.finished();
    EXPECT_EQ(world_.undelivered(), 0u);
    return outcome_;
  }

  const comm::FakeWorld& world() const { return world_; }

 private:
  struct Rank {
    std::deque<UnitId> queue;  ///< the front is being scored
    bool over = false;
  };

  void say(int from, int to, const wire::Message& m) {
    world_.at(from).send(to, wire::tag_of(m), wire::pack(m));
  }

  void carry_out(const Actions& actions) {
    for (const Action& action : actions) {
      if (const auto* a = std::get_if<Assign>(&action)) say(0, a->rank, wire::Assign{a->unit});
      if (const auto* f = std::get_if<Finish>(&action)) say(0, f->rank, wire::Finish{});
      if (const auto* f = std::get_if<Abort>(&action)) {
        say(0, f->rank, wire::Failed{f->failed, f->message});
      }
    }
  }

  /// Delivers messages until none is on its way; only ranks that were written to are looked at.
  void settle() {
    for (bool moved = true; moved;) {
      moved = false;
      for (int r = 0; r < world_.size(); ++r) {
        while (const auto m = world_.at(r).try_receive()) {
          deliver(r, *m);
          moved = true;
        }
        if (world_.undelivered() == 0) return;
      }
    }
  }

  void deliver(int at, const comm::Message& raw) {
    const wire::Message m = wire::unpack(raw.tag, raw.body);
    Rank& rank = ranks_[static_cast<std::size_t>(at)];
    const auto index = static_cast<std::size_t>(at);
    if (const auto* ready = std::get_if<wire::Ready>(&m)) {
      carry_out(coordinator_.ready(raw.source, ready->slots));
    } else if (const auto* done = std::get_if<wire::Done>(&m)) {
      carry_out(coordinator_.done(raw.source, done->unit));
    } else if (const auto* failed = std::get_if<wire::Failed>(&m)) {
      if (at == 0 && !coordinator_.aborted()) {
        carry_out(coordinator_.failed(raw.source, failed->message));
      } else {
        ++outcome_.aborts[index];
        outcome_.reason = failed->message;
        rank.over = true;
      }
    } else if (const auto* assign = std::get_if<wire::Assign>(&m)) {
      EXPECT_EQ(outcome_.finishes[index], 0);
      rank.queue.push_back(assign->unit);
      EXPECT_LE(rank.queue.size(), 2u);
      if (rank.queue.size() == 1) start(at);
    } else if (std::get_if<wire::Finish>(&m)) {
      EXPECT_TRUE(rank.queue.empty());
      ++outcome_.finishes[index];
    } else {
      ADD_FAILURE() << "unexpected message";
    }
  }

  void start(int rank) {
    // Mostly short, now and then very long, as programs are.
    const double spread = std::uniform_real_distribution<>(0.1, 1)(random_);
    clock_.emplace(now_ + (random_() % 50 == 0 ? 30 * spread : spread), rank);
  }

  void complete(int at) {
    Rank& rank = ranks_[static_cast<std::size_t>(at)];
    if (rank.over) return;
    const UnitId unit = rank.queue.front();
    rank.queue.pop_front();
    if (unit.value == fatal_) {
      rank.over = true;
      say(at, 0, wire::Failed{at, "out of disk"});
      return;
    }
    ++outcome_.scored[unit.value];
    say(at, 0, wire::Done{.unit = unit});
    if (!rank.queue.empty()) start(at);
  }

  using Event = std::pair<double, int>;  // time, rank
  comm::FakeWorld world_;
  Coordinator coordinator_;
  std::mt19937_64 random_;
  std::vector<Rank> ranks_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> clock_;
  double now_ = 0;
  std::uint32_t fatal_ = 0;
  Outcome outcome_;
};

void expect_each_once(const Outcome& o) {
  for (const int times : o.scored) ASSERT_EQ(times, 1);
  for (const int times : o.finishes) ASSERT_EQ(times, 1);
  for (const int times : o.aborts) ASSERT_EQ(times, 0);
  EXPECT_TRUE(o.finished);
}

TEST(Simulation, EveryUnitIsScoredOnceWhateverTheRanks) {
  for (const int ranks : {1, 2, 3, 7, 64}) {
    for (const std::uint32_t units : {0u, 1u, 2u, 5u, 63u, 64u, 65u, 500u}) {
      SCOPED_TRACE(testing::Message() << units << " units on " << ranks << " ranks");
      expect_each_once(Simulation(units, ranks, units * 100 + 1).run());
    }
  }
}

TEST(Simulation, AThousandRanks) {
  Simulation simulation(5000, 1000, 42);
  const Outcome o = simulation.run();
  expect_each_once(o);
  // Ready and Finish a rank, Assign and Done a unit: nothing else is ever said.
  EXPECT_EQ(simulation.world().messages(), 2u * 1000 + 2u * 5000);
}

TEST(Simulation, FewerUnitsThanRanksSpreadOneEach) {
  Simulation simulation(900, 1000, 3);
  expect_each_once(simulation.run());
}

TEST(Simulation, AFailureReachesEveryRankWithItsMessage) {
  for (const std::uint32_t fatal : {0u, 17u, 499u}) {
    const Outcome o = Simulation(500, 40, fatal).run(fatal);
    for (const int times : o.aborts) EXPECT_EQ(times, 1);
    EXPECT_EQ(o.reason, "out of disk");
    EXPECT_FALSE(o.finished);
    EXPECT_EQ(o.scored[fatal], 0);
    for (const int times : o.scored) EXPECT_LE(times, 1);
  }
}

}  // namespace
}  // namespace battalion::sched
