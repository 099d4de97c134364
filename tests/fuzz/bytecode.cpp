// Bytecode that says anything: written from the input's bytes, or lowered from a program that is, then changed anywhere.
// What the verifier takes is run in vectors, some on plain lanes too, with as much scratch as the input says: no memory
// error, values in their form, and the same of both. What nothing was changed of passes. What loops give that are told at once
// (some inputs) is what they give round by round.

#include <fmt/format.h>

#include <map>

#include "base/fnv.hpp"
#include "drawn_code.hpp"
#include "drawn_program.hpp"
#include "dsl/read_programs.hpp"
#include "kernels/convert.hpp"
#include "kernels/level_set.hpp"
#include "lower/bytecode.hpp"
#include "same_value.hpp"

namespace battalion {
namespace {

namespace k = kernels;
using fuzz::require;

constexpr std::uint64_t most_instructions = 600;   ///< a segment
constexpr std::uint64_t most_taken = 1 << 20;       ///< bytes of it, those given back included
constexpr int most_segments = 64;

/// As drawn_grid has it; where that would be one of another shape, a larger one with a pattern.
k::Grid grid_of(fuzz::Pieces& in) {
  k::Grid out = {};
  const std::uint8_t shape = in.byte();
  const bool small = shape < 36;
  out.height = small ? 1 + shape % 6 : 1 + in.byte() % k::side;
  out.width = small ? 1 + shape / 6 : 1 + in.byte() % k::side;
  std::uint8_t pattern[8] = {};
  for (std::uint8_t& p : pattern) p = small ? 0 : in.byte();
  for (int i = 0; i < out.height; ++i) {
    for (int j = 0; j < out.width; ++j) {
      const unsigned colour = (small ? in.byte() : pattern[(i + j * (1 + shape % 7)) % 8]) % 10u;
      for (int p = 0; p < k::planes; ++p) out.plane[p][i] |= (colour >> p & 1u) << j;
    }
  }
  return out;
}

fuzz::DrawnCode lowered(fuzz::Pieces& in) {
  const dsl::SourceFile file{"fuzz.py", fuzz::ProgramWriter(in).text()};
  const dsl::Program program = dsl::parse_programs(file).programs.at(0);
  lower::Lowering lowering;
  lower::Bytecode code;
  std::vector<bool> whole;
  fuzz::DrawnCode out;
  for (const dsl::Op& op : program.ops) {
    lowering.add(op.kind, op.primitive, op.number, op.args);
    const lower::Segment& s = code.emit_last(lowering);
    whole.push_back(s.why_not.empty() && std::all_of(op.args.begin(), op.args.end(), [&](std::uint32_t a) { return whole[a]; }));
    if (whole.back() && s.from != s.to) out.segments.emplace_back(s.from, s.to);
  }
  const k::CodeSpans spans = code.spans();
  out.instructions.assign(spans.instructions.begin(), spans.instructions.end());
  out.loops.assign(spans.loops.begin(), spans.loops.end());
  out.arguments.assign(spans.arguments.begin(), spans.arguments.end());
  for (const auto& c : code.constants()) out.constants.push_back({c.at, c.kind, c.integer, c.boolean});
  for (const k::Register r : code.inputs()) out.constants.push_back({r, k::Kind::Grid});
  out.registers = code.register_count();
  return out;
}

/// A level with registers and scratch of its own. Touching what is not taken of it is seen; what the run before left in it is
/// written over, so that nobody finds it.
class Machine {
 public:
  explicit Machine(const k::Level& level) : level_(level), block_(static_cast<unsigned char*>(std::aligned_alloc(64, most))) {
    std::memset(block_, garbage, most);
  }

  void start(const fuzz::DrawnCode& code, const k::Grid& grid, std::size_t scratch, bool cpython) {
    registers_.assign(code.registers, nullptr);
    for (const auto& c : code.constants) {
      registers_[c.at] = c.kind == k::Kind::Grid   ? static_cast<const void*>(&grid)
                         : c.kind == k::Kind::Bool ? static_cast<const void*>(&c.boolean)
                                                   : &c.integer;
    }
    frame = {};
    frame.registers = registers_.data();
    frame.scratch = {block_ + (most - scratch), block_ + most};
    frame.scratch.guard();
    frame.cpython = cpython;
    frame.uncounted = 16;
    start_ = frame.scratch.at;
    used_ = 0;
  }
  k::Status run(const fuzz::DrawnCode& code, std::uint32_t from, std::uint32_t to) {
    frame.ordered = false;
    frame.start_counting();
    frame.most = most_instructions;
    frame.most_taken = most_taken;
    const k::Status status = level_.run(code.spans().view(), from, to, frame);
    used_ += frame.taken;
    return status;
  }
  void end() {
    const auto all = static_cast<std::size_t>(block_ + most - start_);
    ASAN_UNPOISON_MEMORY_REGION(start_, all);
    std::memset(start_, garbage, std::min(used_ + (4 << 10), all));
  }
  const void* value(k::Register r) const { return registers_[r]; }
  void make_elements(const k::Verifier::Setting& s) const { level_.make_elements(s.kind, registers_[s.at]); }

  static constexpr std::size_t most = std::size_t{256} << 10;
  k::Frame frame;

 private:
  static constexpr int garbage = 0xa5;  // no address, no size
  const k::Level& level_;
  unsigned char* block_;
  unsigned char* start_ = nullptr;
  std::size_t used_ = 0;
  std::vector<const void*> registers_;
};

/// Told where BATTALION_FUZZ_TALLY is set: what became of segments.
struct Total {
  long inputs = 0, segments = 0, values = 0;
  std::map<std::string, long> ends;
  ~Total() {
    if (std::getenv("BATTALION_FUZZ_TALLY") == nullptr) return;
    std::fprintf(stderr, "%ld inputs, %ld segments, %ld values compared\n", inputs, segments, values);
    for (const auto& [what, n] : ends) std::fprintf(stderr, "  %ld %s\n", n, what.c_str());
  }
} total;

std::string without_numbers(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

std::string text_of(const k::Status& s) {
  if (s.ok()) return "ok";
  return s.kind() == k::Status::Kind::punts ? fmt::format("punts: {}", k::name(s.punt())) : std::string("raises");
}

/// Told where BATTALION_FUZZ_SHOW is set.
void show(const fuzz::DrawnCode& code, const k::Grid& grid) {
  if (std::getenv("BATTALION_FUZZ_SHOW") == nullptr) return;
  std::fprintf(stderr, "a grid of %d x %d\n", grid.height, grid.width);
  for (const auto& c : code.constants) std::fprintf(stderr, "r%u = %s %ld\n", c.at, k::name(c.kind), static_cast<long>(c.integer));
  for (std::size_t n = 0; n < code.instructions.size(); ++n) {
    const k::Instruction& i = code.instructions[n];
    const char* what = i.code < k::signature_count ? k::signatures[i.code].primitive : "do";
    std::fprintf(stderr, "%zu: r%u = %s (%d) of %u %u %u %u, kind %d\n", n, i.out, what, i.code - k::signature_count, i.a, i.b, i.c,
                 i.d, static_cast<int>(i.kind));
  }
  for (const k::Loop& l : code.loops) {
    std::fprintf(stderr,
                 "loop %d walk %d over %d %d gives %d makes %d containers %u %u parameters %u %u result %u out %u masked %d %u"
                 " state %u at %u to %u\n", static_cast<int>(l.kind), static_cast<int>(l.walk), static_cast<int>(l.over[0]),
                 static_cast<int>(l.over[1]), static_cast<int>(l.result), static_cast<int>(l.out_kind), l.containers[0], l.containers[1],
                 l.parameters[0], l.parameters[1], l.result_register, l.out, l.masked, l.mask, l.state, l.body, l.end);
  }
}

/// The same code, round by round.
fuzz::DrawnCode by_rounds(fuzz::DrawnCode code) {
  for (k::Loop& l : code.loops) l.sliced = false;
  return code;
}
/// Whether both went on alike, so that what comes can be compared too: where rounds punt or pause, all at once may be told; and it
/// takes more scratch for a while.
bool check_rounds(const k::Status& at_once, const k::Status& rounds) {
  const bool punts = at_once.kind() == k::Status::Kind::punts;
  if (rounds.kind() == k::Status::Kind::punts || (punts && (at_once.punt() == k::Punt::paused || at_once.punt() == k::Punt::scratch))) {
    return false;
  }
  require(text_of(at_once) == text_of(rounds), fmt::format("at once: {}, by rounds: {}", text_of(at_once), text_of(rounds)));
  require(!rounds.ok() || at_once.ordered() == rounds.ordered(), "order told in two ways");
  return rounds.ok();
}

std::uint64_t digest(const std::uint8_t* data, std::size_t size) {
  Fnv64 fnv;
  for (std::size_t n = 0; n < size; ++n) fnv.byte(data[n]);
  return fnv.value() >> 8;  // the low bits mix least
}

void check_alike(const k::Status& a, const k::Status& b, const k::Frame& f, const k::Frame& g) {
  require(text_of(a) == text_of(b) && a.ordered() == b.ordered(),
          fmt::format("two levels end in two ways: {} and {}", text_of(a), text_of(b)));
  require(a.kind() != k::Status::Kind::raises || a.error() == b.error(), "two levels raise in two ways");
  require(f.ordered == g.ordered && f.executed == g.executed && f.fixed == g.fixed && f.weight == g.weight && f.cells == g.cells && f.taken == g.taken,
          "two levels count in two ways");
  require(f.set_loops == g.set_loops && f.set_extracts == g.set_extracts, "two levels are in other loops");
}

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static Machine fast(k::levels().front()), plain(k::levels().back()), rounds(k::levels().front());
  fuzz::Pieces in(data, size);
  const std::uint8_t head = in.byte(), room = in.byte();
  const fuzz::CodeEdits edits(in);
  const k::Grid grid = grid_of(in);
  fuzz::DrawnCode code = head % 4 == 0 ? lowered(in) : fuzz::CodeWriter(in).code();
  edits.make(code);
  if (head % 4 != 0 && (head & 4) != 0 && !code.segments.empty()) {
    code.segments = {{code.segments.front().first, code.segments.back().second}};
  }

  show(code, grid);

  k::Verifier verifier(code.registers);
  for (const auto& c : code.constants) require(verifier.define(c.at, c.kind), "a constant's register is set already");
  const std::size_t scratch = room < 64 ? std::size_t{room} << 9 : Machine::most;
  // Plain lanes take fifteen times as long. Of the whole input, so that what covers more there does not draw all others after it.
  const bool both = digest(data, size) % 64 == 0;
  const bool any_sliced = std::any_of(code.loops.begin(), code.loops.end(), [](const k::Loop& l) { return l.sliced; });
  const bool compares_rounds = any_sliced && digest(data, size) % 4 == 1;
  bool by_rounds_too = compares_rounds;
  fuzz::DrawnCode unsliced;
  if (compares_rounds) {
    unsliced = by_rounds(code);
    rounds.start(unsliced, grid, scratch, (head & 8) != 0);
  }
  fast.start(code, grid, scratch, (head & 8) != 0);
  plain.start(code, grid, scratch, (head & 8) != 0);
  const auto check_value = [&](const k::Verifier::Setting& s, bool rounds_too) {
    ++total.values;
    fast.make_elements(s);
    const char* wrong = k::malformed(s.kind, fast.value(s.at));
    require(wrong == nullptr, wrong == nullptr ? "" : wrong);
    if (rounds_too) rounds.make_elements(s);
    require(!rounds_too || fuzz::same_value(s.kind, fast.value(s.at), rounds.value(s.at)), fmt::format("at once and by rounds make two values of r{}", s.at));
    if (both) plain.make_elements(s);
    require(!both || fuzz::same_value(s.kind, fast.value(s.at), plain.value(s.at)), fmt::format("two levels make two values of r{}", s.at));
  };
  // Sets of patches are looked at when all has run, of some inputs: what is unmade in them stays so till then.
  const bool late = digest(data, size) % 8 < 4;
  std::vector<std::pair<k::Verifier::Setting, bool>> sets;
  bool all = true;
  ++total.inputs;
  for (const auto& [from, to] : std::span(code.segments).first(std::min<std::size_t>(code.segments.size(), most_segments))) {
    ++total.segments;
    const auto refusal = verifier.check(code.spans(), from, to);
    if (refusal) {
      ++total.ends["refused: " + without_numbers(refusal->why)];
      require(edits.any() || !all, refusal->why);
      continue;
    }
    const k::Status status = fast.run(code, from, to);
    if (std::getenv("BATTALION_FUZZ_SHOW") != nullptr) std::fprintf(stderr, "%u to %u: %s\n", from, to, text_of(status).c_str());
    if (both) check_alike(status, plain.run(code, from, to), fast.frame, plain.frame);
    by_rounds_too = by_rounds_too && check_rounds(status, rounds.run(unsliced, from, to));
    ++total.ends[text_of(status)];
    if (!status.ok()) {
      all = false;
      verifier.forget();
      continue;
    }
    for (const k::Verifier::Setting& s : verifier.left()) {
      if (late && (s.kind == k::Kind::IndicesSet || s.kind == k::Kind::ObjectSet)) {
        sets.emplace_back(s, by_rounds_too);
      } else {
        check_value(s, by_rounds_too);
      }
    }
  }
  // What ran after a set was made may have put it in order; and what is loose has no one form.
  for (const auto& [setting, rounds_too] : sets) check_value(setting, rounds_too && by_rounds_too);
  fast.end();
  plain.end();
  if (compares_rounds) rounds.end();
  return 0;
}
