// What fuzzing found (tests/fuzz/lowered_run.cpp): programs that the engine and the interpreter ended in two ways.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "dsl/read_programs.hpp"
#include "lower/expect_alike.hpp"

namespace battalion::lower {
namespace {

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

TEST(Findings, OnlyWhatHasElementsIsMadeATuple) {
  for (const char* what : {"height(I)", "T", "index(I, ORIGIN)", "I", "ORIGIN", "first(asobject(I))", "astuple(I, ORIGIN)", "palette(I)"}) {
    expect_alike(fmt::format("    x1 = {}\n    x2 = totuple(x1)\n    return x2\n", what), "[[2,0,1],[5,0,0]]");
  }
  expect_alike("    x3 = compose(totuple, first)\n    x4 = sfilter(asindices(I), x3)\n    return x4\n", "[[2,0,1],[5,0,0]]");
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

TEST(Pairs, AreWalkedAsTheReferenceMakesThem) {
  // Of unlike elements; filtered; searched in vain and not; of places; side by side with rows.
  const char* const programs[] = {
      "x1 = order(objects(I, T, F, F), size)\n    x2 = pair(x1, interval(0, 9, 1))\n    x3 = sfilter(x2, compose(even, last))\n    x5 = mapply(first, x3)",
      "x1 = order(objects(I, T, F, F), size)\n    x2 = pair(x1, apply(size, x1))\n    x3 = extract(x2, compose(rbind(greater, 1), last))\n    x5 = first(x3)",
      "x1 = order(objects(I, T, F, F), size)\n    x2 = pair(apply(size, x1), x1)\n    x3 = extract(x2, compose(rbind(greater, 7), first))\n    x5 = last(x3)",
      "x1 = order(objects(I, T, F, F), size)\n    x2 = pair(x1, x1)\n    x5 = apply(fork(manhattan, first, last), x2)",
      "x1 = pair(I, interval(0, 2, 1))\n    x2 = sfilter(x1, chain(flip, rbind(contained, (0, 5)), last))\n    x5 = apply(first, x2)",
      "x2 = papply(pair, I, vmirror(I))\n    x5 = apply(lbind(apply, maximum), x2)",
      "x2 = papply(pair, I, I)\n    x5 = merge(x2)",
      "x1 = totuple(asindices(I))\n    x2 = pair(x1, x1)\n    x5 = mapply(box, x2)",
      "x1 = totuple(asindices(I))\n    x2 = pair(interval(0, 4, 1), x1)\n    x5 = paint(I, x2)",
      "x1 = totuple(asindices(I))\n    x2 = pair(x1, interval(0, 4, 1))\n    x5 = mapply(compose(hfrontier, first), x2)",
      "x1 = objects(I, T, F, F)\n    x2 = lbind(mapply, lbind(shift, ofcolor(I, 2)))\n    x5 = mapply(compose(x2, compose(totuple, toindices)), x1)",
      "x1 = objects(I, T, F, F)\n    x5 = mapply(totuple, x1)",
      "x1 = objects(I, T, F, F)\n    x2 = apply(rbind(subgrid, I), x1)\n    x3 = insert(I, x2)\n    x5 = argmax(x3, size)",
      "x1 = initset(I)\n    x2 = insert(vmirror(I), x1)\n    x3 = remove(I, x2)\n    x5 = first(x3)",
      "x1 = asobject(I)\n    x5 = sfilter(x1, lbind(contained, TWO))",
      "x1 = asobject(I)\n    x5 = sfilter(x1, lbind(contained, UNITY))",
      "x1 = totuple(asobject(I))\n    x2 = combine(x1, totuple(recolor(3, asindices(I))))\n    x5 = paint(I, x2)",
      "x1 = totuple(asobject(I))\n    x2 = combine(x1, totuple(recolor(3, asindices(I))))\n    x5 = underpaint(I, x2)",
      "x1 = totuple(asindices(I))\n    x2 = combine(x1, x1)\n    x5 = fill(I, 3, x2)",
      "x1 = totuple(asindices(I))\n    x2 = combine(x1, x1)\n    x5 = outbox(x2)",
      "x1 = totuple(asindices(I))\n    x2 = combine(x1, x1)\n    x5 = centerofmass(x2)",
      "x1 = totuple(ofcolor(I, 9))\n    x5 = cover(I, x1)",
      "x1 = repeat(first(I), 3)\n    x5 = rot90(x1)",
      "x5 = remove(last(I), I)",
      "x5 = totuple(I)",
  };
  for (const char* lines : programs) {
    expect_alike("    " + std::string(lines) + "\n    return x5\n", "[[2,0,1],[0,0,2]]");
    expect_alike("    " + std::string(lines) + "\n    return x5\n", "[[3]]");
    expect_alike("    " + std::string(lines) + "\n    return x5\n", "[[1,2,0,0],[2,2,0,5],[0,0,5,5],[1,0,2,1]]");
  }
}

TEST(Products, AreWalkedAsTheReferenceMakesThem) {
  // Filtered and not; captured; within a loop; an element asked for whole; filters that raise on some elements, or all.
  const char* const programs[] = {
      "x1 = asobject(I)\n    x2 = product(x1, x1)\n    x3 = fork(equality, first, last)\n    x4 = sfilter(x2, x3)\n    x5 = mapply(compose(initset, first), x4)",
      "x1 = asindices(I)\n    x2 = product(x1, x1)\n    x5 = mapply(fork(connect, first, last), x2)",
      "x1 = asindices(I)\n    x2 = product(x1, x1)\n    x3 = sfilter(x2, compose(positive, compose(first, first)))\n    x5 = apply(fork(connect, last, first), x3)",
      "x1 = objects(I, T, F, F)\n    x2 = product(x1, x1)\n    x3 = sfilter(x2, fork(hmatching, first, last))\n    x5 = mapply(fork(combine, first, last), x3)",
      "x1 = asobject(I)\n    x2 = product(x1, x1)\n    x5 = apply(fork(recolor, color, fork(connect, compose(last, first), compose(last, last))), x2)",
      "x1 = asindices(I)\n    x2 = lbind(product, x1)\n    x3 = x2(x1)\n    x5 = apply(fork(add, first, last), x3)",
      "x1 = objects(I, T, F, F)\n    x2 = fork(product, toindices, toindices)\n    x3 = compose(lbind(apply, fork(add, first, last)), x2)\n    x5 = mapply(x3, x1)",
      "x1 = asindices(I)\n    x2 = product(x1, x1)\n    x3 = sfilter(x2, fork(equality, first, last))\n    x5 = apply(chain(invert, lbind(divide, TEN), compose(first, first)), x3)",
      "x1 = asindices(I)\n    x2 = product(x1, x1)\n    x5 = sfilter(x2, chain(lbind(divide, TEN), first, last))",
      "x1 = asindices(I)\n    x2 = product(x1, x1)\n    x5 = size(x2)",
      "x1 = ofcolor(I, NINE)\n    x2 = product(x1, asindices(I))\n    x5 = mapply(fork(connect, first, last), x2)",
      "x1 = asindices(I)\n    x2 = product(x1, x1)\n    x5 = apply(identity, x2)",
      "x1 = asindices(I)\n    x2 = product(x1, x1)\n    x5 = apply(fork(astuple, first, last), x2)",
      "x1 = totuple(asindices(I))\n    x2 = product(x1, x1)\n    x5 = apply(first, x2)",
  };
  for (const char* lines : programs) {
    expect_alike("    " + std::string(lines) + "\n    return x5\n", "[[2,0,1],[0,0,2]]");
    expect_alike("    " + std::string(lines) + "\n    return x5\n", "[[3]]");
  }
}

TEST(Findings, AProductOfAFunctionIsNone) {
  for (const char* call : {"product(identity, x1)", "product(x1, identity)", "product(identity, identity)", "product(x1, x1)"}) {
    expect_alike(fmt::format("    x1 = initset(rot90)\n    x2 = {}\n    return x2\n", call), "[[1]]");
  }
}

/// A set that is in no order yet is put in order by a round of the loop over it.
TEST(Findings, ALoopAndItsRoundsMayWantASetInTwoOrders) {
  for (const char* loop : {"argmax", "argmin", "valmax", "valmin"}) {
    expect_alike(fmt::format("    x1 = asindices(I)\n    x2 = apply(compose(initset, invert), x1)\n"
                             "    x3 = compose(leftmost, lbind(other, x2))\n    x4 = {}(x2, x3)\n    return x4\n",
                             loop),
                 "[[1,1,1,1,1],[1,1,1,1,1],[1,1,1,1,1],[1,1,1,1,1]]");
  }
}

/// Short texts that mean much: refused, and what is kept of them stays small.
TEST(Bounds, CodeAndFunctionsDoNotGrowWithoutEnd) {
  const auto lowered = [](const std::string& body) {
    const dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"x.py", "def solve(I):\n" + body});
    EXPECT_EQ(set.programs.size(), 1u);
    return lower(set.programs.at(0));
  };
  std::string doubled = "    x = astuple(rot90, rot90)\n", chained = "    f = rot90\n", calls = "    f = rot90\n    x = I\n";
  for (int k = 0; k < 200; ++k) doubled += "    x = astuple(x, x)\n";
  EXPECT_EQ(lowered(doubled + "    return I\n").why_not, "");
  for (int k = 0; k < 20'000; ++k) chained += "    f = compose(f, rot90)\n";
  EXPECT_EQ(lowered(chained + "    return I\n").why_not, "its functions are nested too deep");
  for (int k = 0; k < 10; ++k) calls += "    f = compose(f, f)\n";
  for (int k = 0; k < 2'000; ++k) calls += "    x = f(x)\n";
  Lowered much = lowered(calls + "    return x\n");
  EXPECT_EQ(much.why_not, "there would be too much code");
  EXPECT_LT(much.lowering.code().nodes.size(), 50'000u);
}

}  // namespace
}  // namespace battalion::lower
