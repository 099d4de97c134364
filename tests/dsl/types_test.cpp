#include "dsl/types.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dsl/read_programs.hpp"

namespace battalion::dsl {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Program program_of(const std::string& body) {
  const ProgramSet set = parse_programs(SourceFile{"p.py", "def solve_p(I):\n" + body});
  EXPECT_EQ(set.programs.size(), 1u) << (set.problems.empty() ? "" : set.problems[0].text());
  return set.programs.at(0);
}

/// The clash as `check` tells it; empty where there is none.
std::string clash(const std::string& body) {
  const auto problem = type_clash(program_of(body));
  return problem ? problem->text() : "";
}

Kinds kinds_of(const json& value) {
  if (value.is_null()) return kinds::none;
  if (value.is_array()) return kinds::tuple;
  if (value.is_object()) return value.contains("set") ? kinds::set : kinds::function;
  return kinds::integer;
}

template <class Each>
void each_line(const char* file, const Each& each) {
  std::ifstream in(fs::path(BATTALION_SOURCE_DIR) / "tests/golden" / file);
  std::size_t lines = 0;
  for (std::string line; std::getline(in, line); ++lines) each(json::parse(line));
  EXPECT_GT(lines, 100u) << file;
}

TEST(Types, TheTableAllowsWhateverTheReferenceDid) {
  each_line("primitives.jsonl", [](const json& vector) {
    if (vector.contains("err")) return;
    const Signature& s = signature(*find_primitive(vector["fn"].get<std::string>()));
    std::vector<Kinds> given;
    for (const json& a : vector["args"]) {
      given.push_back(kinds_of(a));
      EXPECT_NE(given.back() & s.accepts.at(given.size() - 1), 0) << vector;
    }
    EXPECT_NE(s.result(given) & kinds_of(vector["out"]), 0) << vector;
  });
}

TEST(Types, EveryPrimitiveHasKindsForItsParametersAndNoOthers) {
  for (int i = 0; i < primitive_count; ++i) {
    const auto p = static_cast<Primitive>(i);
    const Signature& s = signature(p);
    for (int k = 0; k < 4; ++k) EXPECT_EQ(s.accepts.at(k) != 0, k < arity(p)) << info(p).name;
    const std::vector<Kinds> anything(static_cast<std::size_t>(arity(p)), kinds::any);
    EXPECT_NE(s.result(anything), 0) << info(p).name;
  }
}

TEST(Types, NoProgramThatFinishesHasAClash) {
  std::size_t finished = 0;
  each_line("programs.jsonl", [&](const json& vector) {
    const auto set = parse_programs(SourceFile{"golden", vector["program"].get<std::string>()});
    ASSERT_EQ(set.programs.size(), 1u);
    bool finishes = false;
    for (const json& one : vector["cases"]) finishes |= one.contains("out") && one["input"].is_array();
    if (!finishes) return;
    ++finished;
    const auto problem = type_clash(set.programs[0]);
    EXPECT_FALSE(problem) << problem->text() << "\n" << set.programs[0].source;
  });
  EXPECT_GT(finished, 100u);
}

TEST(Types, TellsWhatRaisesOnEveryInputAndWhere) {
  EXPECT_EQ(clash("    return vmirror(ZERO)\n"),
            "p.py:2:12: 'vmirror' is given an integer for 'piece' (it takes a tuple or a set: this raises on every "
            "input) give it such");
  EXPECT_EQ(clash("    x1 = objects(I, T, F, T)\n    return vmirror(rot90(x1))\n").substr(0, 44),
            "p.py:3:20: 'rot90' is given a set for 'grid'");
  EXPECT_EQ(clash("    x1 = height(I)\n    return x1(I)\n"),
            "p.py:3:12: an integer is called (only functions can be: this raises on every input) call a function");
  EXPECT_EQ(clash("    x1 = vmirror\n    return x1(I, I)\n"),
            "p.py:3:12: a function of 1 argument is called with 2 (this raises on every input) give it 1");
  EXPECT_EQ(clash("    x1 = rbind(ofcolor, TWO)\n    return x1(I, I)\n").substr(0, 41),
            "p.py:3:12: a function of 1 argument is ca");
  EXPECT_EQ(clash("    x1 = vmirror\n    return x1(ZERO)\n").substr(0, 30), "p.py:3:12: 'vmirror' is given ");
  EXPECT_EQ(clash("    x1 = size(add(ONE, height(I)))\n    return I\n").substr(0, 38),
            "p.py:2:10: 'size' is given an integer ");
}

TEST(Types, SaysNothingWhereTheTextDoesNotTell) {
  for (const char* body : {"    return vmirror(first(I))\n",                  // a row, as far as is known
                           "    return size(add(first(first(I)), ONE))\n",    // may be a pair
                           "    return apply(ZERO, initset(I))\n",            // asked only if there are any
                           "    return branch(T, I, ZERO)\n",
                           "    x1 = branch(T, I, ZERO)\n    return rot90(x1)\n",
                           "    x1 = power(vmirror, TWO)\n    return x1(I)\n",
                           "    x1 = fork(equality, identity, vmirror)\n    return x1(I)\n",
                           "    x1 = identity(compose(rot90, vmirror))\n    return x1(I)\n",
                           "    return vconcat(ONE, TWO)\n",
                           "    return shift(toindices(I), ZERO)\n"}) {
    EXPECT_EQ(clash(body), "") << body;
  }
}

}  // namespace
}  // namespace battalion::dsl
