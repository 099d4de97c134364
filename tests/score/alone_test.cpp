// A program is judged as if it were alone, whoever is in the battery with it: held to drawn programs on the
// inputs they were recorded with, under many step and memory limits, and to programs made to be awkward.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

using nlohmann::json;

std::optional<arc::Grid> plain_grid(const json& j) {
  if (!j.is_array() || j.empty() || !j[0].is_array() || j[0].empty()) return std::nullopt;
  arc::Grid g;
  g.height = static_cast<std::uint16_t>(j.size());
  g.width = static_cast<std::uint16_t>(j[0].size());
  for (const json& row : j) {
    if (!row.is_array() || row.size() != g.width) return std::nullopt;
    for (const json& c : row) {
      if (!c.is_number_integer() || c.get<int>() < 0 || c.get<int>() > 9) return std::nullopt;
      g.cells.push_back(c.get<std::int8_t>());
    }
  }
  return g;
}

struct Drawn {
  std::vector<dsl::Program> programs;
  std::vector<arc::Grid> inputs;
};

Drawn drawn(int every, int from) {
  std::ifstream in(std::filesystem::path(BATTALION_SOURCE_DIR) / "tests/golden/programs.jsonl");
  std::string text, line;
  Drawn d;
  for (int k = 0; std::getline(in, line); ++k) {
    if (k % every != from) continue;
    const json j = json::parse(line);
    text += j["program"].get<std::string>() + "\n";
    if (const auto g = plain_grid(j["cases"][0]["input"])) d.inputs.push_back(*g);
  }
  d.programs = dsl::parse_programs(dsl::SourceFile{"drawn.py", text}).programs;
  return d;
}

arc::Dataset one_task(const std::vector<arc::Grid>& inputs) {
  std::vector<Pair> demos;
  for (const arc::Grid& g : inputs) demos.push_back({g, g});
  return arc::Dataset({task_of("t", demos, {})});
}

/// Scores together, and each alone; every cell must be the same.
void expect_same_alone(const arc::Dataset& dataset, const std::vector<dsl::Program>& programs,
                       const ScoreOptions& options) {
  Scorer together(dataset, programs, options);
  const UnitResult all = together.score(whole(dataset, TaskId(0), first_programs(programs.size())));
  for (std::size_t p = 0; p < programs.size(); ++p) {
    Scorer alone(dataset, {&programs[p], 1}, options);
    const UnitResult one = alone.score(whole(dataset, TaskId(0), first_programs(1)));
    for (std::size_t s = 0; s < one.sample_count; ++s) {
      ASSERT_EQ(told(all, cell(all, s, p)), told(one, cell(one, s, 0)))
          << programs[p].source << "\nsample " << s << ", " << options.limits.steps << " steps, "
          << options.limits.memory << " bytes";
    }
  }
}

TEST(Alone, DrawnProgramsMeetTheSameEndUnderEveryLimit) {
  std::mt19937 random(17);
  int from = 0;
  for (std::uint64_t steps : {0, 3, 17, 60, 150, 400, 900, 2'000, 5'000, 20'000}) {
    Drawn d = drawn(10, from++ % 10);
    ASSERT_GT(d.programs.size(), 20u);
    std::shuffle(d.inputs.begin(), d.inputs.end(), random);
    d.inputs.resize(3);
    const auto dataset = one_task(d.inputs);
    for (std::uint64_t memory : {64ull << 20, 300'000ull, 12'000ull, 1'500ull}) {
      ScoreOptions options;
      options.warm_bytes = 0;  // a scorer a program
      options.limits = by_steps(steps == 0 ? 1'000'000 : steps, memory);
      options.set_order = from % 2 == 0 ? dsl::SetOrder::canonical : dsl::SetOrder::cpython;
      expect_same_alone(dataset, d.programs, options);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Alone, AwkwardNeighboursChangeNothing) {
  const auto programs = programs_of({
      // One endless expression that three need, after work of their own; one that needs another thing only.
      {"solve_0", {"f0 = increment", "f1 = power(f0, 900)", "f2 = power(f1, 50)", "f3 = lbind(apply, f2)",
                   "x = f3(interval(ZERO, 1000, ONE))", "O = I"}},
      {"solve_1", {"y = objects(I, T, F, F)", "f0 = increment", "f1 = power(f0, 900)", "f2 = power(f1, 50)",
                   "f3 = lbind(apply, f2)", "x = f3(interval(ZERO, 1000, ONE))", "O = I"}},
      {"solve_2", {"O = vmirror(I)"}},
      // Shared sets that are walked by one program and not by the other, in any order of the two.
      {"solve_3", {"s = combine(asindices(I), shift(asindices(I), (3, 3)))", "O = size(s)"}},
      {"solve_4", {"s = combine(asindices(I), shift(asindices(I), (3, 3)))", "O = totuple(s)"}},
      {"solve_5", {"s = combine(asindices(I), shift(asindices(I), (3, 3)))", "O = (first(s), last(s))"}},
      // Shared memory: a big value that one drops and two keep.
      {"solve_6", {"b = canvas(ZERO, (300, 300))", "O = size(b)"}},
      {"solve_7", {"b = canvas(ZERO, (300, 300))", "O = vconcat(b, b)"}},
      {"solve_8", {"c = canvas(ONE, (300, 300))", "b = canvas(ZERO, (300, 300))", "O = vconcat(b, c)"}},
      {"solve_9", {"o = objects(I, F, F, F)", "O = paint(I, merge(o))"}},
      {"solve_10", {"o = objects(I, F, F, F)", "O = order(apply(normalize, o), size)"}},
      {"solve_11", {"o = objects(I, F, F, F)", "O = argmax(o, size)"}},
  });
  const auto dataset = one_task({grid_of({{1, 2, 0}, {0, 2, 2}, {5, 0, 1}}), grid_of({{1}}),
                                 grid_of({{0, 0, 3, 3, 0, 7, 7, 1, 1, 0, 2, 0}})});
  for (std::uint64_t steps = 10; steps < 1'000'000; steps = steps * 5 / 2 + 1) {
    for (std::uint64_t memory : {2'000ull, 20'000ull, 95'000ull, 200'000ull, 2'000'000ull}) {
      ScoreOptions options;
      options.warm_bytes = 0;  // a scorer a program
      options.limits = by_steps(steps, memory);
      expect_same_alone(dataset, programs, options);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Alone, AnEndlessSharedExpressionIsEvaluatedOnce) {
  // 200 programs that need the same endless thing must not take 200 times its limit.
  const std::vector<std::string> endless = {"f0 = increment", "f1 = power(f0, 900)", "f2 = compose(f1, f1)",
                                            "f3 = lbind(apply, f2)", "x = f3(interval(ZERO, 100000, ONE))"};
  std::vector<Named> many;
  for (int k = 0; k < 200; ++k) {
    Named n{"solve_" + std::to_string(k), endless};
    n.lines.push_back("O = canvas(" + std::to_string(k % 10) + ", shape(I))");
    many.push_back(n);
  }
  many.push_back({"solve_fine", {"O = I"}});
  const auto programs = programs_of(many);
  const auto dataset = one_task({grid_of({{1, 2}})});
  const auto cpu_of = [&](std::size_t n) {
    ScoreOptions options;
    options.limits = by_steps(500'000);
    Scorer scorer(dataset, {programs.data() + programs.size() - n, n}, options);
    const UnitResult r = scorer.score(whole(dataset, TaskId(0), first_programs(n)));
    EXPECT_EQ(letters(r, n - 1), "e");
    for (std::size_t c = 0; c + 1 < n; ++c) EXPECT_EQ(letters(r, c), "t");
    return r.timings[0].cpu_ns;
  };
  const std::int64_t few = cpu_of(3), all = cpu_of(201);
  EXPECT_LT(all, few * 40) << "2 programs took " << few << " ns, 200 took " << all << " ns";
}

}  // namespace
}  // namespace battalion::score
