#include "exec/executor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/clock.hpp"

namespace battalion::exec {
namespace {

class ExecutorOf : public testing::TestWithParam<int> {};

TEST_P(ExecutorOf, RunsEveryCallOnce) {
  Executor executor(GetParam());
  EXPECT_EQ(executor.workers(), GetParam());
  for (int count : {0, 1, 2, 100}) {
    std::vector<std::atomic<int>> runs(static_cast<std::size_t>(count));
    executor.run(count, [&](int k) { ++runs[static_cast<std::size_t>(k)]; });
    for (const auto& n : runs) EXPECT_EQ(n, 1);
  }
}

TEST_P(ExecutorOf, ThrowsTheFirstByNumberAfterAllHaveEnded) {
  Executor executor(GetParam());
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> ended{0};
    try {
      executor.run(30, [&](int k) {
        ++ended;
        if (k == 7 || k == 8 || k == 29) throw std::runtime_error(std::to_string(k));
      });
      FAIL();
    } catch (const std::runtime_error& e) {
      EXPECT_STREQ(e.what(), "7");
    }
    EXPECT_EQ(ended, 30);
  }
  int after = 0;  // it stays usable
  executor.run(1, [&](int) { ++after; });
  EXPECT_EQ(after, 1);
}

void nest(Executor& executor, int depth, std::atomic<int>& leaves) {
  executor.run(3, [&](int) { depth == 1 ? void(++leaves) : nest(executor, depth - 1, leaves); });
}

TEST_P(ExecutorOf, CallsMayMakeCalls) {
  Executor executor(GetParam());
  std::atomic<int> leaves{0};
  nest(executor, 5, leaves);
  EXPECT_EQ(leaves, 3 * 3 * 3 * 3 * 3);
}

TEST_P(ExecutorOf, ExceptionsComeUpThroughNestedCalls) {
  Executor executor(GetParam());
  EXPECT_THROW(executor.run(4,
                            [&](int k) {
                              executor.run(4, [&](int j) {
                                if (k == 2 && j == 3) throw std::out_of_range("inner");
                              });
                            }),
               std::out_of_range);
}

TEST_P(ExecutorOf, RecordsTimesOfEveryCall) {
  Executor executor(GetParam());
  std::vector<CallTimes> times(20, CallTimes{-1, -1, -1});
  executor.run(
      20,
      [&](int) {
        const std::int64_t until = thread_cpu_ns() + 100'000;
        while (thread_cpu_ns() < until) {
        }
      },
      times);
  for (const CallTimes& t : times) {
    EXPECT_GE(t.queue_ns, 0);
    EXPECT_GE(t.wall_ns, 0);
    EXPECT_GE(t.cpu_ns, 50'000);
  }
}

INSTANTIATE_TEST_SUITE_P(Workers, ExecutorOf, testing::Values(1, 2, 3, 4));

TEST(Executor, OneWorkerIsTheCaller) {
  Executor executor(1);
  const auto here = std::this_thread::get_id();
  executor.run(5, [&](int) { EXPECT_EQ(std::this_thread::get_id(), here); });
}

TEST(Executor, WorkersWorkAtTheSameTime) {
  Executor executor(3);
  // Each call waits for the two others: only three workers at once can end this.
  std::latch all(3);
  std::mutex mutex;
  std::set<std::thread::id> who;
  executor.run(3, [&](int) {
    all.arrive_and_wait();
    std::lock_guard lock(mutex);
    who.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(who.size(), 3u);
}

TEST(Executor, WaitingIsToldApartFromRunning) {
  Executor executor(1);
  std::vector<CallTimes> times(4);
  executor.run(
      4,
      [&](int) {
        const std::int64_t until = wall_ns() + 200'000;
        while (wall_ns() < until) {
        }
      },
      times);
  // One worker runs them one after the other: all but one waited, for at least as long as those before it ran.
  std::vector<std::int64_t> queue;
  for (const CallTimes& t : times) queue.push_back(t.queue_ns);
  std::sort(queue.begin(), queue.end());
  for (std::size_t k = 0; k < queue.size(); ++k) {
    EXPECT_GE(queue[k], static_cast<std::int64_t>(k) * 200'000);
  }
}

TEST(Executor, WhatAWaitingCallHelpedWithIsNotItsOwn) {
  Executor executor(1);
  std::vector<CallTimes> outer(1), inner(1);
  executor.run(
      1,
      [&](int) {
        executor.run(
            1,
            [&](int) {
              const std::int64_t until = thread_cpu_ns() + 2'000'000;
              while (thread_cpu_ns() < until) {
              }
            },
            inner);
      },
      outer);
  // Short stretches before it were charged by the wall clock (stopwatch.hpp): a little less may be left for it.
  EXPECT_GE(inner[0].cpu_ns, 1'500'000);
  EXPECT_GE(outer[0].wall_ns, inner[0].wall_ns);
  EXPECT_GE(outer[0].cpu_ns, 0);
  EXPECT_LT(outer[0].cpu_ns, inner[0].cpu_ns);
}

}  // namespace
}  // namespace battalion::exec
