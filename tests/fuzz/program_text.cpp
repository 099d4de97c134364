// Program text: whatever it says, reading ends, what was read holds together, and reads again as the same.

#include "dsl/read_programs.hpp"
#include "dsl/types.hpp"
#include "fuzz.hpp"
#include "score/equal_programs.hpp"

namespace battalion {
namespace {

using fuzz::require;

void check(const dsl::Program& program) {
  require(!program.name.empty() && program.result < program.ops.size(), "a program without name or result");
  for (std::size_t k = 0; k < program.ops.size(); ++k) {
    const dsl::Op& op = program.ops[k];
    for (const std::uint32_t a : op.args) require(a < k, "an operation before its argument");
    if (op.kind == dsl::OpKind::primitive) require(op.args.size() == info(op.primitive).arity, "a wrong arity");
  }
}

void check(const dsl::Problem& problem) {
  require(problem.line >= 1 && problem.column >= 1, "a problem without a place");
  fuzz::require_line(problem.text());
}

/// The source that is kept of a program, read alone, is that program.
void check_again(const dsl::Program& program, std::uint64_t digest) {
  const dsl::ProgramSet again = dsl::parse_programs(dsl::SourceFile{"again.py", program.source});
  require(again.programs.size() == 1 && again.problems.empty(), "a program's own source cannot be read");
  require(again.programs[0].name == program.name, "a program's own source has another name");
  require(score::canonical_digests(again.programs)[0] == digest, "a program's own source means something else");
}

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  const dsl::SourceFile source{"fuzz.py", std::string(fuzz::text_of(data, size))};
  const dsl::ProgramSet set = dsl::parse_programs(source);
  for (const dsl::Problem& problem : set.problems) check(problem);
  for (const dsl::Program& program : set.programs) check(program);
  const std::vector<std::uint64_t> digests = score::canonical_digests(set.programs);
  for (std::size_t i = 0; i < digests.size(); ++i) check_again(set.programs[i], digests[i]);
  for (const dsl::TypeClash& clash : dsl::type_clashes(set.programs)) check(clash.problem);
  return 0;
}
