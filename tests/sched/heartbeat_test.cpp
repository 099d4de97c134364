#include "sched/heartbeat.hpp"

#include <gtest/gtest.h>

namespace battalion::sched {
namespace {

using Ranks = std::vector<int>;

TEST(Heartbeat, TellsOnceOfWhoIsSilentForTooLong) {
  Heartbeat h(1, 3, 100, 0);
  for (int now = 10; now < 100; now += 10) {
    EXPECT_FALSE(h.heard(2, now));
    EXPECT_EQ(h.fallen_silent(now), Ranks{});
  }
  EXPECT_EQ(h.fallen_silent(100), (Ranks{1, 3}));
  EXPECT_EQ(h.fallen_silent(110), Ranks{});
  EXPECT_TRUE(h.heard(3, 120));
  EXPECT_FALSE(h.heard(3, 130));
  EXPECT_EQ(h.fallen_silent(150), Ranks{});
  EXPECT_EQ(h.fallen_silent(190), Ranks{2});
  EXPECT_EQ(h.fallen_silent(230), Ranks{3});
}

TEST(Heartbeat, WhoWasAwayBeginsToListenAnew) {
  Heartbeat h(0, 1, 100, 0);
  EXPECT_EQ(h.fallen_silent(50), Ranks{});
  EXPECT_EQ(h.fallen_silent(10'000), Ranks{});
  EXPECT_EQ(h.fallen_silent(10'050), Ranks{});
  EXPECT_EQ(h.fallen_silent(10'100), Ranks{0});
  EXPECT_EQ(h.fallen_silent(20'000), Ranks{});
  EXPECT_TRUE(h.heard(0, 20'000)) << "still silent: to be away makes nobody heard";
}

TEST(Heartbeat, CanBeToldOfSilenceAndOfLeaving) {
  Heartbeat h(1, 2, 100, 0);
  EXPECT_TRUE(h.silence(1));
  EXPECT_FALSE(h.silence(1));
  h.forget(2);
  EXPECT_EQ(h.fallen_silent(50), Ranks{});
  EXPECT_EQ(h.fallen_silent(100), Ranks{});
  EXPECT_TRUE(h.heard(1, 100));
}

TEST(Heartbeat, BeatsFiveTimesWithinThePatience) {
  Heartbeat h(1, 1, 100, 0);
  int beats = 0;
  for (int now = 0; now <= 1000; ++now) beats += h.beat_due(now);
  EXPECT_EQ(beats, 50);
}

}  // namespace
}  // namespace battalion::sched
