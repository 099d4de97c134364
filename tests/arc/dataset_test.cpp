#include "arc/dataset.hpp"

#include <gtest/gtest.h>

#include "base/contract.hpp"
#include "base/fnv.hpp"

namespace battalion::arc {
namespace {

Task task(const std::string& id, std::uint32_t demos, std::uint32_t tests) {
  Task t{.id = id, .file = id + ".json", .samples = {}, .demo_count = demos};
  for (std::uint32_t k = 0; k < demos + tests; ++k) {
    const bool demo = k < demos;
    t.samples.push_back({demo ? Split::demo : Split::test, demo ? k : k - demos,
                         Grid{1, 1, {static_cast<std::int8_t>(k)}}, Grid{1, 2, {1, 2}}});
  }
  return t;
}

TEST(Dataset, IsEmptyByDefault) {
  const Dataset none;
  EXPECT_EQ(none.task_count(), 0u);
  EXPECT_EQ(none.sample_count(), 0u);
  EXPECT_EQ(none.first_sample(TaskId(0)), SampleId(0));
}

TEST(Dataset, SortsByIdAndNumbersSamplesThrough) {
  const Dataset data({task("c", 1, 1), task("a", 2, 1), task("b", 3, 0)});
  ASSERT_EQ(data.task_count(), 3u);
  EXPECT_EQ(data.task(TaskId(0)).id, "a");
  EXPECT_EQ(data.task(TaskId(2)).id, "c");
  EXPECT_EQ(data.sample_count(), 8u);
  EXPECT_EQ(data.first_sample(TaskId(1)), SampleId(3));
  EXPECT_EQ(data.first_sample(TaskId(3)), SampleId(8));
  const std::uint32_t owners[] = {0, 0, 0, 1, 1, 1, 2, 2};
  for (std::uint32_t s = 0; s < 8; ++s)
    EXPECT_EQ(data.task_of(SampleId(s)), TaskId(owners[s])) << s;
  EXPECT_EQ(data.sample(SampleId(2)).split, Split::test);
  EXPECT_EQ(data.sample(SampleId(2)).index, 0u);
  EXPECT_EQ(data.sample(SampleId(4)).input.at(0, 0), 1);
}

TEST(Dataset, TasksWithoutSamplesOwnNone) {
  const Dataset data({task("a", 1, 0), task("b", 0, 0), task("c", 1, 0)});
  EXPECT_EQ(data.task_of(SampleId(0)), TaskId(0));
  EXPECT_EQ(data.task_of(SampleId(1)), TaskId(2));
}

TEST(Dataset, RefusesAnIdTwiceNamingBothFiles) {
  Task other = task("a", 1, 1);
  other.file = "elsewhere.json";
  try {
    const Dataset data({task("a", 1, 0), task("b", 1, 0), other});
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_STREQ(
        error.what(),
        "task a is there twice, in a.json and in elsewhere.json (a task id names one task) "
        "remove one of them");
  }
}

TEST(Dataset, DigestIsOfIdsSplitsAndCells) {
  const Dataset data({task("ab", 1, 0)});
  Fnv64 fnv;
  fnv.text("ab");
  fnv.u32(1);
  for (int byte : {0, 1, 0, 1, 0, 0, 1, 0, 2, 0, 1, 2}) fnv.byte(static_cast<std::uint8_t>(byte));
  EXPECT_EQ(data.digest(), fnv.value());
  EXPECT_EQ(data.digest(), Dataset({task("ab", 1, 0)}).digest());
  EXPECT_NE(data.digest(), Dataset({task("ac", 1, 0)}).digest());
  EXPECT_NE(data.digest(), Dataset({task("ab", 0, 1)}).digest());
  EXPECT_NE(data.digest(), Dataset({task("ab", 2, 0)}).digest());
}

TEST(Dataset, PartsDealOutTheTasksAndKnowOfTheOthers) {
  std::vector<Task> tasks;
  for (const char* id : {"e", "b", "a", "d", "c"}) {
    tasks.push_back({.id = id, .file = {}, .samples = {}, .demo_count = 0});
  }
  const Dataset whole(tasks);
  const auto ids = [](const Dataset& d) {
    std::string all;
    for (const Task& t : d.tasks()) all += t.id;
    all += '|';
    for (const std::string& id : d.elsewhere()) all += id;
    return all;
  };
  EXPECT_EQ(ids(whole), "abcde|");
  EXPECT_EQ(ids(whole.part({1, 1})), "abcde|");
  EXPECT_EQ(ids(whole.part({1, 2})), "ace|bd");
  EXPECT_EQ(ids(whole.part({2, 2})), "bd|ace");
  EXPECT_EQ(ids(whole.part({5, 5})), "e|abcd");
  try {
    whole.part({1, 6});
    ADD_FAILURE();
  } catch (const InputError& e) {
    EXPECT_STREQ(e.what(),
                 "a dataset of 5 tasks cannot be split into 6 parts (some would be empty) take fewer parts");
  }
}

}  // namespace
}  // namespace battalion::arc
