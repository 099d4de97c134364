// What fuzzing found (tests/fuzz/lowered_run.cpp): programs that the engine and the interpreter ended in two ways.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "dsl/read_programs.hpp"
#include "lower/lockstep.hpp"

namespace battalion::lower {
namespace {

void expect_alike(const std::string& lines, const std::string& grid) {
  const dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"finding.py", "def solve_finding(I):\n" + lines});
  ASSERT_EQ(set.programs.size(), 1u);
  alignas(64) static unsigned char memory[1 << 20];
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    Lockstep lockstep(set.programs[0], grid, order);
    for (const kernels::Level& level : kernels::levels()) {
      EXPECT_EQ(lockstep.difference(level, {memory, memory + sizeof(memory)}), "");
    }
  }
}

TEST(Findings, ATupleOfPlacesIsAPatchOnlyWhereItIsWalked) {
  const std::string grid = "[[2,0,1],[5,0,0],[5,1,1]]";
  // Gives a tuple back as it is; asks for its height; takes it from a set; is not equal to a set of the same.
  const char* const calls[] = {
      "toindices(x3)",   "center(x3)",        "delta(x3)",        "vline(x3)",      "hline(x3)",
      "subgrid(x3, I)",  "position(x3, x4)",  "gravitate(x4, x3)", "insert(x3, x5)", "contained(x3, x5)",
      "remove(x3, x5)",  "other(x5, x3)",     "ulcorner(x3)",     "fill(I, TWO, x3)", "recolor(ONE, x3)",
      "normalize(x3)",   "cover(I, x3)",      "height(x3)",       "hmirror(x3)",    "shape(x3)"};
  for (const char* call : calls) {
    expect_alike("    x4 = ofcolor(I, FIVE)\n    x3 = totuple(x4)\n    x5 = initset(x4)\n    x6 = " + std::string(call) +
                     "\n    return x6\n",
                 grid);
  }
}

TEST(Findings, ATupleOfCellsIsAnObjectOnlyWhereItIsWalked) {
  const char* const calls[] = {"height(x3)",         "width(x3)",   "shape(x3)",     "portrait(x3)",     "square(x3)",
                               "mostcolor(x3)",      "palette(x3)", "hmirror(x3)",   "upscale(x3, TWO)", "colorcount(x3, ONE)",
                               "occurrences(I, x3)", "center(x3)",  "toindices(x3)", "paint(I, x3)",     "numcolors(x3)"};
  for (const char* call : calls) {
    expect_alike("    x1 = asobject(I)\n    x3 = totuple(x1)\n    x4 = " + std::string(call) +
                     "\n    return x4\n",
                 "[[2,0,1],[5,0,0]]");
  }
}

TEST(Findings, NoOperationComparesALongListEachWithEach) {
  // The clocks are looked at between operations only. Of a thousand, none alike, it does.
  const char* const calls[] = {"order(x1, invert)", "mostcommon(x1)", "leastcommon(x1)", "dedupe(x1)", "difference(x1, x1)"};
  alignas(64) static unsigned char memory[8 << 20];
  for (const char* call : calls) {
    for (const char* length : {"700", "60000"}) {
      const std::string text = fmt::format(
          "def solve_finding(I):\n    x1 = interval(ZERO, {}, ONE)\n    x2 = {}\n    return x2\n", length, call);
      const dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"finding.py", text});
      Lockstep lockstep(set.programs.at(0), "[[1]]", dsl::SetOrder::canonical);
      for (const kernels::Level& level : kernels::levels()) {
        EXPECT_EQ(lockstep.difference(level, {memory, memory + sizeof(memory)}), "");
      }
      EXPECT_EQ(lockstep.tally.punts.contains("range"), std::string_view(length) == "60000") << text;
    }
  }
}

}  // namespace
}  // namespace battalion::lower
