#include "lower/listing.hpp"

#include <gtest/gtest.h>

#include "dsl/read_programs.hpp"

namespace battalion::lower {
namespace {

dsl::Program program_of(const std::string& body) {
  std::string text = "def solve_x(I):\n";
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    text += "    " + body.substr(at, end - at) + "\n";
    at = end + 1;
  }
  const dsl::SourceFile file{"x.py", text + "    return O\n"};
  dsl::ProgramSet set = dsl::parse_programs(std::span(&file, 1));
  EXPECT_TRUE(set.problems.empty()) << set.problems[0].text();
  return set.programs.at(0);
}

std::string listed(const std::string& body) {
  Lowered l = lower(program_of(body));
  return l.why_not.empty() ? listing(l.lowering) : "refused: " + l.why_not;
}

TEST(Lower, InfersTypesFromTheInput) {
  EXPECT_EQ(listed("O = vmirror(I)"), "v0 = input : grid\nv1 = vmirror(v0) : grid\n");
  EXPECT_EQ(listed("x1 = asobject(I)\nx2 = ulcorner(x1)\nO = add(x2, 1)"),
            "v0 = input : grid\n"
            "v1 = asobject(v0) : object\n"
            "v2 = ulcorner(v1) : pair\n"
            "v3 = 1 : integer\n"
            "v4 = add(v2, v3) : pair\n");
}

TEST(Lower, WritesFunctionsOut) {
  EXPECT_EQ(listed("x1 = compose(hmirror, vmirror)\nx2 = fork(hconcat, identity, x1)\nO = x2(I)"),
            "v0 = input : grid\n"
            "v1 = vmirror(v0) : grid\n"
            "v2 = hmirror(v1) : grid\n"
            "v3 = hconcat(v0, v2) : grid\n");
  EXPECT_EQ(listed("x1 = rbind(upscale, 2)\nx2 = power(x1, 2)\nO = x2(I)"),
            "v0 = input : grid\n"
            "v1 = 2 : integer\n"
            "v2 = 2 : integer\n"
            "v3 = upscale(v0, v1) : grid\n"
            "v4 = upscale(v3, v1) : grid\n");
}

TEST(Lower, MakesLoopsOfHigherOrderPrimitives) {
  EXPECT_EQ(listed("x1 = fgpartition(I)\nx2 = matcher(color, 3)\nx3 = mfilter(x1, x2)\nO = fill(I, 1, x3)"),
            "v0 = input : grid\n"
            "v1 = fgpartition(v0) : set of object\n"
            "v2 = 3 : integer\n"
            "v6 = loop mfilter(v1) : object\n"
            "  [v3 : object]\n"
            "  v4 = color(v3) : integer\n"
            "  v5 = equality(v4, v2) : boolean\n"
            "  = v5\n"
            "v7 = 1 : integer\n"
            "v8 = fill(v0, v7, v6) : grid\n");
}

TEST(Lower, LoopsWhereTheNumberOfTimesIsNotWritten) {
  EXPECT_EQ(listed("x1 = height(I)\nx2 = power(hmirror, x1)\nO = x2(I)"),
            "v0 = input : grid\n"
            "v1 = height(v0) : integer\n"
            "v2 = check power(v1) : integer\n"
            "v5 = repeat(v0, v1) : grid\n"
            "  [v3 : grid]\n"
            "  v4 = hmirror(v3) : grid\n"
            "  = v4\n");
}

TEST(Lower, ChoosesBetweenFunctionsAtTheCall) {
  EXPECT_EQ(listed("x1 = portrait(I)\nx2 = branch(x1, hmirror, vmirror)\nO = x2(I)"),
            "v0 = input : grid\n"
            "v1 = portrait(v0) : boolean\n"
            "v4 = choose(v1) : grid\n"
            "  []\n"
            "  v2 = hmirror(v0) : grid\n"
            "  = v2\n"
            "  []\n"
            "  v3 = vmirror(v0) : grid\n"
            "  = v3\n");
}

TEST(Lower, TellsSortsOfTuplesApart) {
  const auto last_type = [](const std::string& body) {
    Lowered l = lower(program_of(body));
    const Staged& answer = l.lowering.fragments().back().result;
    return l.why_not.empty() ? l.lowering.types().name(l.lowering.code().nodes[answer.value.index].type) : l.why_not;
  };
  EXPECT_EQ(last_type("x1 = size(I)\nO = astuple(x1, x1)"), "pair");
  EXPECT_EQ(last_type("O = (1, (2, 3))"), "cell");
  EXPECT_EQ(last_type("O = (1, 2, 3)"), "tuple of integer");
  EXPECT_EQ(last_type("O = ((1, 2), (3, 4))"), "tuple of pair");
  EXPECT_EQ(last_type("x1 = asindices(I)\nO = astuple(x1, I)"), "its answer is a tuple of what has no form in planes");
  EXPECT_EQ(last_type("x1 = asindices(I)\nx2 = astuple(x1, I)\nO = last(x2)"), "grid");
  EXPECT_EQ(last_type("x1 = interval(0, 3, 1)\nO = product(x1, x1)"), "indices");
  EXPECT_EQ(last_type("x1 = asindices(I)\nO = apply(first, x1)"), "set of integer");
  EXPECT_EQ(last_type("O = apply(dedupe, I)"), "tuple of tuple of integer");
}

TEST(Lower, SaysWhyNot) {
  EXPECT_EQ(listed("O = hconcat(I, vmirror)"), "refused: hconcat of a function");
  EXPECT_EQ(listed("x1 = height(I)\nO = vmirror(x1)"), "refused: vmirror of integer");
  EXPECT_EQ(listed("x1 = asindices(I)\nx2 = branch(T, I, x1)\nO = vmirror(x2)"), "refused: branch of grid and indices");
  EXPECT_EQ(listed("O = vmirror"), "refused: its answer is a function");
  EXPECT_EQ(listed("x1 = vmirror(1)\nO = I"), "refused: vmirror of integer") << "it raises, needed or not";
}

TEST(Lower, RefusesCodeWithoutEnd) {
  std::string body = "x1 = compose(hmirror, vmirror)\n";
  for (int k = 2; k <= 60; ++k) body += "x" + std::to_string(k) + " = compose(x" + std::to_string(k - 1) + ", x" + std::to_string(k - 1) + ")\n";
  EXPECT_EQ(listed(body + "O = x60(I)"), "refused: its code would be too long");
  std::string deep = "x1 = compose(identity, identity)\n";
  for (int k = 2; k <= 400; ++k) deep += "x" + std::to_string(k) + " = compose(identity, x" + std::to_string(k - 1) + ")\n";
  EXPECT_EQ(listed(deep + "O = x400(I)"), "refused: its functions are nested too deep");
}

}  // namespace
}  // namespace battalion::lower
