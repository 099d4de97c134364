// Whatever lowering makes passes the verifier: the recorded programs, and those of the demo.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dsl/read_programs.hpp"
#include "lower/unsound.hpp"

namespace battalion::lower {
namespace {

/// A program's code, and which operations may be run.
struct Emitted {
  Bytecode code;
  std::vector<bool> whole;

  explicit Emitted(const dsl::Program& program) {
    Lowering lowering;
    for (const dsl::Op& op : program.ops) {
      lowering.add(op.kind, op.primitive, op.number, op.args);
      const bool lowered = code.emit_last(lowering).why_not.empty();
      whole.push_back(lowered && std::all_of(op.args.begin(), op.args.end(), [&](std::uint32_t a) { return whole[a]; }));
    }
  }
};

void check_all(const std::vector<dsl::Program>& programs) {
  std::size_t instructions = 0;
  for (const dsl::Program& p : programs) {
    const Emitted e(p);
    EXPECT_EQ(unsound(e.code, e.whole), "") << p.source;
    instructions += e.code.instruction_count();
  }
  fmt::print("{} instructions of {} programs pass\n", instructions, programs.size());
  EXPECT_GT(instructions, programs.size());
}

TEST(Unsound, NoRecordedProgramIs) {
  std::ifstream in(std::filesystem::path(BATTALION_SOURCE_DIR) / "tests/golden/programs.jsonl");
  std::vector<dsl::Program> programs;
  for (std::string line; std::getline(in, line);) {
    const dsl::SourceFile file{"golden.py", nlohmann::json::parse(line)["program"].get<std::string>()};
    programs.push_back(dsl::parse_programs(file).programs.at(0));
  }
  ASSERT_GT(programs.size(), 100u);
  check_all(programs);
}

TEST(Unsound, NoProgramOfTheDemoIs) {
  const std::filesystem::path folder = std::filesystem::path(BATTALION_SOURCE_DIR) / "jobs/demo/programs";
  check_all(dsl::parse_programs(dsl::load_sources(std::span(&folder, 1))).programs);
}

/// What needs an operation that was not lowered is not there to be run: its arguments are nowhere.
TEST(Unsound, CodeWithoutItsArgumentsIs) {
  const dsl::SourceFile file{"x.py", "def solve_x(I):\n    x1 = vmirror(I)\n    x2 = hmirror(x1)\n    return x2\n"};
  Emitted e(dsl::parse_programs(file).programs.at(0));
  EXPECT_EQ(unsound(e.code, e.whole), "");
  const auto first = std::find_if(e.code.segments().begin(), e.code.segments().end(), [](const Segment& s) { return s.from != s.to; });
  e.whole[static_cast<std::size_t>(first - e.code.segments().begin())] = false;
  EXPECT_NE(unsound(e.code, e.whole).find("which is not set"), std::string::npos) << unsound(e.code, e.whole);
}

}  // namespace
}  // namespace battalion::lower
