// The lanes against the interpreter on whole units: equal cells, kept answers and errors, whatever is told by whom.

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "arc/read_dataset.hpp"
#include "exec/timed_call.hpp"
#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Far above what any of these programs needs, so that no clock has a part in the outcome.
const exec::Limits generous{.cpu_ns = 0, .wall_ns = 0, .steps = 0, .memory = std::uint64_t{256} << 20};

struct Sums {
  std::uint64_t pairs = 0, lanes = 0, device = 0;
  std::map<std::string, std::uint64_t> punts;
};

ScoreOptions with(ScoreOptions options, Engine engine) {
  options.keep = Keep::all;
  options.engine = engine;
  return options;
}

/// The first that is to be seen; none where there is none.
std::optional<kernels::cuda::Device> a_device() {
  static const auto seen = kernels::cuda::devices();
  return seen.empty() ? std::nullopt : std::optional(seen.front());
}

/// Scores units with both engines, and on a device where there is one, and compares.
class Both {
 public:
  Both(const arc::Dataset& d, const std::vector<dsl::Program>& p, const ScoreOptions& options)
      : dataset(d), programs(p), interpreter(d, p, with(options, Engine::interpreter)), lanes(d, p, with(options, Engine::lanes)) {
    if (!a_device()) return;
    ScoreOptions on_device = with(options, Engine::cuda);
    on_device.device = a_device();
    on_device.tell = [](const std::string& text) { ADD_FAILURE() << text; };
    device.emplace(d, p, on_device);
  }
  void compare(const UnitSpec& unit);
  Sums sums;

 private:
  const arc::Dataset& dataset;
  const std::vector<dsl::Program>& programs;
  void compare(const UnitSpec& unit, const UnitResult& want, const UnitResult& got);
  Scorer interpreter, lanes;
  std::optional<Scorer> device;
};

void Both::compare(const UnitSpec& unit) {
  const UnitResult want = interpreter.score(unit), got = lanes.score(unit);
  compare(unit, want, got);
  if (testing::Test::HasFatalFailure()) return;
  std::uint64_t answered = 0;
  for (const Answered& a : got.answered) {
    answered += a.pairs;
    if (a.engine == Engine::lanes) sums.lanes += a.pairs;
    if (a.engine == Engine::interpreter) {
      ASSERT_FALSE(a.why.empty());
      sums.punts[a.why] += a.pairs;
    }
  }
  ASSERT_EQ(answered, got.cells.size());
  sums.pairs += answered;
  ASSERT_EQ(want.answered, (std::vector<Answered>{{Engine::interpreter, "", want.cells.size()}}));
  if (!device) return;
  const UnitResult there = device->score(unit);
  compare(unit, want, there);
  for (const Answered& a : there.answered) {
    if (a.engine == Engine::cuda) sums.device += a.pairs;
  }
}

void Both::compare(const UnitSpec& unit, const UnitResult& want, const UnitResult& got) {
  ASSERT_EQ(got.cells.size(), want.cells.size());
  for (std::uint32_t s = 0; s < unit.sample_count; ++s) {
    for (std::size_t c = 0; c < unit.programs.size(); ++c) {
      ASSERT_EQ(told(got, cell(got, s, c)), told(want, cell(want, s, c)))
          << programs[unit.programs[c].value].source << "\non sample " << s << " of " << dataset.task(unit.task).id;
    }
  }
  ASSERT_EQ(got.errors, want.errors);
  ASSERT_EQ(got.kept.size(), want.kept.size());
  for (std::size_t k = 0; k < got.kept.size(); ++k) {
    ASSERT_EQ(got.kept[k].sample, want.kept[k].sample);
    ASSERT_EQ(got.kept[k].program, want.kept[k].program);
    ASSERT_EQ(got.kept[k].grid, want.kept[k].grid);
  }
}

void print(const char* what, const Sums& sums) {
  fmt::print("{}: {} of {} pairs by lanes, {} by a device\n", what, sums.lanes, sums.pairs, sums.device);
  for (const auto& [why, n] : sums.punts) fmt::print("  {:6} by the interpreter: {}\n", n, why);
}

/// The others hold a device to the interpreter, where there is one. BATTALION_NEED_DEVICE=1: there has to be.
TEST(Engines, ADeviceIsThere) {
  const char* const needed = std::getenv("BATTALION_NEED_DEVICE");
  if (!a_device() && needed != nullptr) FAIL() << "no CUDA device is to be seen";
  if (!a_device()) GTEST_SKIP() << "no CUDA device is to be seen: what runs on one is not tested here";
  const arc::Grid grid = grid_of({{1, 2}});
  const arc::Dataset dataset({task_of("one", {{grid, grid_of({{2, 1}})}}, {})});
  const auto programs = programs_of({{"solve_right", {"O = vmirror(I)"}}, {"solve_wrong", {"O = hmirror(I)"}}});
  Both both(dataset, programs, {.limits = generous});
  both.compare(whole(dataset, TaskId(0), first_programs(2)));
  EXPECT_EQ(both.sums.device, 2u);
}

/// Units expected, in whatever order they are asked for, and more than a batch holds.
TEST(Engines, ADeviceWorksAhead) {
  if (!a_device()) GTEST_SKIP() << "no CUDA device is to be seen";
  std::vector<arc::Task> tasks;
  for (int t = 0; t < 40; ++t) {
    std::vector<Pair> pairs;
    for (int k = 0; k < 3; ++k) {
      const arc::Grid grid = grid_of({{t % 10, k, 0}, {1, 2, (t + k) % 10}});
      pairs.push_back({grid, grid});
    }
    tasks.push_back(task_of("task" + std::to_string(t), pairs, {}));
  }
  const arc::Dataset dataset(std::move(tasks));
  std::vector<Named> named;
  for (int p = 0; p < 900; ++p) {
    const std::string n = std::to_string(p % 10);
    named.push_back({"solve_" + std::to_string(p), {"x = replace(I, " + n + ", " + std::to_string(p / 10 % 10) + ")", p < 500 ? "O = vmirror(x)" : "O = hmirror(x)"}});
  }
  const auto programs = programs_of(named);
  for (const Keep keep : {Keep::none, Keep::all}) {
    ScoreOptions options{.limits = generous, .keep = keep, .engine = Engine::lanes};
    Scorer lanes(dataset, programs, options);
    options.engine = Engine::cuda;
    options.device = a_device();
    options.tell = [](const std::string& text) { ADD_FAILURE() << text; };
    Scorer device(dataset, programs, options);
    const auto unit = [&](std::uint32_t t) {
      UnitSpec u = whole(dataset, TaskId(t), first_programs(programs.size()));
      u.unit = UnitId(t);
      return u;
    };
    for (std::uint32_t t = 0; t < 40; ++t) device.expect(unit(t));
    for (std::uint32_t k = 0; k < 40; ++k) {
      const std::uint32_t t = (k * 7) % 40;
      const UnitResult want = lanes.score(unit(t)), got = device.score(unit(t));
      for (std::size_t c = 0; c < want.cells.size(); ++c) ASSERT_EQ(told(got, got.cells[c]), told(want, want.cells[c])) << t;
      ASSERT_EQ(got.kept.size(), want.kept.size());
      EXPECT_EQ(got.answered.front().engine, Engine::cuda);
    }
  }
}

/// Every program of the demo on every task, but for those that run away.
TEST(Engines, TellTheSameOfTheDemo) {
  const auto [dataset, programs] = demo();
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    for (const int threads : {1, 2}) {
      Both both(dataset, programs, {.limits = generous, .set_order = order, .threads = threads});
      for (std::uint32_t t = 0; t < dataset.task_count(); ++t) {
        both.compare(whole(dataset, TaskId(t), first_programs(programs.size())));
        if (testing::Test::HasFatalFailure()) return;
      }
      if (threads == 1) print(order == dsl::SetOrder::canonical ? "demo, canonical" : "demo, cpython", both.sums);
      EXPECT_GT(both.sums.lanes * 2, both.sums.pairs);
    }
  }
}

/// The recorded programs, each on its recorded inputs, which are odd ones too. Its answer is expected of half of them.
TEST(Engines, TellTheSameOfTheRecordedPrograms) {
  std::ifstream in(fs::path(BATTALION_SOURCE_DIR) / "tests/golden/programs.jsonl");
  std::vector<dsl::Program> programs;
  std::vector<arc::Task> tasks;
  for (std::string line; std::getline(in, line);) {
    const json vector = json::parse(line);
    std::vector<Pair> pairs;
    for (const json& c : vector["cases"]) {
      arc::Grid grid;
      const json& rows = c["input"];
      if (!rows.is_array() || rows.empty() || !rows[0].is_array() || rows[0].empty()) continue;
      grid.height = static_cast<std::uint16_t>(rows.size());
      grid.width = static_cast<std::uint16_t>(rows[0].size());
      bool plain = true;
      for (const json& row : rows) {
        plain = plain && row.is_array() && row.size() == grid.width;
        for (const json& v : row) {
          plain = plain && v.is_number_integer();
          if (plain) grid.cells.push_back(v.get<std::int8_t>());
        }
      }
      if (plain) pairs.push_back({grid, grid});
    }
    if (pairs.empty()) continue;
    const dsl::SourceFile file{"golden.py", vector["program"].get<std::string>()};
    programs.push_back(dsl::parse_programs(file).programs.at(0));
    tasks.push_back(task_of("task" + std::to_string(tasks.size()), pairs, {}));
  }
  ASSERT_GT(programs.size(), 100u);
  const arc::Dataset dataset(std::move(tasks));
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    Both both(dataset, programs, {.limits = generous, .set_order = order});
    for (std::uint32_t t = 0; t < dataset.task_count(); ++t) {
      // Its own program and its neighbours, which share nodes with it now and then.
      std::vector<ProgramId> some;
      for (std::uint32_t p = t < 2 ? 0 : t - 2; p <= t; ++p) some.push_back(ProgramId(p));
      both.compare(whole(dataset, TaskId(t), some));
      if (testing::Test::HasFatalFailure()) return;
    }
    print(order == dsl::SetOrder::canonical ? "recorded, canonical" : "recorded, cpython", both.sums);
    EXPECT_GT(both.sums.lanes * 2, both.sums.pairs);
  }
}

/// Too large, ragged, without cells: where it is the answer, all that is asked of it can be told.
TEST(Engines, AnswersBeyondPlanesAreJudged) {
  const arc::Grid grid = grid_of({{1, 2, 0}, {0, 0, 4}});
  const arc::Dataset dataset({task_of("one", {{grid, grid_of({{2, 1}})}}, {})});
  std::vector<Named> all;
  const char* const answers[] = {
      "upscale(I, 16)",      "upscale(I, 0)",        "upscale(I, NEG_ONE)", "hupscale(I, 11)",       "hupscale(I, 0)",
      "vupscale(I, 20)",     "vupscale(I, 0)",       "hconcat(x, x)",       "vconcat(x, x)",         "combine(x, x)",
      "vconcat(x, I)",       "combine(I, x)",        "canvas(3, (33, 2))",  "canvas(12, (33, 2))",   "canvas(3, (0, 2))",
      "canvas(3, (2, 0))",   "canvas(3, (NEG_ONE, 2))", "crop(I, (0, 0), (0, 2))", "crop(I, (0, 0), (2, 0))", "crop(I, (7, 0), (2, 2))",
      "trim(I)",             "tophalf(tophalf(I))",  "lefthalf(lefthalf(I))", "canvas(3, (300, 300))", "upscale(x, 70000)"};
  for (const char* answer : answers) all.push_back({"solve_a" + std::to_string(all.size()), {"x = upscale(I, 10)", std::string("O = ") + answer}});
  // Lines whose result nobody needs may raise after it.
  all.push_back({"solve_b", {"O = upscale(I, 16)", "x = hsplit(I, 0)"}});
  all.push_back({"solve_c", {"O = trim(I)", "x = vmirror(I)"}});
  const std::size_t count = all.size();
  const auto programs = programs_of(all);
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    Both both(dataset, programs, {.limits = generous, .set_order = order});
    both.compare(whole(dataset, TaskId(0), first_programs(count)));
    if (HasFatalFailure()) return;
    print("answers beyond planes", both.sums);
    EXPECT_GE(both.sums.lanes, 20u);
  }
}

/// The corner of nothing is the empty tuple, on which most operations raise.
TEST(Engines, WhatRaisesOnTheEmptyTupleIsTold) {
  const arc::Grid grid = grid_of({{1, 2, 0}, {0, 0, 4}});
  const arc::Dataset dataset({task_of("one", {{grid, grid}}, {})});
  std::vector<Named> all;
  const char* const uses[] = {"add(x, (1, 2))",      "add((1, 2), x)",    "add(x, 1)",        "add(1, x)",           "subtract(x, UNITY)",
                              "subtract(UNITY, x)",  "subtract(2, x)",    "subtract(x, 2)",   "multiply(x, x)",      "multiply(3, x)",
                              "divide(x, (1, 0))",   "divide(x, 0)",      "divide(5, x)",     "invert(x)",           "double(x)",
                              "halve(x)",            "increment(x)",      "decrement(x)",     "shoot(x, UP)",        "shoot(ORIGIN, x)",
                              "vfrontier(x)",        "hfrontier(x)",      "connect(x, UP)",   "connect(ORIGIN, x)",  "connect(x, x)",
                              "index(I, x)",         "shift(p, x)",       "crop(I, x, UNITY)", "first(x)",           "toivec(first(x))",
                              "compose(vmirror, lbind(index, I))(x)", "apply(lbind(add, x), p)", "initset(x)", "branch(T, I, x)"};
  for (const char* corner : {"ulcorner", "lrcorner", "centerofmass"}) {
    for (const char* use : uses) {
      const std::string name = "solve_a" + std::to_string(all.size());
      all.push_back({name, {"p = ofcolor(I, 9)", std::string("x = ") + corner + "(p)", "y = hsplit(I, 3)", std::string("O = ") + use}});
      all.push_back({name + "_later", {"p = ofcolor(I, 9)", std::string("x = ") + corner + "(p)", "y = hsplit(I, 0)", std::string("O = ") + use}});
    }
  }
  all.push_back({"solve_captured", {"x = ulcorner(ofcolor(I, 9))", "f = lbind(add, x)", "O = f(UNITY)"}});
  all.push_back({"solve_answer", {"O = urcorner(ofcolor(I, 9))"}});
  const std::size_t count = all.size();
  const auto programs = programs_of(all);
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    Both both(dataset, programs, {.limits = generous, .set_order = order});
    both.compare(whole(dataset, TaskId(0), first_programs(count)));
    if (HasFatalFailure()) return;
    print("the empty tuple", both.sums);
    EXPECT_GE(both.sums.lanes, 100u);
  }
}

// More samples than the lanes take at once, of unlike sizes, on programs that share nodes, punt, raise and do the same.
TEST(Engines, SamplesSideBySideTellWhatEachTellsAlone) {
  std::vector<Pair> demos, tests;
  for (int k = 0; k < 19; ++k) {
    arc::Grid grid;
    grid.height = static_cast<std::uint16_t>(1 + k % 5), grid.width = static_cast<std::uint16_t>(1 + k * 3 % 7);
    for (int c = 0; c < grid.height * grid.width; ++c) grid.cells.push_back(static_cast<std::int8_t>((c * c + k) % 4));
    (k < 12 ? demos : tests).emplace_back(grid, grid);
  }
  arc::Dataset dataset({task_of("many", demos, tests)});
  const auto programs = programs_of({{"solve_same", {"O = identity(I)"}},
                                     {"solve_objects", {"x1 = objects(I, T, F, T)", "O = paint(I, merge(x1))"}},
                                     {"solve_others", {"x1 = objects(I, T, F, T)", "x2 = argmax(x1, size)", "O = cover(I, x2)"}},
                                     {"solve_large", {"x1 = upscale(I, TEN)", "x2 = hmirror(x1)", "O = downscale(x2, FIVE)"}},
                                     {"solve_larger", {"x1 = upscale(I, TEN)", "O = vmirror(x1)"}},
                                     {"solve_raises", {"x1 = ofcolor(I, THREE)", "x2 = ulcorner(x1)", "O = fill(I, ONE, initset(x2))"}},
                                     {"solve_again", {"x1 = objects(I, T, F, T)", "x2 = argmax(x1, size)", "O = cover(I, x2)"}}});
  const UnitSpec unit = whole(dataset, TaskId(0), first_programs(programs.size()));
  const ScoreOptions canonical{.limits = generous, .set_order = dsl::SetOrder::canonical};
  Both both(dataset, programs, canonical);
  both.compare(unit);
  EXPECT_GT(both.sums.lanes, 19u * 4);
  EXPECT_GT(both.sums.punts["size"], 0u);

  ScoreOptions options = with(canonical, Engine::lanes);
  const UnitResult together = Scorer(dataset, programs, options).score(unit);
  ASSERT_EQ(together.timings.size(), 19u);
  std::int64_t all = 0;
  for (std::size_t r = 0; r < together.timings.size(); ++r) {
    EXPECT_GT(together.timings[r].wall_ns, 0);
    EXPECT_GE(together.timings[r].start_ns, together.timings[r == 0 ? 0 : r - 1].start_ns);
    all += together.timings[r].wall_ns;
  }
  EXPECT_LE(all, together.busy_ns);
  for (const bool early_stop : {false, true}) {
    for (const char* policy : {"sequential", "window:1", "pool:3"}) {
      options.early_stop = early_stop;
      options.threads = policy[0] == 's' ? 2 : 1;
      options.samples = exec::parse_sample_policy(policy);
      const UnitResult other = Scorer(dataset, programs, options).score(unit);
      for (std::size_t k = 0; k < other.cells.size(); ++k) {
        if (other.cells[k].kind() == Outcome::skipped) continue;
        ASSERT_EQ(told(other, other.cells[k]), told(together, together.cells[k])) << policy;
      }
    }
  }
}

TEST(Engines, AStepLimitIsTheInterpreters) {
  const arc::Dataset dataset({task_of("one", {{grid_of({{1, 2}}), grid_of({{2, 1}})}}, {})});
  const auto programs = programs_of({{"solve_right", {"O = vmirror(I)"}}});
  ScoreOptions options{.limits = by_steps(1'000'000), .engine = Engine::lanes};
  const UnitResult r = Scorer(dataset, programs, options).score(whole(dataset, TaskId(0), first_programs(1)));
  EXPECT_EQ(r.answered, (std::vector<Answered>{{Engine::interpreter, "", 1}}));
}

/// What may exceed a limit is left to the interpreter, which knows.
TEST(Engines, ALowMemoryLimitIsHonouredAlike) {
  const arc::Dataset dataset({task_of("one", {{grid_of({{1, 2, 0}, {0, 0, 4}, {1, 1, 1}}), grid_of({{2, 1}})}}, {})});
  const auto programs = programs_of({{"solve_a", {"x = objects(I, T, F, T)", "O = paint(I, merge(x))"}},
                                     {"solve_b", {"x = product(interval(0, 40, 1), interval(0, 40, 1))", "O = fill(I, 3, x)"}},
                                     {"solve_c", {"O = vmirror(I)"}}});
  for (std::uint64_t memory = 64; memory <= 1 << 20; memory *= 2) {
    Both both(dataset, programs, {.limits = {0, 0, 0, memory}});
    both.compare(whole(dataset, TaskId(0), first_programs(3)));
    if (HasFatalFailure()) return;
  }
}

/// A program that takes a while, and its task.
struct Long {
  arc::Dataset dataset;
  std::vector<dsl::Program> programs;
};
Long a_long_one() {
  arc::Grid grid;
  grid.height = grid.width = 30;
  grid.cells.resize(900);
  return {arc::Dataset({task_of("one", {{grid, grid}}, {})}),
          programs_of({{"solve_long", {"x = apply(power(increment, 250), asindices(I))", "O = I"}}})};
}

/// Loops over much that is not made anew: the bound on the interpreter's memory has to see what goes through them.
TEST(Engines, LoopsOverMuchMeetTheMemoryLimitAlike) {
  arc::Grid grid{.height = 16, .width = 16, .cells = {}};
  grid.cells.assign(256, 3);
  const arc::Dataset dataset({task_of("one", {{grid, grid}}, {})});
  const std::vector<std::string> sets = {"x1 = asindices(I)", "x3 = apply(rbind(remove, x1), x1)", "x5 = compose(rbind(insert, x3), initset)",
                                         "x10 = asindices(crop(I, ORIGIN, (2, 4)))"};
  const std::vector<std::string> lists = {"x1 = asindices(I)", "x4 = merge(repeat(x1, 100))", "x10 = asindices(crop(I, ORIGIN, (6, 10)))"};
  const auto with_end = [](std::vector<std::string> lines, const std::string& function) {
    lines.push_back("x12 = size(apply(" + function + ", x10))");
    lines.push_back("O = canvas(x12, UNITY)");
    return lines;
  };
  const auto programs = programs_of({
      {"solve_mapply", with_end(sets, "chain(size, lbind(mapply, identity), x5)")},
      {"solve_merge", with_end(sets, "chain(size, merge, x5)")},
      {"solve_walked", with_end(lists, "compose(lbind(manhattan, x4), initset)")},
      {"solve_painted", with_end(lists, "chain(size, rbind(lbind(fill, I), x4), compose(size, initset))")},
  });
  for (std::uint64_t mib = 1; mib <= 64; mib *= 4) {
    exec::Limits limits = generous;
    limits.memory = mib << 20;
    Both both(dataset, programs, {.limits = limits, .set_order = dsl::SetOrder::canonical});
    both.compare(whole(dataset, TaskId(0), first_programs(programs.size())));
    if (HasFatalFailure()) return;
  }
}

TEST(Engines, LanesExpire) {
  const auto [dataset, programs] = a_long_one();
  const UnitSpec unit = whole(dataset, TaskId(0), first_programs(1));
  const ScoreOptions at_once{.limits = {.cpu_ns = 1, .wall_ns = 0, .steps = 0, .memory = 0}, .engine = Engine::lanes};
  const UnitResult r = Scorer(dataset, programs, at_once).score(unit);
  EXPECT_EQ(letters(r, 0), "t");
  EXPECT_EQ(r.errors, (std::vector<ErrorKind>{{"cpu", "limit exceeded"}}));
  EXPECT_EQ(r.answered, (std::vector<Answered>{{Engine::lanes, "", 1}}));
  // Looked at many times on the way, it ends as if it had not been.
  const ScoreOptions unlimited{.limits = {0, 0, 0, 0}, .engine = Engine::lanes};
  EXPECT_EQ(letters(Scorer(dataset, programs, unlimited).score(unit), 0), "e");
}

TEST(Engines, LanesGiveUpWhenCancelled) {
  const auto [dataset, programs] = a_long_one();
  exec::Cancellation cancellation;
  cancellation.cancel();
  const ScoreOptions options{.limits = {0, 0, 0, 0}, .engine = Engine::lanes, .cancellation = &cancellation};
  EXPECT_THROW(Scorer(dataset, programs, options).score(whole(dataset, TaskId(0), first_programs(1))), exec::Stopped);
}

}  // namespace
}  // namespace battalion::score
