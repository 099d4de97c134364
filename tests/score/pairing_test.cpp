#include "score/pairing.hpp"

#include <gtest/gtest.h>

#include "base/contract.hpp"
#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

arc::Dataset tasks(const std::vector<std::string>& ids) {
  std::vector<arc::Task> all;
  for (const std::string& id : ids) all.push_back(task_of(id, {{grid_of({{1}}), grid_of({{1}})}}, {}));
  return arc::Dataset(std::move(all));
}

std::vector<dsl::Program> named(const std::vector<std::string>& names) {
  std::vector<Named> all;
  for (const std::string& n : names) all.push_back({n, {"O = I"}});
  return programs_of(all);
}

using Ids = std::vector<ProgramId>;

TEST(Pairing, OwnTakesTheLongestIdThatTheNameEndsWith) {
  const auto dataset = tasks({"box", "big_box", "x"});  // sorted: big_box, box, x
  const auto pairs =
      pair_programs(dataset, named({"solve_box", "solve_big_box", "solve_v2_box", "solve_very_big_box", "solve_x"}),
                    Pairing::own);
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0], (Ids{ProgramId(1), ProgramId(3)}));
  EXPECT_EQ(pairs[1], (Ids{ProgramId(0), ProgramId(2)}));
  EXPECT_EQ(pairs[2], (Ids{ProgramId(4)}));
}

TEST(Pairing, ProgramsOfAnotherPartsTasksMeetNothing) {
  const auto part = tasks({"box", "big_box", "x"}).part({2, 2});  // box; elsewhere: big_box, x
  const auto programs = named({"solve_box", "solve_big_box", "solve_x"});
  const auto pairs = pair_programs(part, programs, Pairing::own);
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(pairs[0], Ids{ProgramId(0)});  // not the second, whose longer id is elsewhere
  const auto owners = own_tasks(part, programs);
  EXPECT_EQ(owners[0], TaskId(0));
  EXPECT_FALSE(owners[1] || owners[2]);
  EXPECT_THROW(pair_programs(part, named({"solve_y"}), Pairing::own), InputError);
}

TEST(Pairing, OwnRefusesAProgramWithoutATask) {
  const auto dataset = tasks({"box"});
  for (const char* name : {"solve_bigbox", "solve_box_", "box"}) {
    try {
      pair_programs(dataset, named({"solve_box", name}), Pairing::own);
      ADD_FAILURE() << name;
    } catch (const InputError& e) {
      const std::string text = e.what();
      EXPECT_EQ(text.rfind("all.py:5:1: program '" + std::string(name) + "' belongs to no task (", 0), 0u) << text;
      EXPECT_NE(text.find("--pairing cross"), text.npos) << text;
      EXPECT_EQ(text.find('\n'), text.npos) << text;
    }
  }
}

TEST(Pairing, CrossIsEveryoneWithEveryTask) {
  const auto pairs = pair_programs(tasks({"a", "b"}), named({"solve_q", "solve_r", "solve_a"}), Pairing::cross);
  ASSERT_EQ(pairs.size(), 2u);
  for (const auto& programs : pairs) EXPECT_EQ(programs, first_programs(3));
}

}  // namespace
}  // namespace battalion::score
