#include "lower/lockstep.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dsl/compare.hpp"
#include "dsl/interpret.hpp"
#include "dsl/value_json.hpp"
#include "kernels/convert.hpp"
#include "lower/unsound.hpp"

namespace battalion::lower {
namespace {

namespace k = kernels;

std::string text_of(k::Error e) { return fmt::format("{}: {}", k::text(e).kind, k::text(e).message); }
std::string text_of(const dsl::Raised& r) { return fmt::format("{}: {}", dsl::name(r.code), r.message); }

k::Grid planes_of(const dsl::GridObj& grid) {
  k::Grid out = {};
  out.height = static_cast<std::int32_t>(grid.height);
  out.width = static_cast<std::int32_t>(grid.width);
  for (std::uint32_t i = 0; i < grid.height; ++i) {
    for (std::uint32_t j = 0; j < grid.width; ++j) {
      const auto colour = static_cast<unsigned>(grid.cells[i * grid.width + j] - k::lowest_colour);
      for (int p = 0; p < k::planes; ++p) out.plane[p][i] |= (colour >> p & 1u) << j;
    }
  }
  return out;
}

/// The engine keeps the part within a window, where that is all that a grid can meet, and of several colours at a place the highest.
bool is_part(k::Kind kind, const void* v) {
  if (kind == k::Kind::Indices) return static_cast<const k::Indices*>(v)->more != 0 && static_cast<const k::Indices*>(v)->tiles == nullptr;
  if (kind == k::Kind::Object) return static_cast<const k::Object*>(v)->places.more != 0;
  return false;
}

/// As the interpreter counts, until its limits: values share their parts, comparing and writing them does not.
template <class Fn>
bool within(dsl::Context& ctx, const LockstepLimits& limits, const Fn& fn) {
  ctx.budget.start(limits.steps, limits.memory);
  dsl::metered = &ctx.budget;
  bool whole = true;
  try {
    fn();
  } catch (const dsl::Expired&) {
    whole = false;
  }
  dsl::metered = nullptr;
  return whole;
}

}  // namespace

Lockstep::Lockstep(dsl::Program program, const std::string& grid, dsl::SetOrder order, LockstepLimits limits)
    : program_(std::move(program)), grid_text_(grid), limits_(limits), ctx_(order) {
  input_ = dsl::from_json(ctx_, grid);
  grid_ = planes_of(input_.grid());
  lower();
  interpret();
}

void Lockstep::lower() {
  for (const dsl::Op& op : program_.ops) {
    lowering_.add(op.kind, op.primitive, op.number, op.args);
    const bool whole = std::all_of(op.args.begin(), op.args.end(), [&](std::uint32_t a) { return lowered_[a]; });
    lowered_.push_back(code_.emit_last(lowering_).why_not.empty() && whole);
    ++tally.operations;
    tally.lowered += lowered_.back();
  }
  unsound_ = unsound(code_, lowered_);
}

void Lockstep::interpret() {
  std::vector<dsl::Value> args;
  for (std::size_t n = 0; n < program_.ops.size(); ++n) {
    const dsl::Op& op = program_.ops[n];
    Ending e;
    args.clear();
    bool there = lowered_[n];
    for (const std::uint32_t a : op.args) {
      there = there && endings_[a].kind == Ending::Kind::value;
      args.push_back(endings_[a].value);
    }
    if (there) {
      ctx_.order_mattered = ctx_.in_order = false;
      ctx_.depth = 0;
      ctx_.budget.start(limits_.steps, limits_.memory);
      try {
        e.value = op.kind == dsl::OpKind::input ? input_ : dsl::evaluate(ctx_, op.kind, op.primitive, op.number, args);
        e.kind = Ending::Kind::value;
      } catch (const dsl::Raised& raised) {
        e.kind = Ending::Kind::raised;
        e.raised = raised;
      } catch (const dsl::Expired&) {
        e.kind = Ending::Kind::expired;
      }
      e.ordered = ctx_.order_mattered;
      e.memory = ctx_.budget.memory;
    }
    endings_.push_back(e);
  }
}

std::string Lockstep::described(std::size_t operation) const {
  const dsl::Op& op = program_.ops[operation];
  const std::string_view name = op.kind == dsl::OpKind::primitive ? dsl::info(op.primitive).name : "a call or literal";
  return fmt::format("operation {} ({}, line {}) of\n{}\non {}", operation, name, op.line, program_.source, grid_text_);
}

std::string Lockstep::difference(const k::Level& level, k::Scratch scratch) {
  if (!unsound_.empty()) return fmt::format("{}\nin {}", unsound_, program_.source);
  std::vector<const void*> registers(code_.register_count());
  for (const auto& c : code_.constants()) registers[c.at] = c.address();
  for (const k::Register r : code_.inputs()) registers[r] = &grid_;
  k::Frame frame;
  frame.registers = registers.data();
  frame.scratch = scratch;
  frame.scratch.guard();
  frame.cpython = ctx_.order == dsl::SetOrder::cpython;
  frame.most = limits_.instructions;
  std::vector<bool> there(program_.ops.size());
  std::vector<std::size_t> sets;  // of patches: looked at when all has run, for what is unmade in them is to stay so till then
  for (std::size_t n = 0; n < program_.ops.size(); ++n) {
    const auto& args = program_.ops[n].args;
    if (!lowered_[n] || !std::all_of(args.begin(), args.end(), [&](std::uint32_t a) { return there[a]; })) continue;
    const Segment& s = code_.segments()[n];
    frame.ordered = false;
    frame.start_counting();
    const k::Status status = level.run(code_.view(), s.from, s.to, frame);
    std::string what = compare(n, status, frame);
    // What the interpreter gave up on is not known to be right.
    there[n] = status.ok() && endings_[n].kind == Ending::Kind::value;
    if (what.empty() && there[n]) {
      if (const auto kind = kind_of_value(n); kind && (*kind == k::Kind::IndicesSet || *kind == k::Kind::ObjectSet)) {
        sets.push_back(n);
      } else {
        what = compare_values(n, frame);
      }
    }
    if (!what.empty()) return fmt::format("{}: {}\nin {}", level.name, what, described(n));
  }
  for (const std::size_t n : sets) {
    level.make_elements(*kind_of_value(n), value_of(n, frame));
    if (const std::string what = compare_values(n, frame); !what.empty()) return fmt::format("{}: {}\nin {}", level.name, what, described(n));
  }
  // Rounds leave their state.
  for (const k::Loop& l : code_.spans().loops) tally.at_once += registers[l.out] != nullptr && registers[l.state] == nullptr;
  return {};
}

std::string Lockstep::compare(std::size_t operation, const k::Status& status, const k::Frame& frame) {
  const Ending& e = endings_[operation];
  if (status.kind() == k::Status::Kind::punts) {
    ++tally.punts[k::name(status.punt())];
    return {};
  }
  if (e.kind == Ending::Kind::expired) return {};
  if (frame.ordered != e.ordered) {
    return e.ordered ? "did not see that it hung on set order" : "says that it hung on set order";
  }
  if (e.kind == Ending::Kind::raised) {
    if (status.ok()) return fmt::format("did not raise {}", text_of(e.raised));
    if (text_of(status.error()) != text_of(e.raised)) {
      return fmt::format("raised {}, not {}", text_of(status.error()), text_of(e.raised));
    }
    ++tally.raised;
    return {};
  }
  if (!status.ok()) return fmt::format("alone raises {}", text_of(status.error()));
  if (e.memory > k::most_memory(frame.work())) {
    return fmt::format("takes the interpreter for content with {} bytes, which took {}",
                       k::most_memory(frame.work()), e.memory);
  }
  return {};
}

std::optional<k::Kind> Lockstep::kind_of_value(std::size_t operation) {
  const Staged& result = lowering_.fragments()[operation].result;
  if (result.is != Staged::Is::value) return std::nullopt;
  return kind_of(lowering_.types(), lowering_.code().nodes[result.value.index].type);
}
const void* Lockstep::value_of(std::size_t operation, const k::Frame& frame) const {
  return frame.registers[code_.register_of(lowering_.fragments()[operation].result.value)];
}

std::string Lockstep::compare_values(std::size_t operation, const k::Frame& frame) {
  if (!kind_of_value(operation)) return {};
  const k::Kind kind = *kind_of_value(operation);
  const void* made = value_of(operation, frame);
  if (const char* wrong = k::malformed(kind, made)) return wrong;
  if (is_part(kind, made)) return {};
  const dsl::Value want = endings_[operation].value;
  std::string what;
  const bool compared = within(ctx_, limits_, [&] {
    const dsl::Value got = k::to_dsl(ctx_, kind, made);
    // A boolean among integers is one; the other way round it is none.
    const bool same = dsl::equal(got, want) && (kind != k::Kind::Bool || want.is(dsl::Tag::boolean));
    if (!same) what = fmt::format("gave {}, not {}", dsl::to_json(got), dsl::to_json(want));
  });
  tally.values += compared;
  return what;
}

}  // namespace battalion::lower
