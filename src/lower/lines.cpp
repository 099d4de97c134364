#include "lower/lines.hpp"

#include <algorithm>

#include "lower/functions.hpp"

namespace battalion::lower {
namespace {

using dsl::Primitive;
namespace k = kernels;

const Node* primitive_at(const Builder& b, ValueId v, Primitive p) {
  const Node& n = b.node(v);
  return n.is == Node::Is::primitive && n.primitive == p ? &n : nullptr;
}

/// Which parameter of the region v is `part` of; none where it is nothing like that.
std::optional<std::size_t> part_of_parameter(const Builder& b, const Region& r, ValueId v, Primitive part) {
  const Node* n = primitive_at(b, v, part);
  if (n == nullptr) return std::nullopt;
  const auto at = std::find(r.parameters.begin(), r.parameters.end(), n->args[0]);
  return at == r.parameters.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - r.parameters.begin()));
}

/// `part` of one parameter and of the other.
bool parts_of_both(const Builder& b, const Region& r, ValueId x, ValueId y, Primitive part) {
  const auto i = part_of_parameter(b, r, x, part), j = part_of_parameter(b, r, y, part);
  return i && j && *i != *j;
}

bool are(const Builder& b, const Region& r, Kind kind) {
  return r.parameters.size() == 2 && std::all_of(r.parameters.begin(), r.parameters.end(),
                                                  [&](ValueId p) { return b.types().is(b.type(p), kind); });
}

/// connect of both parameters.
bool draws(const Builder& b, const Region& r) {
  const Node* n = r.nodes.size() == 1 && r.result == r.nodes[0] ? primitive_at(b, r.result, Primitive::connect) : nullptr;
  return n != nullptr && are(b, r, Kind::pair) &&
         ((n->args[0] == r.parameters[0] && n->args[1] == r.parameters[1]) ||
          (n->args[0] == r.parameters[1] && n->args[1] == r.parameters[0]));
}

/// recolor with the first value of a parameter, of connect of the places of both.
bool draws_in_colour(const Builder& b, const Region& r) {
  if (!are(b, r, Kind::cell) || r.nodes.size() != 5) return false;
  const Node* n = primitive_at(b, r.result, Primitive::recolor);
  if (n == nullptr || !part_of_parameter(b, r, n->args[0], Primitive::first)) return false;
  const Node* line = primitive_at(b, n->args[1], Primitive::connect);
  return line != nullptr && parts_of_both(b, r, line->args[0], line->args[1], Primitive::last);
}

/// Of a line alone, and the same wherever it lies. None of them raises.
bool measures(Primitive p) {
  switch (p) {
    case Primitive::vline:
    case Primitive::hline:
    case Primitive::height:
    case Primitive::width:
    case Primitive::shape:
    case Primitive::portrait:
    case Primitive::square:
    case Primitive::size: return true;
    default: return false;
  }
}
bool compares(Primitive p) {
  switch (p) {
    case Primitive::greater:
    case Primitive::equality:
    case Primitive::both:
    case Primitive::either:
    case Primitive::flip:
    case Primitive::even:
    case Primitive::positive: return true;
    default: return false;
  }
}

/// Whether the body tells two lines of one way and length the same.
bool tells_by_kind(const Builder& b, const Region& r) {
  const ValueId line = r.parameters[0];
  const auto is_line = [&](ValueId v) { return v == line; };
  for (const ValueId v : r.nodes) {
    const Node& n = b.node(v);
    if (n.is == Node::Is::truth || n.is == Node::Is::integer || n.is == Node::Is::boolean) {
      if (std::any_of(n.args.begin(), n.args.end(), is_line)) return false;
    } else if (n.is == Node::Is::primitive && measures(n.primitive)) {
      if (!is_line(n.args[0])) return false;
    } else if (n.is == Node::Is::primitive && compares(n.primitive)) {
      const auto small = [&](ValueId a) { return b.types().is_number(b.type(a)) || b.types().is(b.type(a), Kind::pair); };
      if (!std::all_of(n.args.begin(), n.args.end(), small)) return false;
    } else {
      return false;
    }
  }
  return !is_line(r.result);
}

/// The lines for which the condition holds too; none where it asks for more than their kind.
std::optional<Staged> filtered(Builder& b, const Staged& lines, const Staged& condition) {
  const Type line = Types::of(Kind::indices);
  RegionId body;
  try {
    body = b.region(std::span(&line, 1), [&](std::span<const ValueId> parameters) {
      const Staged arg = Staged::of(parameters[0]);
      const Staged told = call(b, condition, std::span(&arg, 1));
      if (told.is != Staged::Is::value) refuse("a condition that is no value");
      return b.truth(told.value);
    });
  } catch (const Refused&) {
    return std::nullopt;  // cells may do
  }
  if (!tells_by_kind(b, b.region_at(body))) return std::nullopt;
  Lines kept = *lines.lines;
  const Type kinds_type = b.types().tuple_of(line), kept_type = b.types().tuple_of(Types::of(Kind::integer));
  const ValueId kinds = b.emit({.is = Node::Is::line_kinds, .type = kinds_type, .number = kept.ways,
                                .args = {kept.ends[0], kept.ends[1]}, .regions = {}});
  kept.conditions.push_back(body);
  kept.kept.push_back(
      b.emit({.is = Node::Is::loop, .primitive = Primitive::apply, .type = kept_type, .args = {kinds}, .regions = {body}}));
  Staged out = lines;
  out.lines = std::make_shared<const Lines>(std::move(kept));
  return out;
}

}  // namespace

std::optional<Join> join_of(const Builder& b, RegionId body) {
  const Region& r = b.region_at(body);
  const Node* n = r.nodes.size() == 3 ? primitive_at(b, r.result, Primitive::equality) : nullptr;
  if (n == nullptr) return std::nullopt;
  const auto both = [&](Primitive part) { return parts_of_both(b, r, n->args[0], n->args[1], part); };
  if (are(b, r, Kind::pair) && both(Primitive::first)) return Join{Join::By::row, body};
  if (are(b, r, Kind::pair) && both(Primitive::last)) return Join{Join::By::column, body};
  if (are(b, r, Kind::cell) && both(Primitive::first)) return Join{Join::By::colour, body};
  return std::nullopt;
}

std::optional<Staged> lines_of(Builder& b, RegionId body, std::span<const ValueId> ends, const Join* join) {
  const Region& r = b.region_at(body);
  const bool coloured = join != nullptr && join->by == Join::By::colour;
  for (const ValueId e : ends) {
    if (!b.types().is(b.type(e), coloured ? Kind::object : Kind::indices)) return std::nullopt;
  }
  if (coloured && !(ends[0] == ends[1])) return std::nullopt;
  if (coloured ? !draws_in_colour(b, r) : !draws(b, r)) return std::nullopt;
  Lines lines;
  lines.ends[0] = ends[0];
  lines.ends[1] = ends[1];
  lines.ways = join == nullptr || coloured ? k::all_ways : join->by == Join::By::row ? k::level : k::upright;
  lines.count = b.emit({.is = Node::Is::count_lines, .type = Types::of(Kind::pair), .number = lines.ways,
                        .args = {ends[0], ends[1]}, .regions = {}});
  lines.body = body;
  if (join != nullptr) lines.join = join->region;
  Staged out;
  out.is = Staged::Is::lines;
  out.lines = std::make_shared<const Lines>(std::move(lines));
  return out;
}

ValueId united(Builder& b, const Lines& lines) {
  std::vector<ValueId> args = {lines.ends[0], lines.ends[1], lines.count};
  args.insert(args.end(), lines.kept.begin(), lines.kept.end());
  const Type type = b.type(lines.ends[0]);
  return b.emit({.is = Node::Is::unite_lines, .type = type, .number = lines.ways, .args = std::move(args), .regions = {}});
}

ValueId made(Builder& b, const Lines& lines) {
  Types& types = b.types();
  if (!lines.conditions.empty() && types.is(b.type(lines.ends[0]), Kind::object)) refuse("a set of lines of colours, filtered");
  std::vector<ValueId> over = {lines.ends[0], lines.ends[1]};
  if (lines.join) {
    over.push_back(b.emit({.is = Node::Is::over_product, .primitive = Primitive::sfilter,
                           .type = types.tuple_of(Types::of(Kind::integer)), .args = over, .regions = {*lines.join}}));
  }
  const Type set = types.set_of(b.type(lines.ends[0]));
  ValueId v = b.emit(
      {.is = Node::Is::over_product, .primitive = Primitive::apply, .type = set, .args = over, .regions = {lines.body}});
  for (const RegionId condition : lines.conditions) {
    v = b.emit({.is = Node::Is::loop, .primitive = Primitive::sfilter, .type = set, .args = {v}, .regions = {condition}});
  }
  return v;
}

std::optional<std::size_t> rows_by_columns(const Builder& b, RegionId body) {
  const Region& r = b.region_at(body);
  const Node& n = b.node(r.result);
  if (n.is != Node::Is::tuple || n.args.size() != 2 || r.nodes.size() != 3 || !are(b, r, Kind::pair)) return std::nullopt;
  const auto row = part_of_parameter(b, r, n.args[0], Primitive::first), column = part_of_parameter(b, r, n.args[1], Primitive::last);
  return row && column && *row != *column ? row : std::nullopt;
}

std::optional<Staged> stage_lines(Builder& b, std::span<const Staged> args) {
  const Staged& function = args[0];
  if (function.is != Staged::Is::function || function.function->made_by != Primitive::connect) return std::nullopt;
  std::vector<ValueId> ends;
  for (const Staged& a : args.subspan(1)) {
    if (a.is != Staged::Is::value || !b.types().is(b.type(a.value), Kind::indices)) return std::nullopt;
    ends.push_back(a.value);
  }
  const Type places[] = {Types::of(Kind::pair), Types::of(Kind::pair)};
  const RegionId body = b.region(places, [&](std::span<const ValueId> parameters) {
    return b.primitive(Primitive::connect, Types::of(Kind::indices), {parameters[0], parameters[1]});
  });
  return lines_of(b, body, ends, nullptr);
}

std::optional<Staged> apply_to_lines(Builder& b, Primitive p, std::span<const Staged> args) {
  const auto is_lines = [](const Staged& s) { return s.is == Staged::Is::lines; };
  if (std::none_of(args.begin(), args.end(), is_lines)) return std::nullopt;
  if (p == Primitive::lbind || p == Primitive::rbind) return std::nullopt;  // they only keep them
  if (p == Primitive::merge) return Staged::of(united(b, *args[0].lines));
  if ((p == Primitive::sfilter || p == Primitive::mfilter) && is_lines(args[0])) {
    if (auto kept = filtered(b, args[0], args[1])) {
      return p == Primitive::sfilter ? *kept : Staged::of(united(b, *kept->lines));
    }
  }
  std::vector<Staged> values(args.begin(), args.end());
  for (Staged& s : values) {
    if (is_lines(s)) s = Staged::of(made(b, *s.lines));
  }
  return apply_primitive(b, p, values);
}

}  // namespace battalion::lower
