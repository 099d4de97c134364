#include "app/progress.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "score/result.hpp"

namespace battalion::app {
namespace {

constexpr std::int64_t second = 1'000'000'000;

ProgressState halfway() {
  ProgressState s{.units_done = 3, .units = 8, .evaluations = 4000, .outcomes = {}};
  s.outcomes[static_cast<std::size_t>(score::Outcome::exact)] = 1500;
  s.outcomes[static_cast<std::size_t>(score::Outcome::timeout)] = 500;
  return s;
}

TEST(Progress, SaysUnitsRateTimeLeftAndOutcomes) {
  EXPECT_EQ(progress_text(halfway(), 100),
            "3/8 units, 2,000 evaluations (50 %), 20/s, 1:40 left: 1,500 exact, 500 timeout");
}

TEST(Progress, KnowsNoTimeLeftBeforeAnythingIsDone) {
  EXPECT_EQ(progress_text({.units_done = 0, .units = 8, .evaluations = 4000, .outcomes = {}}, 3),
            "0/8 units, 0 evaluations (0 %), 0/s, ? left");
}

TEST(Progress, FormatsClocks) {
  EXPECT_EQ(clock_text(0.2), "0:00");
  EXPECT_EQ(clock_text(61), "1:01");
  EXPECT_EQ(clock_text(3600 + 62), "1:01:02");
}

TEST(Progress, PlainIsALineEveryHalfMinute) {
  std::string text;
  Progress progress(
      ProgressMode::plain, [&](std::string_view t) { text += t; }, 0);
  progress.tick(halfway(), 29 * second);
  EXPECT_EQ(text, "");
  progress.tick(halfway(), 30 * second);
  progress.tick(halfway(), 31 * second);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  progress.tick(halfway(), 60 * second);
  progress.finish(halfway(), 61 * second);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

TEST(Progress, LiveRewritesOneLine) {
  std::string text;
  Progress progress(
      ProgressMode::live, [&](std::string_view t) { text += t; }, 0);
  progress.tick(halfway(), second / 20);
  EXPECT_EQ(text, "");
  progress.tick(halfway(), second / 10);
  progress.tick(halfway(), second);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 2);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 0);
  progress.finish(halfway(), 2 * second);
  EXPECT_TRUE(text.ends_with('\n'));
}

TEST(Progress, NoneSaysNothing) {
  Progress progress(
      ProgressMode::none, [](std::string_view) { FAIL(); }, 0);
  progress.tick(halfway(), 100 * second);
  progress.finish(halfway(), 101 * second);
}

}  // namespace
}  // namespace battalion::app
