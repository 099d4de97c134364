#include "exec/stopwatch.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace battalion::exec {
namespace {

void use_cpu(std::int64_t ns) {
  const std::int64_t until = thread_cpu_ns() + ns;
  while (thread_cpu_ns() < until) {
  }
}

TEST(Stopwatch, LapsAreNeverNegative) {
  Stopwatch watch;
  for (int k = 0; k < 2000; ++k) {
    if (k % 100 == 0) use_cpu(2 * Stopwatch::trusted_ns);
    const Used lap = watch.lap();
    ASSERT_GE(lap.cpu_ns, 0);
    ASSERT_GE(lap.wall_ns, 0);
  }
}

TEST(Stopwatch, LapsCoverTheWallClockWithoutGaps) {
  const std::int64_t before = wall_ns();
  Stopwatch watch;
  const std::int64_t started = wall_ns();
  std::int64_t sum = 0;
  for (int k = 0; k < 1000; ++k) sum += watch.lap().wall_ns;
  const std::int64_t ending = wall_ns();
  sum += watch.lap().wall_ns;
  EXPECT_GE(sum, ending - started);
  EXPECT_LE(sum, wall_ns() - before);
}

TEST(Stopwatch, ALongLapIsChargedWhatItUsed) {
  Stopwatch watch;
  const std::int64_t from = thread_cpu_ns();
  use_cpu(3'000'000);
  const Used lap = watch.lap();
  const std::int64_t used = thread_cpu_ns() - from;
  EXPECT_GE(lap.cpu_ns, 3'000'000);
  // It started before `from` was read, so it may hold a little more than `used`, never much.
  EXPECT_LE(lap.cpu_ns, used + 3'000'000);
}

TEST(Stopwatch, WhatShortLapsWereChargedIsNotChargedAgain) {
  const std::int64_t from = thread_cpu_ns();
  Stopwatch watch;
  std::int64_t sum = 0;
  for (int k = 0; k < 5000; ++k) sum += watch.lap().cpu_ns;  // by the wall clock, mostly
  use_cpu(4 * Stopwatch::trusted_ns);
  sum += watch.lap().cpu_ns;
  // Wall time that short laps were charged exceeds CPU time only as far as the thread was put aside in them.
  EXPECT_GE(sum, 3 * Stopwatch::trusted_ns);
  EXPECT_GE(thread_cpu_ns() - from, 4 * Stopwatch::trusted_ns);
}

TEST(Stopwatch, WhatAThreadSleptInShortLapsHardlyShortensALongOne) {
  Stopwatch watch;
  for (int k = 0; k < 100; ++k) {
    std::this_thread::sleep_for(std::chrono::microseconds(1));  // wall time, little CPU time
    watch.lap();
  }
  use_cpu(3 * Stopwatch::trusted_ns);
  EXPECT_GE(watch.lap().cpu_ns, 2 * Stopwatch::trusted_ns);
}

TEST(Stopwatch, LookingDoesNotEndTheLap) {
  Stopwatch watch;
  Used before = watch.so_far();
  for (int k = 0; k < 100; ++k) {
    use_cpu(1000);
    const Used now = watch.so_far();
    ASSERT_GE(now.cpu_ns, before.cpu_ns);
    ASSERT_GE(now.wall_ns, before.wall_ns);
    before = now;
  }
  EXPECT_GE(watch.lap().wall_ns, before.wall_ns);
}

}  // namespace
}  // namespace battalion::exec
