#include "score/speed_check.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "arc/read_dataset.hpp"
#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

const arc::Grid flat = grid_of({{1, 2}});
const arc::Grid turned = grid_of({{2, 1}});
const arc::Grid unknown{};

arc::Dataset two_tasks() {
  std::vector<arc::Task> tasks;
  tasks.push_back(task_of("a", {{flat, turned}, {turned, flat}}, {{flat, unknown}}));
  tasks.push_back(task_of("b", {{flat, turned}}, {{turned, turned}}));
  return arc::Dataset(std::move(tasks));
}

TEST(SpeedCheck, RunsEveryProgramOnItsOwnTask) {
  const auto programs = programs_of({{"solve_a", {"O = vmirror(I)"}}, {"solve_b", {"O = vmirror(I)"}}});
  const SpeedCheck check = check_speed(two_tasks(), programs, {});
  EXPECT_EQ(check.programs[0].task, TaskId(0));
  EXPECT_EQ(check.programs[0].samples, 3u);
  EXPECT_FALSE(check.programs[0].failure) << "the answer of the test is not known";
  EXPECT_EQ(check.programs[1].samples, 2u);
  ASSERT_TRUE(check.programs[1].failure);
  EXPECT_EQ(check.programs[1].failure->outcome, Outcome::wrong);
  EXPECT_EQ(check.programs[1].failure->sample, 1u);
  EXPECT_EQ(check.programs[1].failure->kind, "");
  EXPECT_EQ(check.programs[1].outcomes[static_cast<int>(Outcome::exact)], 1u);
}

TEST(SpeedCheck, RunsDuplicatesOnceATask) {
  const auto programs = programs_of({{"solve_a", {"O = vmirror(I)"}},
                                     {"solve_again_a", {"x1 = vmirror", "O = x1(I)"}},
                                     {"solve_b", {"O = vmirror(I)"}},
                                     {"solve_other_a", {"O = hmirror(I)"}}});
  const SpeedCheck check = check_speed(two_tasks(), programs, {});
  EXPECT_EQ(check.programs[1].first_equal, ProgramId(0));
  EXPECT_EQ(check.programs[1].run_as, ProgramId(0));
  EXPECT_EQ(check.programs[1].samples, 0u);
  EXPECT_EQ(check.programs[2].first_equal, ProgramId(0));
  EXPECT_EQ(check.programs[2].run_as, ProgramId(2)) << "the same on other samples";
  EXPECT_EQ(check.programs[2].samples, 2u);
  EXPECT_EQ(check.programs[3].first_equal, ProgramId(3));
}

TEST(SpeedCheck, DoesNotRunAProgramWithoutATask) {
  const auto programs = programs_of({{"solve_c", {"O = vmirror(I)"}}, {"solve_too_c", {"O = vmirror(I)"}}});
  const SpeedCheck check = check_speed(two_tasks(), programs, {.threads = 4});
  for (const ProgramSpeed& p : check.programs) {
    EXPECT_FALSE(p.task);
    EXPECT_EQ(p.samples, 0u);
    EXPECT_FALSE(p.failure);
  }
}

TEST(SpeedCheck, TellsErrorsAndLimitsApart) {
  const auto programs = programs_of({{"solve_raises_a", {"x1 = first(I)", "O = divide(x1, 0)"}},
                                     {"solve_long_a", {"x1 = interval(0, 1000000, 1)", "O = vmirror(I)"}},
                                     {"solve_large_a", {"x1 = canvas(0, (3000, 3000))", "O = vmirror(I)"}}});
  const SpeedCheck steps = check_speed(two_tasks(), programs, {.limits = by_steps(10'000)});
  ASSERT_TRUE(steps.programs[0].failure && steps.programs[1].failure);
  EXPECT_EQ(steps.programs[0].failure->outcome, Outcome::error);
  EXPECT_EQ(steps.programs[0].failure->kind, "ZeroDivisionError");
  EXPECT_EQ(steps.programs[0].failure->sample, 0u);
  EXPECT_EQ(steps.programs[1].failure->outcome, Outcome::timeout);
  EXPECT_EQ(steps.programs[1].failure->kind, "steps");
  const SpeedCheck memory = check_speed(two_tasks(), programs, {.limits = by_steps(0, 100'000)});
  ASSERT_TRUE(memory.programs[2].failure);
  EXPECT_EQ(memory.programs[2].failure->outcome, Outcome::memory);
}

std::string told(const SpeedCheck& check) {
  std::string text;
  for (const ProgramSpeed& p : check.programs) {
    text += std::to_string(p.run_as.value) + ":";
    for (const std::uint32_t n : p.outcomes) text += " " + std::to_string(n);
    if (p.failure) text += " " + std::to_string(p.failure->sample) + " " + p.failure->kind + " " + p.failure->message;
    text += "\n";
  }
  return text;
}

TEST(SpeedCheck, EndsTheSameOnAnyNumberOfThreads) {
  const std::filesystem::path demo = std::filesystem::path(BATTALION_SOURCE_DIR) / "jobs/demo";
  const arc::Dataset dataset = arc::read_dataset(demo / "tasks");
  const std::vector<std::filesystem::path> folders = {demo / "programs"};
  const auto programs = dsl::parse_programs(dsl::load_sources(folders)).programs;
  SpeedOptions options{.limits = by_steps(200'000)};
  const SpeedCheck one = check_speed(dataset, programs, options);
  EXPECT_EQ(one.threads, 1);
  options.threads = 4;
  const SpeedCheck four = check_speed(dataset, programs, options);
  EXPECT_EQ(four.threads, 4);
  EXPECT_EQ(told(one), told(four));
  EXPECT_GT(four.wall_ns, 0);
  EXPECT_GT(four.cpu_ns, 0);
}

}  // namespace
}  // namespace battalion::score
