// Merging programs: what becomes one node, what is walked in which order, which digests are equal.

#include "battery/graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "dsl/read_programs.hpp"

namespace battalion::battery {
namespace {

std::vector<dsl::Program> programs(const std::vector<std::vector<std::string>>& bodies) {
  std::string text;
  for (std::size_t k = 0; k < bodies.size(); ++k) {
    text += "def solve_" + std::to_string(k) + "(I):\n";
    for (const std::string& line : bodies[k]) text += "    " + line + "\n";
    text += "    return O\n\n";
  }
  dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"x.py", text});
  EXPECT_EQ(set.programs.size(), bodies.size()) << (set.problems.empty() ? "" : set.problems[0].text());
  return std::move(set.programs);
}

/// The primitives that a program evaluates, in order.
std::vector<std::string> walked(const Graph& graph, std::uint32_t p) {
  std::vector<std::string> names;
  for (NodeId id : graph.walk(ProgramId(p))) {
    const Node& node = graph.nodes()[id];
    if (node.kind == dsl::OpKind::primitive) names.emplace_back(dsl::info(node.primitive).name);
  }
  return names;
}

std::size_t count(const Graph& graph, dsl::Primitive p) {
  return static_cast<std::size_t>(std::count_if(graph.nodes().begin(), graph.nodes().end(), [p](const Node& n) {
    return n.kind == dsl::OpKind::primitive && n.primitive == p;
  }));
}

std::uint64_t digest_of(const std::vector<std::string>& lines) {
  const auto one = programs({lines});
  return Graph(one).digest(ProgramId(0));
}

TEST(Graph, EqualExpressionsAreOneNode) {
  const auto two = programs({{"a = rot90(I)", "b = rot90(I)", "O = hconcat(a, b)"}, {"O = vmirror(rot90(I))"}});
  const Graph graph(two);
  EXPECT_EQ(graph.program_count(), 2u);
  EXPECT_EQ(count(graph, dsl::Primitive::rot90), 1u);
  EXPECT_EQ(walked(graph, 0), (std::vector<std::string>{"rot90", "hconcat"}));
  EXPECT_EQ(walked(graph, 1), (std::vector<std::string>{"rot90", "vmirror"}));
}

TEST(Graph, OnlyWhatTwoProgramsNeedIsShared) {
  const auto two = programs({{"a = rot90(I)", "b = rot90(a)", "O = hconcat(a, rot90(a))"}, {"O = vmirror(rot90(I))"}});
  const Graph graph(two);
  for (const Node& node : graph.nodes()) {
    if (node.kind != dsl::OpKind::primitive) continue;
    const bool first_turn =
        node.primitive == dsl::Primitive::rot90 && graph.nodes()[graph.args(node)[0]].kind == dsl::OpKind::input;
    EXPECT_EQ(node.shared, first_turn) << dsl::info(node.primitive).name;
  }
}

TEST(Graph, ArgumentsComeFirstAndLiteralsAreConstant) {
  const auto some = programs({{"x = canvas(THREE, (TWO, (ONE, ONE)))", "f = compose(rot90, hmirror)", "O = f(x)"},
                              {"O = astuple(T, (I, ONE))"}});
  const Graph graph(some);
  for (NodeId id = 0; id < graph.nodes().size(); ++id) {
    const Node& node = graph.nodes()[id];
    bool all_constant = true;
    for (NodeId a : graph.args(node)) {
      EXPECT_LT(a, id);
      all_constant = all_constant && graph.nodes()[a].constant;
    }
    if (node.kind == dsl::OpKind::tuple) {
      EXPECT_EQ(node.constant, all_constant);
    }
    if (node.kind == dsl::OpKind::primitive || node.kind == dsl::OpKind::call) {
      EXPECT_FALSE(node.constant);
    }
  }
}

TEST(Graph, EvaluationKeepsTheOrderOfTheText) {
  const auto two = programs({{"a = hmirror(I)", "b = vmirror(I)", "O = hconcat(a, b)"},
                             {"b = vmirror(I)", "dead = rot180(b)", "a = hmirror(I)", "O = hconcat(a, b)"}});
  const Graph graph(two);
  EXPECT_EQ(walked(graph, 0), (std::vector<std::string>{"hmirror", "vmirror", "hconcat"}));
  EXPECT_EQ(walked(graph, 1), (std::vector<std::string>{"vmirror", "rot180", "hmirror", "hconcat"}));
  EXPECT_EQ(graph.result(ProgramId(0)), graph.result(ProgramId(1)));
}

TEST(Graph, TuplesNestedDeepAreNoConstants) {
  std::string text = "def solve(I):\n    x = (1, 2)\n";
  for (int k = 0; k < 2000; ++k) text += "    x = (x, x)\n";
  const auto programs = dsl::parse_programs(dsl::SourceFile{"deep.py", text + "    return I\n"}).programs;
  const Graph graph(programs);
  const auto constants = std::ranges::count_if(graph.nodes(), [](const Node& n) { return n.constant; });
  EXPECT_EQ(constants, 2 + 16);
}

TEST(Digest, IsTheSameHoweverAProgramIsWritten) {
  const std::uint64_t want = digest_of({"x1 = rot90(I)", "x2 = crop(x1, (ZERO, ONE), (TWO, TWO))", "O = hmirror(x2)"});
  EXPECT_EQ(digest_of({"O = hmirror(crop(rot90(I), (0, 1), (2, 2)))"}), want);
  EXPECT_EQ(digest_of({"turned = rot90(grid=I)", "O = hmirror(crop(dims=(2, 2), grid=turned, start=(0, 1)))"}), want);
  EXPECT_EQ(digest_of({"f = rot90", "g = hmirror", "x = f(I)", "y = f(I)", "O = g(crop(y, RIGHT, TWO_BY_TWO))"}), want);
  EXPECT_EQ(digest_of({"c = (2, 2)", "O = hmirror(crop(rot90(I), (0, 1), c))"}), want);
}

TEST(Digest, DiffersForDifferentPrograms) {
  const std::vector<std::vector<std::string>> different = {
      {"O = rot90(I)"},
      {"O = rot270(I)"},
      {"O = I"},
      {"O = rot90(rot90(I))"},
      {"O = crop(I, (0, 1), (2, 2))"},
      {"O = crop(I, (1, 0), (2, 2))"},
      {"O = crop(I, (2, 2), (0, 1))"},
      {"O = astuple(I, 1)"},
      {"O = astuple(1, I)"},
      {"O = astuple(I, T)"},
      {"O = (I, 1)"},
      {"O = rot90"},
      {"f = compose(rot90, rot90)", "O = f(I)"},
      // Of the wrong arity: stays a call, which raises.
      {"f = rot90", "O = f(I, I)"},
  };
  std::set<std::uint64_t> digests;
  for (const auto& lines : different) EXPECT_TRUE(digests.insert(digest_of(lines)).second) << lines.back();
}

TEST(Digest, CountsWhatIsEvaluatedBesideTheResult) {
  const std::uint64_t plain = digest_of({"O = rot90(I)"});
  const std::uint64_t with_dead = digest_of({"x = first(I)", "O = rot90(I)"});
  EXPECT_NE(with_dead, plain);
  EXPECT_NE(digest_of({"x = last(I)", "O = rot90(I)"}), with_dead);
  // Where it stands does not matter, nor does naming a part of the result or a constant that nobody needs.
  EXPECT_EQ(digest_of({"O = rot90(I)", "x = first(I)"}), with_dead);
  EXPECT_EQ(digest_of({"x = rot90(I)", "c = FIVE", "O = rot90(I)"}), plain);
}

TEST(Digest, DoesNotDependOnTheRestOfTheBattery) {
  const std::vector<std::vector<std::string>> bodies = {
      {"a = rot90(I)", "b = first(a)", "O = hmirror(a)"}, {"O = rot90(I)"}, {"b = first(rot90(I))", "O = b"}};
  const auto together = programs(bodies);
  const Graph graph(together);
  for (std::uint32_t p = 0; p < bodies.size(); ++p) EXPECT_EQ(graph.digest(ProgramId(p)), digest_of(bodies[p]));
}

}  // namespace
}  // namespace battalion::battery
