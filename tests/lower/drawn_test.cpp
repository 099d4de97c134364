// Programs freshly drawn, well-typed: engine and interpreter end every operation of theirs alike, under both set orders, at
// every level that this machine has.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "lower/drawn_program.hpp"
#include "lower/expect_alike.hpp"

namespace battalion::lower {
namespace {

TEST(Drawn, programs_end_as_the_interpreter_ends_them) {
  // More of them in a long run.
  const char* asked = std::getenv("BATTALION_DRAWN_PROGRAMS");
  const int programs = asked != nullptr ? std::atoi(asked) : 1500;
  Lockstep::Tally all;
  for (int seed = 0; seed < programs; ++seed) {
    ProgramDrawer drawer(static_cast<std::uint32_t>(seed));
    const std::string body = drawer.body(), grid = drawer.grid();
    const Lockstep::Tally t = expect_alike(body, grid);
    all.operations += t.operations, all.lowered += t.lowered, all.values += t.values, all.raised += t.raised;
    for (const auto& [why, n] : t.punts) all.punts[why] += n;
    if (HasFailure()) FAIL() << "seed " << seed << ", grid " << grid << "\n" << body;
  }
  fmt::print("{} programs: {} operations, {} lowered; compared at all levels {} values, {} raised\n", programs, all.operations,
             all.lowered, all.values, all.raised);
  for (const auto& [why, n] : all.punts) fmt::print("  {:6} punted: {}\n", n, why);
  // Else nothing would be tested.
  EXPECT_GT(all.lowered, all.operations * 3 / 4);
  EXPECT_GT(all.values, all.operations / 2);
}

}  // namespace
}  // namespace battalion::lower
