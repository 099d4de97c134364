#include <gtest/gtest.h>

#include "exec/timed_call.hpp"
#include "python/python_engine.hpp"

namespace battalion::python::test {
namespace {

TEST(Runner, TellsWhatAProgramAnswers) {
  Bench bench;
  EXPECT_EQ(bench.told("def transform(grid):\n    return [row[::-1] for row in grid]\n"), "2x2: 2 1 4 3");
  EXPECT_EQ(bench.told("def transform(grid):\n    return tuple(tuple(r) for r in grid)\n"), "2x2: 1 2 3 4");
  EXPECT_EQ(bench.told("def transform(grid):\n    return [[True, False]]\n"), "1x2: 1 0");
}

TEST(Runner, WhatIsNoGridIsWrongWithTheReason) {
  Bench bench;
  const auto told = [&](const std::string& value) { return bench.told("def transform(grid):\n    return " + value + "\n"); };
  EXPECT_EQ(told("None"), "answered wrong: no grid but a NoneType");
  EXPECT_EQ(told("'abc'"), "answered wrong: no grid but a str");
  EXPECT_EQ(told("[]"), "answered wrong: no rows");
  EXPECT_EQ(told("[[]]"), "answered wrong: rows of no cells");
  EXPECT_EQ(told("[1, 2]"), "answered wrong: a row is no list but a int");
  EXPECT_EQ(told("[[1], [1, 2]]"), "answered wrong: rows of unequal length");
  EXPECT_EQ(told("[[10]]"), "answered wrong: a colour is outside 0-9");
  EXPECT_EQ(told("[[-1]]"), "answered wrong: a colour is outside 0-9");
  EXPECT_EQ(told("[[10 ** 30]]"), "answered wrong: a colour is outside 0-9");
  EXPECT_EQ(told("[[1.0]]"), "answered wrong: a cell is no integer but a float");
  EXPECT_EQ(told("[['1']]"), "answered wrong: a cell is no integer but a str");
  EXPECT_EQ(told("[[1] * 31]"), "answered wrong: larger than 30x30");
  EXPECT_EQ(told("[[1]] * 31"), "answered wrong: larger than 30x30");
}

TEST(Runner, TellsWhatAProgramRaises) {
  Bench bench;
  EXPECT_EQ(bench.told("def transform(grid):\n    return grid[7]\n"), "raised IndexError: list index out of range");
  EXPECT_EQ(bench.told("def transform(grid:\n"), "raised SyntaxError: '(' was never closed (<program>, line 1)");
  EXPECT_EQ(bench.told("def other(grid):\n    return grid\n"), "raised NameError: no function 'transform'");
  EXPECT_EQ(bench.told("class E(Exception):\n    def __str__(self):\n        raise ValueError\ndef transform(grid):\n    raise E\n"), "raised E: ");
}

TEST(Runner, TheEntryIsTheProgramsOwn) {
  Bench bench;
  const auto all = bench.answers(program("def solve(g):\n    return g\n", "solve"), {grid(1, 1, {5})});
  EXPECT_EQ(text_of(all[0]), "1x1: 5");
}

TEST(Runner, LimitsAreKeptApart) {
  Bench bench({.cpu_ns = 200'000'000, .wall_ns = 600'000'000, .steps = 0, .memory = 64ull << 20});
  const score::ForeignAnswer loops = bench.answer("def transform(grid):\n    while True: pass\n");
  EXPECT_EQ(text_of(loops), "timeout cpu: limit exceeded");
  EXPECT_GE(loops.cpu_ns, 200'000'000);
  const score::ForeignAnswer sleeps = bench.answer("import time\ndef transform(grid):\n    time.sleep(30)\n");
  EXPECT_EQ(text_of(sleeps), "timeout wall: limit exceeded");
  EXPECT_GE(sleeps.wall_ns, 600'000'000);
  EXPECT_LT(sleeps.cpu_ns, 200'000'000);
  EXPECT_EQ(bench.told("def transform(grid):\n    return [bytearray(1 << 20) for _ in range(1000)]\n"), "memory memory: limit exceeded");
  // And goes on.
  EXPECT_EQ(bench.told("def transform(grid):\n    return grid\n"), "2x2: 1 2 3 4");
}

TEST(Runner, AKilledProgramLosesTheInputAtHandOnly) {
  Bench bench;
  const dsl::Program p = program("def transform(grid):\n    while grid[0][0] == 2: pass\n    return grid\n");
  const auto all = bench.answers(p, {grid(1, 1, {1}), grid(1, 1, {2}), grid(1, 1, {3}), grid(1, 1, {2}), grid(1, 1, {4})});
  std::vector<std::string> told;
  for (const auto& a : all) told.push_back(text_of(a));
  EXPECT_EQ(told, (std::vector<std::string>{"1x1: 1", "timeout cpu: limit exceeded", "1x1: 3", "timeout cpu: limit exceeded", "1x1: 4"}));
}

TEST(Runner, EachInputMeetsTheProgramAnew) {
  Bench bench;
  const dsl::Program counts = program("n = []\ndef transform(grid):\n    n.append(1)\n    return [[len(n)]]\n");
  for (const auto& a : bench.answers(counts, std::vector<arc::Grid>(3, grid(1, 1, {0})))) EXPECT_EQ(text_of(a), "1x1: 1");
  const dsl::Program draws = program("import random\ndef transform(grid):\n    return [[random.randrange(10) for _ in range(8)]]\n");
  const auto drawn = bench.answers(draws, std::vector<arc::Grid>(3, grid(1, 1, {0})));
  EXPECT_EQ(text_of(drawn[0]), text_of(drawn[1]));
  EXPECT_EQ(text_of(drawn[0]), text_of(drawn[2]));
}

TEST(Runner, HashesAreFixed) {
  Bench one, two;
  const std::string text = "def transform(grid):\n    return [[hash('abc') % 10, hash('x') % 10, hash('yz') % 10]]\n";
  EXPECT_EQ(one.told(text), two.told(text));
}

TEST(Runner, KeepsTheEndOfWhatWasWritten) {
  Bench bench;
  const score::ForeignAnswer answer = bench.answer(
      "import sys\ndef transform(grid):\n    print('a' * 5000)\n    print('end')\n    print('\\x1b[31mred', file=sys.stderr)\n    raise ValueError('why')\n");
  EXPECT_EQ(text_of(answer), "raised ValueError: why");
  EXPECT_TRUE(answer.out.ends_with("aaa\nend\n")) << answer.out;
  EXPECT_LE(answer.out.size(), OutputTail::most + 3);
  EXPECT_EQ(answer.err, "\\x1b[31mred\n");
  EXPECT_EQ(bench.answer("def transform(grid):\n    return grid\n").out, "");
}

TEST(Runner, StopsWhenNoMoreIsWanted) {
  Bench bench;
  const auto engine_worker = bench.engine().make_worker(nullptr);
  const arc::Grid g = grid(1, 1, {1});
  const std::vector<const arc::Grid*> inputs(5, &g);
  int taken = 0;
  engine_worker->run(program("def transform(grid):\n    return grid\n"), inputs, true, [&](std::size_t, const score::ForeignAnswer&) { return ++taken < 2; });
  EXPECT_EQ(taken, 2);
}

TEST(Runner, StopsWhenCancelled) {
  exec::Cancellation cancellation;
  Bench bench({.cpu_ns = 0, .wall_ns = 0, .steps = 0, .memory = 0});
  const auto worker = bench.engine().make_worker(&cancellation);
  cancellation.cancel();
  const arc::Grid g = grid(1, 1, {1});
  const arc::Grid* const inputs[] = {&g};
  EXPECT_THROW(worker->run(program("def transform(grid):\n    while True: pass\n"), inputs, false,
                           [](std::size_t, const score::ForeignAnswer&) { return true; }),
               exec::Stopped);
}

TEST(Runner, TakesAndGivesNumpyArrays) {
  if (interpreter().numpy.empty()) GTEST_SKIP() << interpreter().path << " has no numpy";
  Bench bench({.cpu_ns = 2'000'000'000, .wall_ns = 10'000'000'000, .steps = 0, .memory = 256ull << 20}, true);
  EXPECT_EQ(bench.told("def transform(grid):\n    return grid.T\n"), "2x2: 1 3 2 4");
  EXPECT_EQ(bench.told("import numpy as np\ndef transform(grid):\n    return [[np.int64(3), np.uint8(4), np.bool_(True)]]\n"), "1x3: 3 4 1");
  EXPECT_EQ(bench.told("import numpy as np\ndef transform(grid):\n    return [np.array([1, 2]), np.array([3, 4])]\n"), "2x2: 1 2 3 4");
  EXPECT_EQ(bench.told("def transform(grid):\n    return grid / 2\n"), "answered wrong: a cell is no integer but a float64");
  EXPECT_EQ(bench.told("def transform(grid):\n    return grid.ravel()\n"), "answered wrong: an array of 1 dimensions");
  EXPECT_EQ(bench.told("def transform(grid):\n    return grid + 9\n"), "answered wrong: a colour is outside 0-9");
}

}  // namespace
}  // namespace battalion::python::test
