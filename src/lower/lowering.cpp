#include "lower/lowering.hpp"

#include "lower/builder.hpp"
#include "lower/functions.hpp"
#include "lower/packs.hpp"

namespace battalion::lower {
namespace {

using dsl::OpKind;

/// Of all that is lowered together. Each operation alone has a bound of its own (builder.cpp), but many could mean much:
/// arc-dsl's solvers take about one node an operation.
constexpr std::size_t most_nodes = 20'000, most_nodes_an_operation = 8;

Staged stage(Builder& b, OpKind kind, dsl::Primitive p, std::int64_t number, std::span<const Staged> args) {
  for (const Staged& a : args) {
    if (a.is == Staged::Is::refused) refuse(a.why);
  }
  const auto leaf = [&](Node::Is is, Kind type) {
    return Staged::of(b.emit({.is = is, .type = Types::of(type), .number = number, .args = {}, .regions = {}}));
  };
  switch (kind) {
    case OpKind::input:
      return leaf(Node::Is::input, Kind::grid);
    case OpKind::integer:
      return leaf(Node::Is::integer, Kind::integer);
    case OpKind::boolean:
      return leaf(Node::Is::boolean, Kind::boolean);
    case OpKind::none:
      return leaf(Node::Is::none, Kind::maybe);
    case OpKind::function:
      return primitive_function(p);
    case OpKind::primitive:
      return apply_primitive(b, p, args);
    case OpKind::call:
      return call(b, args[0], args.subspan(1));
    case OpKind::foreign:
      refuse("another language");
    case OpKind::tuple:
      break;
  }
  if (args.empty()) refuse("an empty tuple");
  return tuple_of(b, {args.begin(), args.end()});
}

}  // namespace

const Fragment& Lowering::add(OpKind kind, dsl::Primitive primitive, std::int64_t number,
                              std::span<const std::uint32_t> args) {
  std::vector<Staged> staged;
  for (const std::uint32_t a : args) staged.push_back(fragments_[a].result);
  Builder builder(code_, types_, applied_);
  Fragment fragment;
  const std::size_t nodes = code_.nodes.size(), regions = code_.regions.size();
  try {
    if (nodes > most_nodes + most_nodes_an_operation * fragments_.size()) refuse("there would be too much code");
    fragment.result = stage(builder, kind, primitive, number, staged);
    fragment.nodes = builder.take_top();
  } catch (Refused& refused) {
    // What was written on the way to the refusal is of no use to anybody.
    code_.nodes.resize(nodes);
    code_.regions.resize(regions);
    applied_.erase(applied_.lower_bound(static_cast<std::uint32_t>(nodes)), applied_.end());
    fragment.result = Staged::refused(std::move(refused.why));
  }
  return fragments_.emplace_back(std::move(fragment));
}

Lowered lower(const dsl::Program& program) {
  Lowered out;
  for (const dsl::Op& op : program.ops) {
    const Fragment& f = out.lowering.add(op.kind, op.primitive, op.number, op.args);
    if (f.result.is == Staged::Is::refused) {
      out.why_not = f.result.why;
      return out;
    }
  }
  out.why_not = out.lowering.fragments()[program.result].result.no_answer();
  return out;
}

}  // namespace battalion::lower
