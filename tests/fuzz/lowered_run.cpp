// Small programs made of the input's bytes, lowered to bytecode and run on the bit-plane engine: in vectors, every fourth
// on plain lanes too, with as much scratch as the input says. No crash, and every operation that the engine ends (with a
// value, or raising) ends as the interpreter ends it, the word on set order included.

#include <map>

#include "drawn_program.hpp"
#include "dsl/read_programs.hpp"
#include "lower/lockstep.hpp"

namespace battalion {
namespace {

constexpr lower::LockstepLimits limits{.steps = 20'000, .memory = 4 << 20, .instructions = 20'000};

/// The last of a block, whose end is watched: what is written beyond is seen. Small ones for every fourth input.
kernels::Scratch scratch_of(unsigned halves) {
  constexpr std::size_t most = std::size_t{1} << 20;
  static unsigned char* const block = static_cast<unsigned char*>(std::aligned_alloc(64, most));
  const std::size_t size = halves < 32 ? std::size_t{halves} << 9 : most;
  return {block + (most - size), block + most};
}

/// Told where BATTALION_FUZZ_TALLY is set: how far the programs came.
struct Total {
  long inputs = 0, operations = 0, lowered = 0, values = 0, raised = 0;
  std::map<std::string, long> punts;
  ~Total() {
    if (std::getenv("BATTALION_FUZZ_TALLY") == nullptr) return;
    std::fprintf(stderr, "%ld inputs, %ld operations, %ld lowered; compared: %ld values, %ld raised\n", inputs, operations,
                 lowered, values, raised);
    for (const auto& [why, n] : punts) std::fprintf(stderr, "  %ld punted: %s\n", n, why.c_str());
  }
  void add(const lower::Lockstep::Tally& t) {
    ++inputs;
    operations += t.operations, lowered += t.lowered, values += t.values, raised += t.raised;
    for (const auto& [why, n] : t.punts) punts[why] += n;
  }
};

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static Total total;
  fuzz::Pieces in(data, size);
  const std::uint8_t first = in.byte();
  const kernels::Scratch scratch = scratch_of(first >> 1);
  const std::string grid = fuzz::drawn_grid(in);
  const std::string text = fuzz::ProgramWriter(in).text();
  if (std::getenv("BATTALION_FUZZ_SHOW") != nullptr) std::fprintf(stderr, "%s\n%s", grid.c_str(), text.c_str());
  const dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"fuzz.py", text});
  fuzz::require(set.programs.size() == 1 && set.problems.empty(), "a well-formed program is refused");
  const dsl::SetOrder order = first % 2 == 0 ? dsl::SetOrder::canonical : dsl::SetOrder::cpython;
  lower::Lockstep lockstep(set.programs[0], grid, order, limits);
  const auto levels = kernels::levels();  // the fastest first
  for (const kernels::Level& level : (first >> 1) % 4 == 0 ? levels : levels.first(1)) {
    const std::string difference = lockstep.difference(level, scratch);
    fuzz::require(difference.empty(), difference);
  }
  total.add(lockstep.tally);
  return 0;
}
