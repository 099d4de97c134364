#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace battalion {
namespace {

/// Works until this thread has used some CPU time; how long that takes is nobody's business here.
void use_cpu(std::int64_t ns) {
  const std::int64_t until = thread_cpu_ns() + ns;
  while (thread_cpu_ns() < until) {
  }
}

TEST(Clock, NeverGoesBack) {
  for (auto clock : {wall_ns, thread_cpu_ns, process_cpu_ns, unix_ns}) {
    std::int64_t before = clock();
    for (int k = 0; k < 1000; ++k) {
      const std::int64_t now = clock();
      ASSERT_GE(now, before);
      before = now;
    }
  }
}

TEST(Clock, ProcessTimeHoldsThatOfAllThreads) {
  const std::int64_t process = process_cpu_ns();
  const std::int64_t here = thread_cpu_ns();
  std::int64_t there = 0;
  std::thread([&there] {
    use_cpu(1'000'000);
    there = thread_cpu_ns();
  }).join();
  const std::int64_t used_here = thread_cpu_ns() - here;
  EXPECT_GE(there, 1'000'000);
  // The two clocks are read by different ways in the kernel: allow a scheduler tick.
  EXPECT_GE(process_cpu_ns() - process + 10'000'000, there + used_here);
}

TEST(Clock, UnixTimeIsOfThisCentury) {
  EXPECT_GT(unix_ns(), 1'600'000'000ll * 1'000'000'000);
}

TEST(Clock, UnixTimeGoesOnAsTheWallClockDoes) {
  const std::int64_t before = wall_ns(), first = unix_ns(), between = wall_ns();
  use_cpu(1'000'000);
  const std::int64_t later = wall_ns(), second = unix_ns(), after = wall_ns();
  EXPECT_GE(second - first, later - between);
  EXPECT_LE(second - first, after - before);
}

}  // namespace
}  // namespace battalion
