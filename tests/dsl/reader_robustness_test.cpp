// Whatever the text: the reader ends, and what it returns holds together.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "parser_ops.hpp"

namespace battalion::dsl {
namespace {

const std::string real_text =
    "# programs\n"
    "from dsl import *\n"
    "from constants import (ZERO,\n  ONE)\n\n"
    "def solve_1(I: Grid) -> Grid:\n"
    "    '''Turns: \"it\"\n    round.'''\n"
    "    x1 = objects(I, univalued=T, diagonal=F, without_bg=True)\n"
    "    x2: Objects = colorfilter(x1, 0x_1F); pass\n"
    "    x3 = compose(rot90, chain(dmirror, vmirror, identity))(I)  # turned\n"
    "    x4 = (1, -2), \\\n      (), (3,)\n"
    "    fill(I, ONE, x2)\n"
    "    O = paint(\n        x3,\n        first(x2)\n    )\n"
    "    return O\n\n"
    "@cache\ndef solve_2(I): return I\n"
    "if __name__ == '__main__':\n    main()\n"
    "def solve_3(I):\r\n\treturn first((I, \"\xC3\xA9\"))\r\n"
    "X = [1, 2]\n"
    "def solve_4(I): x = I; return rot90(x)\n";

void check(const std::string& text) {
  const ProgramSet set = test::parse(text);
  for (const Program& program : set.programs) {
    ASSERT_FALSE(program.name.empty());
    ASSERT_LT(program.result, program.ops.size());
    ASSERT_EQ(program.ops.front().kind, OpKind::input);
    ASSERT_NE(text.find(program.source), std::string::npos);
    for (std::size_t k = 0; k < program.ops.size(); ++k) {
      const Op& op = program.ops[k];
      for (std::uint32_t argument : op.args) ASSERT_LT(argument, k);
      if (op.kind == OpKind::primitive) {
        ASSERT_EQ(op.args.size(), info(op.primitive).arity);
      }
      if (op.kind == OpKind::call) {
        ASSERT_GE(op.args.size(), 1u);
      }
      ASSERT_GE(op.line, program.line);
    }
  }
  // Each problem has a place, a line of the text at most one past its end, and one line to say.
  const auto lines =
      1 + std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
  std::uint32_t last = 0;
  for (const Problem& problem : set.problems) {
    ASSERT_GE(problem.line, 1u);
    ASSERT_LE(problem.line, lines);
    ASSERT_GE(problem.line, last) << "problems out of order";
    ASSERT_GE(problem.column, 1u);
    ASSERT_EQ(problem.message.find('\n'), std::string::npos);
    last = problem.line;
  }
}

TEST(ReaderRobustness, TheTextItselfIsRead) {
  const ProgramSet set = test::parse(real_text);
  EXPECT_EQ(set.programs.size(), 2u);
  EXPECT_EQ(set.problems.size(), 3u);
}

TEST(ReaderRobustness, EveryTruncation) {
  for (std::size_t n = 0; n <= real_text.size(); ++n) {
    ASSERT_NO_FATAL_FAILURE(check(real_text.substr(0, n))) << n;
    ASSERT_NO_FATAL_FAILURE(check(real_text.substr(n))) << n;
  }
}

TEST(ReaderRobustness, RandomMutations) {
  std::mt19937 random(20240607);
  const std::string_view signs = "()[]{}'\"\\\n\r\t #,;:=-+*.@_09azAZ\x00\xC3\xA9\xFF";
  for (int round = 0; round < 5000; ++round) {
    std::string text = real_text;
    const auto changes = 1 + random() % 6;
    for (unsigned k = 0; k < changes; ++k) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random() & 0xff);
          break;
        case 1:
          text[at] = signs[random() % signs.size()];
          break;
        case 2:
          text.insert(at, 1, signs[random() % signs.size()]);
          break;
        default:
          text.erase(at, 1 + random() % 20);
          break;
      }
    }
    ASSERT_NO_FATAL_FAILURE(check(text)) << "round " << round << "\n" << text;
  }
}

TEST(ReaderRobustness, RepeatedPieces) {
  for (const char* piece :
       {"(", ")", "[",  "'",  "\"\"\"", "def ", "def f(I):", "-",        "f(",   "\\\n", "\n ",
        "@", ",", "f=", "1,", "x:",     "if ",  "async ",    "import (", "\xFF", "\xC3"}) {
    for (const char* before : {"", "def f(I): return ", "def f(I):\n ", "x = "}) {
      std::string text = before;
      for (int k = 0; k < 3000; ++k) text += piece;
      ASSERT_NO_FATAL_FAILURE(check(text)) << before << piece;
    }
  }
}

// Each of these once took time that grew with the square of the text: minutes for what is read in milliseconds.
TEST(ReaderRobustness, WhatIsNeverClosedIsNotSearchedForAgainAndAgain) {
  const auto repeated = [](std::string_view piece) {
    std::string text;
    for (int k = 0; k < 100'000; ++k) text += piece;
    return text;
  };
  for (const std::string& text :
       {repeated("\\\"\"\"\n"), "x = " + repeated("\"\"\"\\"), "def f(I): return " + repeated("'\\"),
        repeated("import (\n"), repeated("def f(I): return zz(\n"), repeated("def f(I):\n a, (\n")}) {
    const auto start = std::chrono::steady_clock::now();
    test::parse(text);
    // In fact a fraction of a second, under sanitizers too; what it took before is minutes.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30)) << text.substr(0, 40);
  }
}

TEST(ReaderRobustness, ABracketThatIsNeverClosedEndsAtTheNextDefinition) {
  const ProgramSet set = test::parse("def f(I): return zz(\ndef g(I):\n zz = I\n return zz\nimport (a,\nimport b\ndef h(I): return I\n");
  ASSERT_EQ(set.programs.size(), 2u);
  ASSERT_EQ(set.problems.size(), 2u);
  EXPECT_EQ(set.problems[0].message.substr(0, 17), "unknown name 'zz'");  // g's is not f's
  EXPECT_EQ(set.problems[1].message, "unexpected 'import' (expected names to import)");
}

}  // namespace
}  // namespace battalion::dsl
