// Small programs made of the input's bytes, always well-formed, run under tight limits in both set orders: no crash, the
// limits hold, the same ending each time, the same through the battery's graph, and where no result is said to hang on
// the order of a set, the orders agree.

#include <fmt/format.h>

#include "base/clock.hpp"
#include "drawn_program.hpp"
#include "dsl/interpret.hpp"
#include "dsl/read_programs.hpp"
#include "dsl/tuple.hpp"
#include "dsl/value_json.hpp"
#include "score/evaluate_one.hpp"

namespace battalion {
namespace {

using fuzz::Pieces;
using fuzz::require;

constexpr std::uint64_t step_limit = 20'000;
constexpr std::uint64_t memory_limit = 4 << 20;
constexpr std::int64_t most_cpu_ns = 2'000'000'000;  // 100 us a step: sanitizers are slow, a limit that fails is slower

constexpr const char* too_long = "too long to write";

struct Ending {
  enum class Kind : std::uint8_t { value, raised, expired } kind = Kind::value;
  std::string what;
  bool flagged = false;
  std::uint64_t steps = 0;
  std::uint64_t memory = 0;
  bool operator==(const Ending&) const = default;
};

/// As text, where that is not without end: values share their parts, their text does not.
std::string written(dsl::Value value) {
  dsl::Budget budget;
  budget.start(step_limit, memory_limit);
  dsl::metered = &budget;
  std::string text;
  try {
    text = dsl::to_json(value);
  } catch (const dsl::Expired&) {
    text = too_long;
  }
  dsl::metered = nullptr;
  return text;
}

Ending ending_of(const dsl::Program& program, const std::string& grid, dsl::SetOrder order) {
  // One for all runs: nothing of the one before may show.
  static dsl::Context contexts[] = {dsl::Context(dsl::SetOrder::cpython), dsl::Context(dsl::SetOrder::canonical)};
  dsl::Context& ctx = contexts[order == dsl::SetOrder::canonical];
  ctx.reset(ctx.home);
  ctx.order_mattered = false;
  ctx.budget.start(dsl::Budget::unlimited, dsl::Budget::unlimited);
  const dsl::Value input = dsl::from_json(ctx, grid);
  const std::size_t before = ctx.arena(ctx.home).used();
  ctx.budget.start(step_limit, memory_limit);
  const std::int64_t start = thread_cpu_ns();
  Ending e;
  std::optional<dsl::Value> value;
  try {
    value = dsl::run(ctx, program, input);
  } catch (const dsl::Raised& raised) {
    e.kind = Ending::Kind::raised;
    e.what = fmt::format("{}: {}", name(raised.code), raised.message);
  } catch (const dsl::Expired& expired) {
    e.kind = Ending::Kind::expired;
    e.what = name(expired.limit);
  }
  require(thread_cpu_ns() - start < most_cpu_ns, "far more time than the steps allow");
  require(ctx.arena(ctx.home).used() - before <= memory_limit, "more memory than the limit");
  require(ctx.demand(ctx.home).used() <= memory_limit, "more memory on demand than the limit");
  e.flagged = ctx.order_mattered;
  e.steps = ctx.budget.steps;
  e.memory = ctx.budget.memory;
  if (e.kind != Ending::Kind::expired) {
    require(e.steps <= step_limit && e.memory <= memory_limit, "a limit was passed and not told");
  }
  if (value) e.what = written(*value);
  return e;
}

/// The battery's graph charges by node, so a limit may be met there and not here.
void check_graph(const dsl::Program& program, const std::string& grid, dsl::SetOrder order, const Ending& e) {
  const score::Answer a = score::evaluate_one(program, grid, {0, 0, step_limit, memory_limit}, order);
  if (e.kind == Ending::Kind::expired || a.kind == score::Answer::Kind::timeout || a.kind == score::Answer::Kind::memory) return;
  const bool value = a.kind == score::Answer::Kind::value;
  require((value ? a.json : a.problem) == e.what, "the graph gives another result");
}

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  Pieces in(data, size);
  const std::string grid = fuzz::drawn_grid(in);
  const std::string text = fuzz::ProgramWriter(in).text();
  if (std::getenv("BATTALION_FUZZ_SHOW") != nullptr) std::fprintf(stderr, "%s\n%s", grid.c_str(), text.c_str());
  const dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"fuzz.py", text});
  require(set.programs.size() == 1 && set.problems.empty(), "a well-formed program is refused");
  Ending endings[2];
  for (const dsl::SetOrder order : {dsl::SetOrder::cpython, dsl::SetOrder::canonical}) {
    Ending& e = endings[order == dsl::SetOrder::canonical];
    e = ending_of(set.programs[0], grid, order);
    require(ending_of(set.programs[0], grid, order) == e, "the same program ends in two ways");
    if (size % 2 == (order == dsl::SetOrder::canonical)) check_graph(set.programs[0], grid, order, e);
  }
  if (endings[0].kind == Ending::Kind::value && endings[1].kind == Ending::Kind::value && !endings[0].flagged &&
      !endings[1].flagged && endings[0].what != too_long && endings[1].what != too_long) {
    require(endings[0].what == endings[1].what, "a result hangs on set order, and is not said to");
  }
  return 0;
}
