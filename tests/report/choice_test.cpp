#include "report/choice.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace battalion::report {
namespace {

std::vector<std::uint32_t> chosen_ids(const Choice& choice) {
  std::vector<std::uint32_t> ids;
  for (const Candidate& c : choice.chosen()) ids.push_back(c.program.value);
  return ids;
}

Candidate candidate(std::uint32_t id, std::uint32_t exact, std::uint64_t cells,
                    std::uint64_t digest) {
  return {ProgramId(id), digest, {exact, cells}};
}

TEST(Choice, PrefersExactDemosThenCellsThenLowIds) {
  Choice choice;
  for (const Candidate& c :
       {candidate(0, 1, 90, 10), candidate(1, 2, 20, 11), candidate(2, 2, 30, 12),
        candidate(3, 2, 30, 13), candidate(4, 0, 99, 14)}) {
    choice.offer(c);
  }
  EXPECT_EQ(chosen_ids(choice), (std::vector<std::uint32_t>{2, 3}));
}

TEST(Choice, TakesNoTwoProgramsThatMeanTheSame) {
  Choice choice;
  choice.offer(candidate(5, 3, 9, 1));
  choice.offer(candidate(2, 3, 9, 1));
  choice.offer(candidate(7, 0, 0, 2));
  choice.offer(candidate(9, 3, 9, 1));
  EXPECT_EQ(chosen_ids(choice), (std::vector<std::uint32_t>{2, 7}));
}

TEST(Choice, DoesNotHangOnTheOrderOfOffers) {
  std::vector<Candidate> all;
  for (std::uint32_t i = 0; i < 6; ++i) all.push_back(candidate(i, i % 3, i % 2, i / 2));
  // Programs of one digest have one result, as long as no limit comes in.
  for (Candidate& c : all) c.demos = all[c.program.value / 2 * 2].demos;
  std::vector<std::uint32_t> order{0, 1, 2, 3, 4, 5};
  std::vector<std::uint32_t> expected;
  do {
    Choice choice;
    for (const auto i : order) choice.offer(all[i]);
    if (expected.empty()) expected = chosen_ids(choice);
    ASSERT_EQ(chosen_ids(choice), expected);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Choice, AmongEqualsThePreferredOneIsTaken) {
  Choice choice(1);
  for (const std::uint32_t preference : {7u, 3u, 5u}) {
    Candidate c = candidate(preference, 2, 30, preference);
    c.preference = preference;
    choice.offer(c);
  }
  EXPECT_EQ(chosen_ids(choice), (std::vector<std::uint32_t>{3}));
}

TEST(Choice, TakesNoTwoProgramsThatAnswerAlike) {
  Choice choice(3);
  for (std::uint32_t i = 0; i < 4; ++i) {
    Candidate c = candidate(i, 1, 9, i);
    c.answers = 40 + i / 2;
    choice.offer(c);
  }
  EXPECT_EQ(chosen_ids(choice), (std::vector<std::uint32_t>{0, 2}));
}

TEST(Attempts, AreTwoDifferentGridsOfTheBestProgramsThatGiveThem) {
  std::vector<std::uint32_t> order{0, 1, 2, 3};
  do {
    Attempts at;
    // The best two agree; of those that give the other grid 2 is better.
    for (const std::uint32_t i : order) at.offer(candidate(i, 4 - i, 0, i), i < 2 ? 50 : 60);
    ASSERT_EQ(at.chosen().size(), attempts);
    EXPECT_EQ(at.chosen()[0].by.program, ProgramId(0));
    EXPECT_EQ(at.chosen()[1].by.program, ProgramId(2));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Choice, OfNothingIsNothing) { EXPECT_TRUE(Choice().chosen().empty()); }

}  // namespace
}  // namespace battalion::report
