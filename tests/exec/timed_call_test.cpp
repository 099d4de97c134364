#include "exec/timed_call.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <stdexcept>

#include "base/clock.hpp"
#include "exec/executor.hpp"

namespace battalion::exec {
namespace {

using How = Ended::How;

constexpr Limits unlimited{0, 0, 0, 0};

void until_stopped(CallContext& call) {
  for (;;) call.check();
}

class TimedOf : public testing::TestWithParam<int> {};

TEST_P(TimedOf, EndingsAreToldApart) {
  Executor executor(GetParam());
  const Limits limits{0, 0, 1000, 4096};
  const auto ended = executor.run_timed(6, {limits}, [](CallContext& call, int k) {
    switch (k) {
      case 0: call.step(1000); return;
      case 1: throw std::runtime_error("raised");
      case 2:
        for (;;) call.step();
      case 3:
        for (;;) call.use_memory(1024);
      case 4: throw std::bad_alloc();
      default: throw 7;
    }
  });
  ASSERT_EQ(ended.size(), 6u);
  EXPECT_EQ(ended[0].how, How::finished);
  EXPECT_EQ(ended[0].steps, 1000u);
  EXPECT_EQ(ended[1].how, How::raised);
  EXPECT_THROW(std::rethrow_exception(ended[1].raised), std::runtime_error);
  EXPECT_EQ(ended[2].how, How::timeout);
  EXPECT_EQ(ended[2].limit, TimeLimit::steps);
  EXPECT_EQ(ended[2].steps, 1001u);  // the first step over it stops
  EXPECT_EQ(ended[3].how, How::memory);
  EXPECT_EQ(ended[3].memory, 5120u);
  EXPECT_EQ(ended[4].how, How::memory);
  EXPECT_EQ(ended[5].how, How::raised);
  for (const Ended& e : ended) EXPECT_TRUE(e.ran);
}

TEST_P(TimedOf, ClocksExpire) {
  Executor executor(GetParam());
  for (const auto& e : executor.run_timed(5, {{50'000, 0, 0, 0}}, [](CallContext& c, int) { until_stopped(c); })) {
    EXPECT_EQ(e.how, How::timeout);
    EXPECT_EQ(e.limit, TimeLimit::cpu);
  }
  for (const auto& e : executor.run_timed(5, {{0, 50'000, 0, 0}}, [](CallContext& c, int) { until_stopped(c); })) {
    EXPECT_EQ(e.how, How::timeout);
    EXPECT_EQ(e.limit, TimeLimit::wall);
  }
}

TEST_P(TimedOf, WhoNeverAsksIsHeldToItsLimitsAtItsEnd) {
  Executor executor(GetParam());
  const auto ended = executor.run_timed(2, {{20'000, 0, 0, 0}}, [](CallContext&, int) {
    const std::int64_t until = thread_cpu_ns() + 400'000;
    while (thread_cpu_ns() < until) {
    }
  });
  for (const Ended& e : ended) EXPECT_EQ(e.how, How::timeout);
}

TEST_P(TimedOf, SwallowingTheStopDoesNotHideIt) {
  Executor executor(GetParam());
  const auto ended = executor.run_timed(2, {{0, 0, 10, 0}}, [](CallContext& call, int) {
    try {
      call.step(11);
    } catch (...) {
    }
    throw std::runtime_error("afterwards");
  });
  for (const Ended& e : ended) EXPECT_EQ(e.how, How::timeout);
}

TEST_P(TimedOf, CancellingReachesCallsOfCalls) {
  Executor executor(GetParam());
  Cancellation all;
  Cancellation some(&all);
  std::atomic<int> cancelled{0};
  const auto ended = executor.run_timed(3, {unlimited, &some}, [&](CallContext& outer, int) {
    const auto inner = executor.run_timed(3, {unlimited}, [&](CallContext& call, int) {
      all.cancel();
      until_stopped(call);
    });
    for (const Ended& e : inner) cancelled += e.how == How::cancelled;
    outer.check();
  });
  for (const Ended& e : ended) EXPECT_EQ(e.how, How::cancelled);
  EXPECT_EQ(cancelled % 3, 0);
  EXPECT_GE(cancelled, 3);
}

TEST_P(TimedOf, WhatIsCancelledBeforeItStartsDoesNotRun) {
  Executor executor(GetParam());
  Cancellation cancellation;
  cancellation.cancel();
  std::atomic<int> runs{0};
  for (const Ended& e : executor.run_timed(4, {unlimited, &cancellation}, [&](CallContext&, int) { ++runs; })) {
    EXPECT_EQ(e.how, How::cancelled);
    EXPECT_FALSE(e.ran);
  }
  EXPECT_EQ(runs, 0);
}

TEST_P(TimedOf, AnOuterGuardEndsInnerCallsAndKeepsWhatWasDone) {
  Executor executor(GetParam());
  std::atomic<int> done{0};
  std::atomic<int> stopped{0};
  const auto outer = executor.run_timed(2, {{0, 200'000, 0, 0}}, [&](CallContext& call, int) {
    ++done;
    for (const Ended& e : executor.run_timed(4, {unlimited}, [&](CallContext& c, int) { until_stopped(c); })) {
      stopped += e.how == How::cancelled;
    }
    call.check();
    ADD_FAILURE() << "its guard had passed";
  });
  for (const Ended& e : outer) {
    EXPECT_EQ(e.how, How::timeout);
    EXPECT_EQ(e.limit, TimeLimit::wall);
  }
  EXPECT_EQ(done, 2);
  EXPECT_EQ(stopped, 8);
}

TEST_P(TimedOf, InnerCallsAreNotChargedToTheOuter) {
  Executor executor(GetParam());
  // Each inner call uses more than the outer may.
  const auto outer = executor.run_timed(2, {{30'000'000, 0, 0, 0}}, [&](CallContext& call, int) {
    executor.run_timed(3, {unlimited}, [&](CallContext&, int) {
      const std::int64_t until = thread_cpu_ns() + 40'000'000;
      while (thread_cpu_ns() < until) {
      }
    });
    call.check();
  });
  for (const Ended& e : outer) EXPECT_EQ(e.how, How::finished);
}

TEST_P(TimedOf, PlainCallsInATimedCallPassCancellationOn) {
  Executor executor(GetParam());
  Cancellation cancellation;
  std::atomic<int> cancelled{0};
  executor.run_timed(1, {unlimited, &cancellation}, [&](CallContext&, int) {
    executor.run(3, [&](int) {
      for (const Ended& e : executor.run_timed(2, {unlimited}, [&](CallContext& call, int) {
             cancellation.cancel();
             until_stopped(call);
           })) {
        cancelled += e.how == How::cancelled;
      }
    });
  });
  EXPECT_EQ(cancelled, 6);
}

TEST_P(TimedOf, AWaitingTimedCallNeverRunsAStranger) {
  Executor executor(GetParam());
  // Which outer call each thread is in; a stranger's call on top of a waiting one would find another's number.
  static thread_local int inside = -1;
  std::atomic<int> strangers{0};
  executor.run_timed(6, {unlimited}, [&](CallContext&, int k) {
    const int before = inside;
    strangers += before != -1;
    inside = k;
    for (int round = 0; round < 20; ++round) {
      executor.run(3, [&](int) {
        const int mine = inside;
        strangers += mine != -1 && mine != k;
        inside = k;
        executor.run_timed(2, {unlimited}, [&](CallContext& call, int) {
          strangers += inside != -1 && inside != k;
          // Long enough for others to wait meanwhile, with strangers in the queue.
          const std::int64_t until = wall_ns() + 10'000;
          while (wall_ns() < until) call.check();
        });
        inside = mine;
      });
    }
    inside = before;
  });
  EXPECT_EQ(strangers, 0);
}

INSTANTIATE_TEST_SUITE_P(Workers, TimedOf, testing::Values(1, 2, 3, 4, 8));

TEST(Deadline, AsksTheCpuClockOnlyWhenTheLimitCanHaveBeenReached) {
  Deadline deadline({100, 1000, 0, 0}, 5000, Deadline::never);
  int asked = 0;
  std::int64_t used = 0;
  const auto cpu = [&] {
    ++asked;
    return used;
  };
  EXPECT_EQ(deadline.look(5099, cpu), Deadline::State::open);
  EXPECT_EQ(asked, 0);
  used = 40;
  EXPECT_EQ(deadline.look(5100, cpu), Deadline::State::open);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(deadline.look(5159, cpu), Deadline::State::open);
  EXPECT_EQ(asked, 1);
  used = 100;
  EXPECT_EQ(deadline.look(5160, cpu), Deadline::State::cpu);
}

TEST(Deadline, TheEarlierEndCounts) {
  const auto none = [] { return std::int64_t{0}; };
  EXPECT_EQ(Deadline({0, 100, 0, 0}, 0, 200).look(300, none), Deadline::State::wall);
  EXPECT_EQ(Deadline({0, 200, 0, 0}, 0, 100).look(300, none), Deadline::State::inherited);
  EXPECT_EQ(Deadline({0, 200, 0, 0}, 0, 100).look(99, none), Deadline::State::open);
  EXPECT_EQ(Deadline({0, 200, 0, 0}, 0, 100).end(), 100);
  EXPECT_EQ(Deadline({0, 0, 0, 0}, 7, Deadline::never).look(Deadline::never - 1, none), Deadline::State::open);
}

}  // namespace
}  // namespace battalion::exec
