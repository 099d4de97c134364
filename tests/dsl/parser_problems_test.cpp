// Every problem, with its place.

#include <gtest/gtest.h>

#include "parser_ops.hpp"

namespace battalion::dsl {
namespace {

using test::parse;

/// All problems of a text, one a line.
std::string problems(const std::string& text) {
  std::string all;
  for (const Problem& problem : parse(text).problems) {
    if (!all.empty()) all += '\n';
    all += problem.text();
    if (!problem.program.empty()) all += fmt::format(" [{}]", problem.program);
  }
  return all;
}

/// The problem of the first line of a program's body.
std::string problem_of(const std::string& line) {
  const std::string text = problems("def f(I):\n  " + line + "\n  return I\n");
  EXPECT_TRUE(text.ends_with(" [f]")) << text;
  return text.substr(0, text.size() - 4);
}

TEST(ParserProblems, UnknownNames) {
  const std::string why = " (no variable, constant or primitive is called so)";
  EXPECT_EQ(problem_of("x = vmiror(I)"),
            "p.py:2:7: unknown name 'vmiror'" + why + " did you mean 'vmirror'?");
  EXPECT_EQ(problem_of("x = Rot90(I)"),
            "p.py:2:7: unknown name 'Rot90'" + why + " did you mean 'rot90'?");
  EXPECT_EQ(problem_of("x = fill(I, SVEEN, I)"),
            "p.py:2:15: unknown name 'SVEEN'" + why + " did you mean 'SEVEN'?");
  EXPECT_EQ(problem_of("blobs = I; x = size(blob)"),
            "p.py:2:23: unknown name 'blob'" + why + " did you mean 'blobs'?");
  EXPECT_EQ(problem_of("x = zzzzzzzz"), "p.py:2:7: unknown name 'zzzzzzzz'" + why);
  EXPECT_EQ(problem_of("x = " + std::string(100, 'z')),
            "p.py:2:7: unknown name '" + std::string(40, 'z') + "...'" + why);
  EXPECT_EQ(problem_of("q(w)"), "p.py:2:3: unknown name 'q'" + why);
}

TEST(ParserProblems, NamesUsedBeforeTheyAreAssigned) {
  const std::string why =
      " is used before it is assigned (a name that a program assigns anywhere is its own "
      "everywhere) assign it first, or rename it";
  EXPECT_EQ(problem_of("x = y; y = I"), "p.py:2:7: 'y'" + why);
  EXPECT_EQ(problem_of("x = size(I); size = 3"), "p.py:2:7: 'size'" + why);
  EXPECT_EQ(problem_of("x = size(I, I); size = 3"), "p.py:2:7: 'size'" + why);
  EXPECT_EQ(problem_of("x = apply(size, TWO); TWO = 3"), "p.py:2:19: 'TWO'" + why);
  EXPECT_EQ(problem_of("x = size(I); return x; size = 3"), "p.py:2:7: 'size'" + why);
  EXPECT_EQ(problem_of("size: int; x = size(I)"), "p.py:2:18: 'size'" + why);
  EXPECT_EQ(problem_of("size = size(I)"), "p.py:2:10: 'size'" + why);
  EXPECT_EQ(problem_of("a = b = b"), "p.py:2:11: 'b'" + why);
  EXPECT_EQ(problem_of("x = size(x)"), "p.py:2:12: 'x'" + why);
  EXPECT_EQ(problem_of("x = (y)\n  z = 1\n  y = 2"), "p.py:2:8: 'y'" + why);
}

TEST(ParserProblems, Arity) {
  EXPECT_EQ(problem_of("x = rot90(I, I)"), "p.py:2:7: rot90 takes 1 argument (grid), got 2");
  EXPECT_EQ(problem_of("x = fill()"),
            "p.py:2:7: fill takes 3 arguments (grid, value, patch), got 0");
  EXPECT_EQ(problem_of("x = fill(I, value=2)"),
            "p.py:2:7: fill takes 3 arguments (grid, value, patch), 'patch' is missing");
  EXPECT_EQ(problem_of("x = rot90(1, 2, grid=I)"),
            "p.py:2:7: rot90 takes 1 argument (grid), got 3");
}

TEST(ParserProblems, Keywords) {
  EXPECT_EQ(problem_of("x = rot90(grit=I)"),
            "p.py:2:13: rot90 has no parameter 'grit' (it takes grid) did you mean 'grid'?");
  EXPECT_EQ(problem_of("x = fill(I, colour=2, patch=I)"),
            "p.py:2:15: fill has no parameter 'colour' (it takes grid, value, patch)");
  EXPECT_EQ(problem_of("x = fill(I, 2, value=3)"),
            "p.py:2:18: fill is given 'value' twice (it takes grid, value, patch) give it once");
  EXPECT_EQ(
      problem_of("x = fill(patch=I, 2, 3)"),
      "p.py:2:21: an argument without keyword after one with (its place is unclear) name it too");
  EXPECT_EQ(problem_of("x = I(a=2)"),
            "p.py:2:9: keyword 'a' in the call of a function value (its parameters have no names) "
            "give the "
            "value alone");
  EXPECT_EQ(problem_of("x = fill(*I)"),
            "p.py:2:12: '*' before an argument (how many it stands for is unknown) write them out");
}

TEST(ParserProblems, Operators) {
  const std::string why = " (a program is assignments, calls and a return)";
  EXPECT_EQ(problem_of("x = 1 + 2"), "p.py:2:9: '+'" + why + " use add");
  EXPECT_EQ(problem_of("x = size(I) // 2"), "p.py:2:15: '//'" + why + " use divide");
  EXPECT_EQ(problem_of("x = rot90(I == I)"), "p.py:2:15: '=='" + why + " use equality");
  EXPECT_EQ(problem_of("x = (I[0])"), "p.py:2:9: '['" + why + " use first, last or index");
  EXPECT_EQ(problem_of("x = I.y"), "p.py:2:8: '.'" + why);
  EXPECT_EQ(problem_of("I += 1"), "p.py:2:5: '+='" + why + " use add");
  EXPECT_EQ(problem_of("x = not T"), "p.py:2:7: 'not'" + why + " use flip");
  EXPECT_EQ(problem_of("x = T and F"), "p.py:2:9: 'and'" + why + " use both");
  EXPECT_EQ(problem_of("x = 1 if T else 2"), "p.py:2:9: 'if'" + why + " use branch");
  EXPECT_EQ(problem_of("x = apply(rot90, (a for a in I))").substr(0, 14), "p.py:2:21: unk");
  EXPECT_EQ(problem_of("x = lambda a: a"),
            "p.py:2:7: 'lambda'" + why + " use compose, chain, fork, lbind or rbind");
  EXPECT_EQ(problem_of("x = -I"),
            "p.py:2:7: sign before what is no integer (only integers have one) use invert");
  EXPECT_EQ(problem_of("y = 3; x = -y"),
            "p.py:2:14: sign before what is no integer (only integers have one) use invert");
  EXPECT_EQ(problem_of("x = -size(I)"),
            "p.py:2:7: sign before what is no integer (only integers have one) use invert");
}

TEST(ParserProblems, Statements) {
  const std::string why = " (a program is assignments, calls and a return)";
  EXPECT_EQ(problem_of("if I: pass"), "p.py:2:3: 'if'" + why + " use branch");
  EXPECT_EQ(problem_of("for x in I:\n    y = x"),
            "p.py:2:3: 'for'" + why + " use apply, mapply or sfilter");
  EXPECT_EQ(problem_of("import os"), "p.py:2:3: 'import'" + why);
  EXPECT_EQ(problem_of("def g(J): return J"), "p.py:2:3: 'def'" + why);
  const std::string names =
      "assignment to what is no name (a program names one value at a time) take parts with first, "
      "last or "
      "index";
  EXPECT_EQ(problem_of("a, b = I"), "p.py:2:3: " + names);
  EXPECT_EQ(problem_of("I, I = I"), "p.py:2:3: " + names);
  EXPECT_EQ(problem_of("(a) = I").substr(0, 20), "p.py:2:4: unknown na");
  EXPECT_EQ(problem_of("(I) = I"), "p.py:2:7: " + names);
  EXPECT_EQ(problem_of("None = I"), "p.py:2:8: " + names);
  EXPECT_EQ(problem_of("3 = I"), "p.py:2:5: " + names);
  EXPECT_EQ(problem_of("x ="), "p.py:2:6: unexpected the end of the line (expected a value)");
  EXPECT_EQ(problem_of("x = I I"), "p.py:2:9: unexpected 'I' (expected the end of the line)");
  EXPECT_EQ(problem_of("x = I)"), "p.py:2:8: unexpected ')' (expected the end of the line)");
  EXPECT_EQ(problem_of("return for"), "p.py:2:10: 'for'" + why + " use apply, mapply or sfilter");
  EXPECT_EQ(problem_of("x: = I"), "p.py:2:6: unexpected '=' (expected a type)");
  EXPECT_EQ(problem_of("x: {} = I"), "p.py:2:6: unexpected '{' (expected a type)");
  EXPECT_EQ(problem_of(";"), "p.py:2:3: unexpected ';' (expected a value)");
}

TEST(ParserProblems, Literals) {
  const std::string text = "text in quotes (values are integers, tuples and what functions return) remove it";
  EXPECT_EQ(problem_of("x = 'a'"), "p.py:2:7: " + text);
  EXPECT_EQ(problem_of("'a' % I"), "p.py:2:3: " + text);
  EXPECT_EQ(
      problem_of("x = 1.5"),
      "p.py:2:7: '1.5' is no integer (values are integers, tuples and what functions return) write one");
  EXPECT_EQ(problem_of("x = 1e5").substr(0, 25), "p.py:2:7: '1e5' is no int");
  EXPECT_EQ(problem_of("x = 2j").substr(0, 24), "p.py:2:7: '2j' is no int");
  for (const char* bad : {"012", "1__0", "1_", "0x", "0xg", "0b2", "1abc", "0_1"}) {
    EXPECT_EQ(
        problem_of(fmt::format("x = {}", bad)),
        fmt::format(
            "p.py:2:7: '{}' is no integer (digits, in groups joined by '_'; no leading zeros) write it so",
            bad));
  }
  for (const char* large :
       {"9223372036854775808", "-9223372036854775809", "0x1_0000_0000_0000_0000"}) {
    const std::string digits = large[0] == '-' ? large + 1 : large;
    EXPECT_EQ(problem_of(fmt::format("x = {}", large)),
              fmt::format("p.py:2:{}: '{}' is too large (integers have 64 bits) write a smaller one",
                          large[0] == '-' ? 8 : 7, digits));
  }
  EXPECT_EQ(problem_of("x = -(-9223372036854775808)"),
            "p.py:2:7: the integer is too large (integers have 64 bits) write a smaller one");
  const std::string why = " (values are integers, tuples and what functions return) write a tuple";
  EXPECT_EQ(problem_of("x = [1]"), "p.py:2:7: a list" + why);
  EXPECT_EQ(problem_of("x = {1}"), "p.py:2:7: a set or dict" + why);
}

TEST(ParserProblems, Brackets) {
  EXPECT_EQ(problems("def f(I):\n    x = rot90(I\n    return x\n\n\ndef g(I):\n    return I\n"),
            "p.py:3:5: unexpected 'return' (expected ',' or ')' after the '(' of line 2) [f]");
  EXPECT_EQ(problems("def f(I):\n    return rot90(I\ndef g(I):\n    return I\n"),
            "p.py:3:1: 'def' (a program is assignments, calls and a return) [f]");
  EXPECT_EQ(problems("def f(I):\n    return (I,\n"),
            "p.py:3:1: unexpected the end of the text (expected a value) [f]");
  EXPECT_EQ(problems("def f(I):\n    return I\n    x = (\ndef g(I): return I\n"),
            "p.py:4:1: 'def' (a program is assignments, calls and a return) [f]");
  EXPECT_EQ(parse("def f(I):\n    return rot90(I\ndef g(I):\n    return I\n").programs.size(), 1u);
  EXPECT_EQ(parse("def f(I):\n    return I\n    x = (\ndef g(I): return I\n").programs.size(), 1u);
}

TEST(ParserProblems, Nesting) {
  const std::string deep =
      " more than 500 brackets inside each other (that is deeper than is read) name parts "
      "of the expression";
  EXPECT_EQ(problem_of("x = " + std::string(501, '(')), "p.py:2:507:" + deep);
  std::string calls;
  for (int k = 0; k < 100000; ++k) calls += "rot90(";
  EXPECT_EQ(problem_of("x = " + calls), fmt::format("p.py:2:{}:{}", 6 + 501 * 6, deep));
}

TEST(ParserProblems, Headers) {
  EXPECT_EQ(problems("def f(): return 1"),
            "p.py:1:6: 'f' has no parameter (a program has one, the input grid) add it [f]");
  EXPECT_EQ(problems("def f(I, J): return I"),
            "p.py:1:10: 'f' has several parameters (a program has one, the input grid) leave one [f]");
  EXPECT_EQ(problems("def f(*I): return I"),
            "p.py:1:7: 'f' has special parameters (a program has one, the input grid) leave one [f]");
  EXPECT_EQ(
      problems("def f(I=3): return I"),
      "p.py:1:8: the parameter of 'f' has a default (it always gets the input grid) remove it [f]");
  EXPECT_EQ(problems("def f(3): return I"), "p.py:1:7: unexpected '3' (expected a parameter) [f]");
  EXPECT_EQ(
      problems("def f[I]: return I"),
      "p.py:1:6: '[' (a program is assignments, calls and a return) use first, last or index [f]");
  EXPECT_EQ(problems("def f: return I"),
            "p.py:1:6: unexpected ':' (expected '(' and the program's parameter) [f]");
  EXPECT_EQ(problems("def 3(I): return I"),
            "p.py:1:5: unexpected '3' (expected the program's name)");
  EXPECT_EQ(problems("def f(I)\n    return I"),
            "p.py:1:9: unexpected the end of the line (expected ':' after the parameter) [f]");
  EXPECT_EQ(problems("def f(I) -> : return I"), "p.py:1:13: unexpected ':' (expected a type) [f]");
}

TEST(ParserProblems, Bodies) {
  EXPECT_EQ(problems("def f(I):\n    x = I\n"),
            "p.py:1:1: 'f' has no return (it would return None) add one [f]");
  EXPECT_EQ(problems("def f(I):\ndef g(I): return I\n"),
            "p.py:2:1: 'f' has no body (its lines are indented) indent them [f]");
  EXPECT_EQ(problems("def f(I):\n"), "p.py:2:1: 'f' has no body (its lines are indented) indent them [f]");
  const std::string why = " (the lines of a program are indented alike) indent it like the first [f]";
  EXPECT_EQ(problems("def f(I):\n    x = I\n      y = I\n    return y\n"),
            "p.py:3:7: unexpected indentation" + why);
  EXPECT_EQ(problems("def f(I):\n    x = I\n  return x\n"),
            "p.py:3:3: unexpected indentation" + why);
  EXPECT_EQ(problems("def f(I):\n        x = I\n\treturn x\n"),
            "p.py:3:2: unexpected indentation" + why);
}

TEST(ParserProblems, NamesOfPrograms) {
  EXPECT_EQ(problems("def f(I): return I\ndef g(I): return I\ndef f(I): return I\n"),
            "p.py:3:5: 'f' is already defined at line 1 (names of programs differ) rename one [f]");
  const std::string why =
      " is a name of the DSL (other programs of the text would mean this one) rename it";
  EXPECT_EQ(problems("def f(I): return rot90(I)\ndef rot90(I): return I\n"),
            "p.py:2:5: 'rot90'" + why + " [rot90]");
  EXPECT_EQ(problems("def f(I): return apply(rot90, I)\ndef rot90(I): return I\n"),
            "p.py:2:5: 'rot90'" + why + " [rot90]");
  EXPECT_EQ(problems("def T(I): return I\n"), "p.py:1:5: 'T'" + why + " [T]");
  EXPECT_EQ(problems("def box(I): return rot90(I)\ndef f(I): return I\n"), "");
  const SourceFile files[] = {{"a.py", "def f(I): return I"}, {"b.py", "def f(I): return I"}};
  EXPECT_EQ(parse_programs(files).programs.size(), 2u);
}

TEST(ParserProblems, CallsOfOtherPrograms) {
  const std::string why =
      " is a program of this text (programs call primitives only) write out what it does [f]";
  EXPECT_EQ(problems("def helper(I): return I\ndef f(I): return helper(I)\n"),
            "p.py:2:18: 'helper'" + why);
  EXPECT_EQ(problems("def box(I): return I\ndef f(I): return box(I)\n"), "p.py:2:18: 'box'" + why);
  EXPECT_EQ(problems("def f(I): return f(I)\n"), "p.py:1:18: 'f'" + why);
}

TEST(ParserProblems, TopLevel) {
  const std::string why =
      " starts no program (only 'def', imports and docstrings are read at the top level; nothing "
      "is executed) remove it";
  EXPECT_EQ(problems("X = 3\n"), "p.py:1:1: 'X'" + why);
  EXPECT_EQ(problems("print(\n'a'\n)\ndef f(I): return I"), "p.py:1:1: 'print'" + why);
  EXPECT_EQ(problems("class A:\n    def f(I):\n        return I\n\n    x = 1\nY = 2\n"),
            "p.py:1:1: 'class'" + why + "\np.py:6:1: 'Y'" + why);
  EXPECT_EQ(problems("try:\n    import a\nexcept ImportError:\n    pass\nfinally:\n    pass\n"),
            "p.py:1:1: 'try'" + why);
  EXPECT_EQ(problems("if True:\n    X = 1\nelse:\n    X = 2\n"), "p.py:1:1: 'if'" + why);
  EXPECT_EQ(problems("async def f(I):\n    return I\n"), "p.py:1:1: 'async'" + why + " [f]");
  EXPECT_EQ(problems("@cache\n@other(3)\ndef f(I):\n    return I\ndef g(I): return I\n"),
            "p.py:1:1: a decorator (nothing is executed, so what it would change is unknown) "
            "remove it [f]");
  EXPECT_EQ(problems("  def f(I):\n      return I\n"),
            "p.py:1:3: unexpected indentation (programs start at the first column) move it there");
  EXPECT_EQ(problems("import 3\n"), "p.py:1:8: unexpected '3' (expected names to import)");
  EXPECT_EQ(problems("from a import (b\ndef f(I): return I\n"),
            "p.py:2:1: unexpected 'def' (expected names to import)");
  EXPECT_EQ(parse("from a import (b\ndef f(I): return I\n").programs.size(), 1u);
  EXPECT_EQ(problems("'a' 3\n"), "p.py:1:5: unexpected '3' (expected the end of the line)");
}

TEST(ParserProblems, Characters) {
  EXPECT_EQ(problem_of("x = I ? 3"), "p.py:2:9: unexpected character '?' (nothing begins with it) remove it");
  EXPECT_EQ(
      problem_of("x = I\xC2\xA0"),
      "p.py:2:8: unexpected character U+00A0 (only comments and text in quotes may hold such) remove it");
  EXPECT_EQ(problem_of("x = '\xC3\xA9\xC3\xA9'; \xF0\x9F\x99\x82"),
            "p.py:2:7: text in quotes (values are "
            "integers, tuples and what functions return) remove it");
  EXPECT_EQ(
      problem_of("'\xC3\xA9\xC3\xA9'; \xF0\x9F\x99\x82"),
      "p.py:2:9: unexpected character U+1F642 (only comments and text in quotes may hold such) remove it");
  EXPECT_EQ(problem_of("x = \xFF"), "p.py:2:7: byte 0xff (the text is not UTF-8) save it as UTF-8");
  EXPECT_EQ(problem_of(std::string("x = \0", 5)),
            "p.py:2:7: control character 0x00 (text is expected) remove it");
  EXPECT_EQ(problem_of("x = 'abc"),
            "p.py:2:7: text in quotes that does not end (its closing quote is missing) add it");
  EXPECT_EQ(problem_of("x = \\ I"),
            "p.py:2:7: '\\' inside a line (it joins a line to the next, so nothing may follow it) remove it");
  EXPECT_EQ(
      problems("\xC3\xA9 = 3\ndef f(I): return I\n\xC3\xA9\n"),
      "p.py:1:1: unexpected character U+00E9 (only comments and text in quotes may hold such) remove it\n"
      "p.py:3:1: unexpected character U+00E9 (only comments and text in quotes may hold such) remove it");
}

TEST(ParserProblems, OfOneProgramLeaveTheOthers) {
  const ProgramSet set = parse(
      "def a(I):\n    return unknown_one(I)\n    return unknown_two(I)\n"
      "def b(I):\n    return I\n"
      "def c(I):\n    x = fill(I,\n2,\n  +* )\n    y = '''\ndef no(I):\n'''\n    return x\n"
      "# note\n"
      "def d(I):\n    return rot90(I, (\n\n"
      "def e(I):\n    return I\n"
      "def f(I):\n    x = \"open\n    return x\n"
      "def g(I):\n    return I\n");
  std::string names;
  for (const Program& program : set.programs) names += program.name;
  EXPECT_EQ(names, "beg");
  names.clear();
  for (const Problem& problem : set.problems) names += problem.program;
  EXPECT_EQ(names, "acdf");
}

TEST(ParserProblems, OfAWholeFileHaveNoPlace) {
  EXPECT_EQ((Problem{"a.py", 0, 0, "is odd", ""}.text()), "a.py: is odd");
  EXPECT_EQ((Problem{"a.py", 3, 4, "is odd", ""}.text()), "a.py:3:4: is odd");
}

}  // namespace
}  // namespace battalion::dsl
