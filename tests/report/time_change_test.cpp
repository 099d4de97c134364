#include "report/time_change.hpp"

#include <gtest/gtest.h>

namespace battalion::report {
namespace {

std::vector<std::string> names(const std::vector<TimePair>& pairs) {
  std::vector<std::string> all;
  for (const TimePair& p : pairs) all.push_back(p.name);
  return all;
}

using Names = std::vector<std::string>;

TEST(TimeChanges, AnotherMachineIsNoChange) {
  std::vector<TimePair> pairs;
  for (int i = 1; i <= 9; ++i) pairs.push_back({"p" + std::to_string(i), i * 1e-3, i * 2e-3 * (i % 2 == 0 ? 1.2 : 0.9)});
  const TimeChanges changes = time_changes(pairs);
  EXPECT_NEAR(changes.factor, 1.8, 0.01);
  EXPECT_TRUE(changes.slower.empty());
  EXPECT_TRUE(changes.faster.empty());
}

TEST(TimeChanges, WhatStandsOutIsToldTheMostFirst) {
  std::vector<TimePair> pairs(9, {"same", 1e-3, 2e-3});
  pairs.push_back({"slow", 1e-3, 4e-3});
  pairs.push_back({"slowest", 1e-1, 9e-1});
  pairs.push_back({"kept", 1e-2, 1e-2});
  pairs.push_back({"short", 1e-6, 9e-5});  // ninety times, but of nothing
  const TimeChanges changes = time_changes(pairs);
  EXPECT_DOUBLE_EQ(changes.factor, 2);
  EXPECT_EQ(names(changes.slower), (Names{"slowest", "slow"}));
  EXPECT_EQ(names(changes.faster), (Names{"kept"}));
}

TEST(TimeChanges, OfNothingThereAreNone) {
  EXPECT_DOUBLE_EQ(time_changes({}).factor, 1);
  const std::vector<TimePair> unknown = {{"p", 0, 0}};
  EXPECT_TRUE(time_changes(unknown).slower.empty());
}

}  // namespace
}  // namespace battalion::report
