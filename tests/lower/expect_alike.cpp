#include "lower/expect_alike.hpp"

#include <gtest/gtest.h>

#include "dsl/read_programs.hpp"

namespace battalion::lower {

Lockstep::Tally expect_alike(const std::string& lines, const std::string& grid) {
  Lockstep::Tally tally;
  const dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"drawn.py", "def solve_drawn(I):\n" + lines});
  EXPECT_EQ(set.programs.size(), 1u) << lines;
  if (set.programs.size() != 1) return tally;
  alignas(64) static unsigned char memory[4 << 20];
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    Lockstep lockstep(set.programs[0], grid, order);
    for (const kernels::Level& level : kernels::levels()) {
      EXPECT_EQ(lockstep.difference(level, {memory, memory + sizeof(memory)}), "");
    }
    lockstep.tally.at_once += tally.at_once;
    tally = lockstep.tally;
  }
  return tally;
}

}  // namespace battalion::lower
