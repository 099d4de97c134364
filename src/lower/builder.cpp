#include "lower/builder.hpp"

#include <fmt/format.h>

#include <utility>

namespace battalion::lower {

using Is = Node::Is;

namespace {

/// Calls and nodes for one operation of a program, functions written out. arc-dsl's 400 solvers have at most 136 nodes.
constexpr int most_spent = 4096;

}  // namespace

void Builder::spend() {
  if (++spent_ > most_spent) refuse("its code would be too long");
}

void Builder::enter() {
  if (depth_ == deepest_functions) refuse("its functions are nested too deep");
  ++depth_;
}

ValueId Builder::emit(Node node) {
  spend();
  const ValueId id{static_cast<std::uint32_t>(code_.nodes.size())};
  const bool parameter = node.is == Is::parameter;
  code_.nodes.push_back(std::move(node));
  if (parameter) return id;
  (open_.empty() ? top_ : code_.regions[open_.back().index].nodes).push_back(id);
  return id;
}

ValueId Builder::integer(std::int64_t n) {
  return emit({.is = Is::integer, .type = Types::of(Kind::integer), .number = n, .args = {}, .regions = {}});
}

ValueId Builder::primitive(dsl::Primitive p, Type result, std::vector<ValueId> args) {
  return emit({.is = Is::primitive, .primitive = p, .type = result, .args = std::move(args), .regions = {}});
}

Type Builder::tuple_type(std::span<const ValueId> args) {
  if (args.empty()) refuse("an empty tuple");
  if (args.size() == 2) {
    const bool cell = types_.is(type(args[0]), Kind::maybe) && types_.is(type(args[1]), Kind::pair);
    return types_.duo_of(cell ? Types::of(Kind::integer) : type(args[0]), type(args[1]));
  }
  Type element = type(args[0]);
  for (const ValueId a : args) element = join(element, type(a), "a tuple");
  return types_.tuple_of(element);
}

ValueId Builder::tuple(std::span<const ValueId> args) {
  const Type result = tuple_type(args);
  std::vector<ValueId> items(args.begin(), args.end());
  // A cell read off a grid: None is no colour.
  if (items.size() == 2 && types_.is(type(items[0]), Kind::maybe) && types_.is(type(items[1]), Kind::pair)) {
    items[0] = as(Kind::integer, items[0], "a cell");
  }
  return emit({.is = Is::tuple, .type = result, .args = std::move(items), .regions = {}});
}

ValueId Builder::set(std::span<const ValueId> args) {
  Type element = type(args.front());
  for (const ValueId a : args) element = join(element, type(a), "a set");
  std::vector<ValueId> alike;
  for (const ValueId a : args) alike.push_back(as(element, a, "a set"));
  return emit({.is = Is::tuple, .type = types_.set_of(element), .args = std::move(alike), .regions = {}});
}

std::optional<std::vector<std::int64_t>> Builder::known_interval(ValueId v, std::size_t most) const {
  const Node& n = code_.nodes[v.index];
  if (n.is != Is::primitive || n.primitive != dsl::Primitive::interval) return std::nullopt;
  std::int64_t ends[3];
  for (std::size_t k = 0; k < 3; ++k) {
    const auto known = known_integer(n.args[k]);
    if (!known || *known < -1000 || *known > 1000) return std::nullopt;
    ends[k] = *known;
  }
  std::vector<std::int64_t> out;
  if (ends[2] == 0) return std::nullopt;
  for (std::int64_t k = ends[0]; ends[2] > 0 ? k < ends[1] : k > ends[1]; k += ends[2]) {
    if (out.size() == most) return std::nullopt;
    out.push_back(k);
  }
  return out.empty() ? std::nullopt : std::optional(std::move(out));
}

bool Builder::fits(Type wanted, ValueId v) const {
  const Type t = type(v);
  if (t == wanted) return true;
  const Kind from = types_.kind(t);
  const bool walk = from == Kind::tuple;
  const Type item = walk ? types_.first(t) : Type{};
  switch (types_.kind(wanted)) {
    case Kind::integer:
      return from == Kind::boolean || from == Kind::maybe;
    case Kind::maybe:
      return from == Kind::boolean || from == Kind::integer;
    case Kind::pair:
      return walk && types_.is(item, Kind::integer);
    case Kind::grid:
      return walk && (types_.is(item, Kind::pair) ||
                      (types_.is(item, Kind::tuple) && types_.is(types_.first(item), Kind::integer)));
    case Kind::tuple: {
      const Type inner = types_.first(wanted);
      if (from == Kind::pair) return types_.is(inner, Kind::integer);
      if (from == Kind::grid) return types_.is(inner, Kind::tuple) && types_.is(types_.first(inner), Kind::integer);
      return walk && types_.is(inner, Kind::tuple) && types_.is(types_.first(inner), Kind::integer) &&
             types_.is(item, Kind::pair);
    }
    default:
      return false;
  }
}

bool Builder::walks_as(Type wanted, ValueId v) const {
  const Type t = type(v);
  if (!types_.is(t, Kind::tuple)) return false;
  const Type item = types_.first(t);
  return types_.is(wanted, Kind::indices) ? types_.is(item, Kind::pair)
                                          : types_.is(wanted, Kind::object) && types_.is(item, Kind::cell);
}

ValueId Builder::as(Type wanted, ValueId v, std::string_view what) {
  if (type(v) == wanted) return v;
  if (!fits(wanted, v)) refuse(fmt::format("{} of {}", what, types_.name(type(v))));
  return convert(wanted, v);
}

ValueId Builder::convert(Type wanted, ValueId v, kernels::Taken taken) {
  return emit({.is = Is::convert, .type = wanted, .number = static_cast<std::int64_t>(taken), .args = {v}, .regions = {}});
}

ValueId Builder::truth(ValueId v) {
  if (types_.is(type(v), Kind::boolean)) return v;
  return emit({.is = Is::truth, .type = Types::of(Kind::boolean), .args = {v}, .regions = {}});
}

Type Builder::join(Type a, Type b, std::string_view what) {
  if (a == b) return a;
  const auto number = [&](Type t) { return types_.is_number(t) || types_.is(t, Kind::maybe); };
  if (number(a) && number(b)) {
    return types_.is_number(a) && types_.is_number(b) ? Types::of(Kind::integer) : Types::of(Kind::maybe);
  }
  const auto row = [&](Type t) {
    return types_.is(t, Kind::pair) || (types_.is(t, Kind::tuple) && types_.is(types_.first(t), Kind::integer));
  };
  if (row(a) && row(b)) return types_.tuple_of(Types::of(Kind::integer));
  const auto rows = [&](Type t) {
    return types_.is(t, Kind::grid) ||
           (types_.is(t, Kind::tuple) && row(types_.first(t)) && !types_.is_number(types_.first(t)));
  };
  if (rows(a) && rows(b)) return types_.tuple_of(types_.tuple_of(Types::of(Kind::integer)));
  refuse(fmt::format("{} of {} and {}", what, types_.name(a), types_.name(b)));
}

bool Builder::joins(Type a, Type b) {
  try {
    join(a, b, {});
    return true;
  } catch (const Refused&) {
    return false;
  }
}

RegionId Builder::open(std::span<const Type> parameters) {
  const RegionId id{static_cast<std::uint32_t>(code_.regions.size())};
  code_.regions.emplace_back();
  open_.push_back(id);
  for (const Type t : parameters) {
    const ValueId p = emit({.is = Is::parameter, .type = t, .args = {}, .regions = {}});
    code_.regions[id.index].parameters.push_back(p);
  }
  return id;
}

void Builder::result_as(RegionId id, Type wanted, std::string_view what) {
  open_.push_back(id);
  close(id, as(wanted, result(id), what));
}

void Builder::result_into_set(RegionId id, Type wanted) {
  open_.push_back(id);
  close(id, convert(wanted, result(id), kernels::Taken::into_a_set));
}

void Builder::close(RegionId id, ValueId result) {
  code_.regions[id.index].result = result;
  open_.pop_back();
}

}  // namespace battalion::lower
