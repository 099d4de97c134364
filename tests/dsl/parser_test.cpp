// The text that is accepted, and the operations that it comes to.

#include <gtest/gtest.h>

#include "parser_ops.hpp"

namespace battalion::dsl {
namespace {

using test::ops_of;
using test::ops_of_value;
using test::ops_text;
using test::parse;

TEST(Parser, ReadsLinesOfCalls) {
  const ProgramSet set = parse(
      "from dsl import *\n"
      "\n"
      "def solve_a(I):\n"
      "    x1 = rot90(I)\n"
      "    O = hconcat(x1, I)\n"
      "    return O\n");
  ASSERT_TRUE(set.problems.empty()) << set.problems.front().text();
  ASSERT_EQ(set.programs.size(), 1u);
  const Program& program = set.programs.front();
  EXPECT_EQ(program.name, "solve_a");
  EXPECT_EQ(program.file, "p.py");
  EXPECT_EQ(program.line, 3u);
  EXPECT_EQ(program.source,
            "def solve_a(I):\n    x1 = rot90(I)\n    O = hconcat(x1, I)\n    return O");
  EXPECT_EQ(ops_text(program), "x; rot90[0]; hconcat[1 0] -> 2");
  EXPECT_EQ(program.ops[0].line, 3u);
  EXPECT_EQ(program.ops[1].line, 4u);
  EXPECT_EQ(program.ops[2].line, 5u);
}

TEST(Parser, ReadsLiterals) {
  EXPECT_EQ(ops_of_value("7"), "x; 7 -> 1");
  EXPECT_EQ(ops_of_value("1_000"), "x; 1000 -> 1");
  EXPECT_EQ(ops_of_value("0x1F"), "x; 31 -> 1");
  EXPECT_EQ(ops_of_value("0X_ff"), "x; 255 -> 1");
  EXPECT_EQ(ops_of_value("0o17"), "x; 15 -> 1");
  EXPECT_EQ(ops_of_value("0b101"), "x; 5 -> 1");
  EXPECT_EQ(ops_of_value("00"), "x; 0 -> 1");
  EXPECT_EQ(ops_of_value("0xEE"), "x; 238 -> 1");
  EXPECT_EQ(ops_of_value("-3"), "x; -3 -> 1");
  EXPECT_EQ(ops_of_value("+3"), "x; 3 -> 1");
  EXPECT_EQ(ops_of_value("--+-3"), "x; -3 -> 1");
  EXPECT_EQ(ops_of_value("-(3)"), "x; -3 -> 1");
  EXPECT_EQ(ops_of_value("-ONE"), "x; -1 -> 1");
  EXPECT_EQ(ops_of_value("-True"), "x; -1 -> 1");
  EXPECT_EQ(ops_of_value("9223372036854775807"), "x; 9223372036854775807 -> 1");
  EXPECT_EQ(ops_of_value("-9223372036854775808"), "x; -9223372036854775808 -> 1");
  EXPECT_EQ(ops_of_value("True"), "x; True -> 1");
  EXPECT_EQ(ops_of_value("False"), "x; False -> 1");
  EXPECT_EQ(ops_of_value("None"), "x; None -> 1");
}

TEST(Parser, ReadsTuples) {
  EXPECT_EQ(ops_of_value("()"), "x; () -> 1");
  EXPECT_EQ(ops_of_value("(1,)"), "x; 1; (1) -> 2");
  EXPECT_EQ(ops_of_value("(1, 2)"), "x; 1; 2; (1 2) -> 3");
  EXPECT_EQ(ops_of_value("(1, 2,)"), "x; 1; 2; (1 2) -> 3");
  EXPECT_EQ(ops_of_value("1, I"), "x; 1; (1 0) -> 2");
  EXPECT_EQ(ops_of_value("1,"), "x; 1; (1) -> 2");
  EXPECT_EQ(ops_of_value("(1)"), "x; 1 -> 1");
  EXPECT_EQ(ops_of_value("((1, 2), ((3,), ()))"), "x; 1; 2; (1 2); 3; (4); (); (5 6); (3 7) -> 8");
  EXPECT_EQ(ops_of("def f(I):\n x = 1, 2\n return x\n"), "x; 1; 2; (1 2) -> 3");
}

TEST(Parser, SpellsConstantsOut) {
  EXPECT_EQ(ops_of_value("T"), "x; True -> 1");
  EXPECT_EQ(ops_of_value("F"), "x; False -> 1");
  EXPECT_EQ(ops_of_value("TEN"), "x; 10 -> 1");
  EXPECT_EQ(ops_of_value("NEG_TWO"), "x; -2 -> 1");
  EXPECT_EQ(ops_of_value("DOWN"), "x; 1; 0; (1 2) -> 3");
  EXPECT_EQ(ops_of_value("DOWN_LEFT"), "x; 1; -1; (1 2) -> 3");
  EXPECT_EQ(ops_of_value("THREE_BY_THREE"), "x; 3; 3; (1 2) -> 3");
}

TEST(Parser, ReadsCalls) {
  EXPECT_EQ(ops_of_value("rot90(I)"), "x; rot90[0] -> 1");
  EXPECT_EQ(ops_of_value("rot90(I,)"), "x; rot90[0] -> 1");
  EXPECT_EQ(ops_of_value("(rot90(((I))))"), "x; rot90[0] -> 1");
  EXPECT_EQ(ops_of_value("rot90"), "x; @rot90 -> 1");
  EXPECT_EQ(ops_of_value("apply(rot90, I)"), "x; @rot90; apply[1 0] -> 2");
  EXPECT_EQ(ops_of_value("compose(rot90, dmirror)(I)"),
            "x; @rot90; @dmirror; compose[1 2]; call[3 0] -> 4");
  EXPECT_EQ(ops_of_value("rbind(rbind(canvas, I), 2)(3)(4)"),
            "x; @canvas; rbind[1 0]; 2; rbind[2 3]; 3; call[4 5]; 4; call[6 7] -> 8");
  EXPECT_EQ(ops_of_value("(rot90)(I)"), "x; @rot90; call[1 0] -> 2");
  EXPECT_EQ(ops_of_value("I()"), "x; call[0] -> 1");
  EXPECT_EQ(ops_of_value("TWO(I)"), "x; 2; call[1 0] -> 2");
  EXPECT_EQ(ops_of("def f(I):\n g = rot90\n return g(I)\n"), "x; @rot90; call[1 0] -> 2");
}

TEST(Parser, EvaluatesArgumentsFromLeftToRight) {
  EXPECT_EQ(ops_of_value("fill(rot90(I), size(I), shape(I))"),
            "x; rot90[0]; size[0]; shape[0]; fill[1 2 3] -> 4");
}

TEST(Parser, MatchesKeywordsButKeepsTheOrderOfEvaluation) {
  EXPECT_EQ(ops_of_value("objects(I, univalued=T, diagonal=F, without_bg=T)"),
            "x; True; False; True; objects[0 1 2 3] -> 4");
  EXPECT_EQ(ops_of_value("objects(without_bg=1, grid=I, diagonal=2, univalued=3)"),
            "x; 1; 2; 3; objects[0 3 2 1] -> 4");
  EXPECT_EQ(ops_of_value("fill(\n  I,\n  patch\n  =\n  I, value = 3\n)"), "x; 3; fill[0 1 0] -> 2");
}

TEST(Parser, LetsVariablesHideNamesOfTheDsl) {
  EXPECT_EQ(ops_of("def f(rot90):\n return rot90\n"), "x -> 0");
  EXPECT_EQ(ops_of("def f(I):\n size = rot90\n return size(I)\n"), "x; @rot90; call[1 0] -> 2");
  EXPECT_EQ(ops_of("def f(I):\n TWO = 3\n return TWO\n"), "x; 3 -> 1");
  EXPECT_EQ(ops_of("def f(I):\n I = rot90(I)\n I = rot90(I)\n return I\n"),
            "x; rot90[0]; rot90[1] -> 2");
}

TEST(Parser, KeepsWhatTheResultDoesNotNeed) {
  EXPECT_EQ(ops_of("def f(I):\n first(I)\n I\n x = size(I)\n return I\n"),
            "x; first[0]; size[0] -> 0");
}

TEST(Parser, ReadsManyVariables) {
  std::string text = "def f(I):\n    x0 = rot90(I)\n";
  for (int k = 1; k < 300; ++k) text += fmt::format("    x{} = rot90(x{})\n", k, k - 1);
  const ProgramSet set = parse(text + "    return x299\n");
  ASSERT_EQ(set.programs.size(), 1u);
  EXPECT_EQ(set.programs[0].result, 300u);
  for (std::uint32_t k = 1; k <= 300; ++k) EXPECT_EQ(set.programs[0].ops[k].args[0], k - 1);
}

TEST(Parser, ReadsAnnotations) {
  const std::string rot = "x; rot90[0] -> 1";
  EXPECT_EQ(ops_of("def f(I: Grid) -> Grid:\n    x: Grid = rot90(I)\n    return x\n"), rot);
  EXPECT_EQ(ops_of("def f(I: 'Grid',) -> 'Grid':\n    return rot90(I)\n"), rot);
  EXPECT_EQ(ops_of("def f(I: Tuple[Tuple[int, ...], ...]) -> np.array | None:\n return rot90(I)\n"),
            rot);
  EXPECT_EQ(ops_of("def f(I):\n f: Callable[[int], int] = rot90(I)\n return f\n"), rot);
  EXPECT_EQ(ops_of("def f(I):\n x: Grid\n x = rot90(I)\n return x\n"), rot);
}

TEST(Parser, ReadsStatementsOfAllKinds) {
  const std::string rot = "x; rot90[0] -> 1";
  EXPECT_EQ(ops_of("def f(I): return rot90(I)"), rot);
  EXPECT_EQ(ops_of("def f(I): x = rot90(I); return x;"), rot);
  EXPECT_EQ(ops_of("def f(I):\n    x = rot90(I); return x\n"), rot);
  EXPECT_EQ(ops_of("def f(I):\n    'what it does'\n    pass\n    ...\n    return rot90(I)\n"), rot);
  EXPECT_EQ(ops_of("def f(I):\n  a = b = rot90(I)\n  return b\n"), rot);
  EXPECT_EQ(ops_of("def f(I):\n  \"\"\"def g(I):\n  many\n# lines\n\"\"\"\n  return rot90(I)\n"),
            rot);
  EXPECT_EQ(ops_of("def f(I):\n  r'''raw \\'''' 'and more'\n  return rot90(I)\n"), rot);
  EXPECT_EQ(ops_of("def f(I):\n    return\n"), "x; None -> 1");
}

TEST(Parser, ReadsAnyConsistentIndentation) {
  EXPECT_EQ(ops_of("def f(I):\n\tx = I\n\treturn x\n"), "x -> 0");
  EXPECT_EQ(ops_of("def f(I):\n x = I\n return x\n"), "x -> 0");
  EXPECT_EQ(
      ops_of("def f(I):\n\n   # note\n        x = I\n# note\n\n        return x # note\n  # end\n"),
      "x -> 0");
}

TEST(Parser, JoinsLines) {
  const std::string fill = "x; 1; fill[0 1 0] -> 2";
  EXPECT_EQ(ops_of_value("fill(I, # the grid\n\n1,\nI\n)"), fill);
  EXPECT_EQ(ops_of_value("\\\n  fill(I, \\\n1, I)"), fill);
  EXPECT_EQ(ops_of("def f(\n    I,\n):\n    return (\n        I\n    )\n"), "x -> 0");
}

TEST(Parser, ReadsEveryLineEndAndAByteOrderMark) {
  EXPECT_EQ(ops_of("\xEF\xBB\xBF"
                   "def f(I):\r\n    x = I\r\n\r\n    return x\r\n"),
            "x -> 0");
  EXPECT_EQ(ops_of("def f(I):\r    return I\r"), "x -> 0");
  EXPECT_EQ(ops_of("def f(I):\n    return I"), "x -> 0");
  EXPECT_EQ(ops_of("def f(I): # caf\xC3\xA9 \xFF\n  '\xC3\xA9\xFF'\n  return I # \xE2\x82\xAC"),
            "x -> 0");
}

TEST(Parser, PassesOverWhatAModuleHolds) {
  const ProgramSet set = parse(
      "#!/usr/bin/env python3\n"
      "\"\"\"A module.\n"
      "def no_program(I):\n"
      "\"\"\"\n"
      "from __future__ import annotations\n"
      "import os, sys; import a.b as c\n"
      "from .dsl import (\n"
      "    rot90 as r,\n"
      "rot180,\n"
      ")\n"
      "def f(I):\n"
      "    return I\n"
      "'between'\n"
      "def g(I): return I\n"
      "if __name__ == '__main__':\n"
      "    for x in (1, 2):\n"
      "        print(f(x))\n"
      "else:\n"
      "    pass\n");
  ASSERT_TRUE(set.problems.empty()) << set.problems.front().text();
  ASSERT_EQ(set.programs.size(), 2u);
  EXPECT_EQ(set.programs[1].name, "g");
  EXPECT_EQ(set.programs[1].source, "def g(I): return I");
  EXPECT_EQ(set.programs[1].line, 14u);
}

TEST(Parser, HasNothingToSayAboutNoText) {
  for (const char* text : {"", "\n\n", "# only\n", "   ", "\xEF\xBB\xBF"}) {
    const ProgramSet set = parse(text);
    EXPECT_TRUE(set.programs.empty() && set.problems.empty()) << text;
  }
}

TEST(Parser, IgnoresWhatIsNeverReached) {
  EXPECT_EQ(ops_of("def f(I):\n    return I\n    x = first(I)\n    if x:\n        y = (1 +\n 2)\n"),
            "x -> 0");
  EXPECT_EQ(ops_of("def f(I): return I; x = unknown + 3"), "x -> 0");
}

TEST(Parser, KeepsTheSourceAsItStands) {
  const ProgramSet set =
      parse("def f(I):\r\n  x = I # kept\r\n  return x # too\r\n  # not\r\n\r\n");
  ASSERT_EQ(set.programs.size(), 1u);
  EXPECT_EQ(set.programs[0].source, "def f(I):\r\n  x = I # kept\r\n  return x # too");
}

TEST(Parser, ReadsNestingUpToItsLimit) {
  std::string text;
  for (int k = 0; k < 500; ++k) text += "rot90(";
  text += "I" + std::string(500, ')');
  EXPECT_EQ(parse("def f(I): return " + text).programs.at(0).ops.size(), 501u);
  EXPECT_EQ(ops_of_value(std::string(500, '(') + "I" + std::string(500, ')')), "x -> 0");
}

}  // namespace
}  // namespace battalion::dsl
