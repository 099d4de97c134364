#include "exec/sample_policy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/contract.hpp"

namespace battalion::exec {
namespace {

using Kind = SamplePolicy::Kind;

TEST(SamplePolicy, ReadsWhatItWrites) {
  for (const char* text : {"sequential", "window:1", "window:3", "pool:6", "pool:1024"}) {
    EXPECT_EQ(to_string(parse_sample_policy(text)), text);
  }
  EXPECT_EQ(parse_sample_policy("sequential"), SamplePolicy{});
  EXPECT_EQ(parse_sample_policy("window:3"), (SamplePolicy{Kind::window, 3}));
  EXPECT_EQ(parse_sample_policy("pool:6"), (SamplePolicy{Kind::pool, 6}));
}

TEST(SamplePolicy, RefusesTheRestInOneLine) {
  for (const char* text : {"", "Sequential", "window", "window:", "window:0", "window:-1", "window:1025", "window:2x",
                           "window: 2", "pool:", "pool:99999999999999999999", "sequential:2", "threads:2"}) {
    try {
      parse_sample_policy(text);
      ADD_FAILURE() << text;
    } catch (const InputError& e) {
      EXPECT_NE(std::string(e.what()).find("\"" + std::string(text) + "\""), std::string::npos);
      EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos);
    }
  }
}

class Running : public testing::TestWithParam<std::tuple<const char*, int>> {
 protected:
  const SamplePolicy policy = parse_sample_policy(std::get<0>(GetParam()));
  Executor executor{std::get<1>(GetParam())};
};

TEST_P(Running, EverySampleOnceInOrderAndNeverMoreThanAllowed) {
  SampleRunner runner(policy, executor);
  for (const int count : {0, 1, 2, 5, 20}) {
    std::mutex mutex;
    std::vector<int> begun;
    std::atomic<int> now{0}, most{0}, calls{0};
    runner.run(count, [&](int k) {
      const int at_once = ++now;
      for (int seen = most; at_once > seen && !most.compare_exchange_weak(seen, at_once);) {
      }
      {
        std::lock_guard lock(mutex);
        begun.push_back(k);
      }
      executor.run(3, [&](int) { executor.run(2, [&](int) { ++calls; }); });
      --now;
    });
    EXPECT_LE(most, policy.at_once);
    EXPECT_EQ(calls, count * 6);
    ASSERT_EQ(static_cast<int>(begun.size()), count);
    // Those under way at once may have come to the list in another order, none by more than there are of them.
    for (int k = 0; k < count; ++k) EXPECT_LT(begun[static_cast<std::size_t>(k)] - k, policy.at_once);
    std::sort(begun.begin(), begun.end());
    for (int k = 0; k < count; ++k) EXPECT_EQ(begun[static_cast<std::size_t>(k)], k);
  }
}

TEST_P(Running, ASampleThatWaitsNeverWorksOnAnother) {
  static thread_local int inside = -1;
  std::atomic<int> strangers{0};
  run_samples(policy, executor, 12, [&](int k) {
    strangers += inside != -1;
    inside = k;
    for (int round = 0; round < 10; ++round) {
      executor.run(4, [&](int) {
        const int before = inside;
        strangers += before != -1 && before != k;
        inside = k;
        // Long enough for others to wait meanwhile, with strangers in the queue.
        executor.run_timed(2, {}, [](CallContext& call, int) {
          const std::int64_t until = wall_ns() + 10'000;
          while (wall_ns() < until) call.check();
        });
        inside = before;
      });
    }
    inside = -1;
  });
  EXPECT_EQ(strangers, 0);
}

TEST_P(Running, AnExceptionEndsIt) {
  std::atomic<int> after{0};
  std::atomic<bool> thrown{false};
  try {
    run_samples(policy, executor, 500, [&](int k) {
      after += thrown;
      if (k == 3) {
        thrown = true;
        throw std::runtime_error("3");
      }
      executor.run(2, [](int) {});
    });
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "3");
  }
  // With several at once others may begin before the exception is out.
  if (policy.at_once == 1) {
    EXPECT_EQ(after, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Policies, Running,
                         testing::Combine(testing::Values("sequential", "window:1", "window:2", "window:3", "pool:1",
                                                          "pool:6"),
                                          testing::Values(1, 2, 4)));

}  // namespace
}  // namespace battalion::exec
