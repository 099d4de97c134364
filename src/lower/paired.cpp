#include "lower/paired.hpp"

#include <algorithm>

#include "lower/bytecode.hpp"
#include "lower/functions.hpp"
#include "lower/loops.hpp"

namespace battalion::lower {
namespace {

using dsl::Primitive;

bool is_primitive(const Staged& s, Primitive p) {
  return s.is == Staged::Is::function && s.function->captured.empty() && s.function->made_by == p;
}

/// Of lbind(apply, maximum) 1, of lbind(apply, minimum) -1.
std::optional<std::int64_t> chooses(const Staged& s) {
  if (s.is != Staged::Is::function || s.function->made_by != Primitive::lbind || s.function->captured.size() != 2) return std::nullopt;
  if (!is_primitive(s.function->captured[0], Primitive::apply)) return std::nullopt;
  if (is_primitive(s.function->captured[1], Primitive::maximum)) return 1;
  return is_primitive(s.function->captured[1], Primitive::minimum) ? std::optional<std::int64_t>(-1) : std::nullopt;
}

}  // namespace

std::optional<Staged> stage_paired(Builder& b, std::span<const Staged> args) {
  if (!is_primitive(args[0], Primitive::pair)) return std::nullopt;
  std::vector<ValueId> grids;
  for (const Staged& a : args.subspan(1)) {
    // Rows of which nothing but their being integers is known are no less a grid.
    if (a.is != Staged::Is::value || kind_of(b.types(), b.type(a.value)) != kernels::Kind::Grid) return std::nullopt;
    grids.push_back(a.value);
  }
  b.emit({.is = Node::Is::pair_cells, .type = Types::of(Kind::boolean), .args = grids, .regions = {}});
  return Staged::of_parts(Staged::Is::paired, {args[1], args[2]});
}

ValueId made_of_paired(Builder& b, const Staged& paired) {
  const Staged args[] = {primitive_function(Primitive::pair), paired.items()[0], paired.items()[1]};
  return *emit_loop(b, Primitive::papply, args);
}

std::optional<Staged> apply_to_paired(Builder& b, Primitive p, std::span<const Staged> args) {
  const auto is_paired = [](const Staged& s) { return s.is == Staged::Is::paired; };
  if (std::none_of(args.begin(), args.end(), is_paired)) return std::nullopt;
  if (p == Primitive::lbind || p == Primitive::rbind) return std::nullopt;  // they only keep them
  if (p == Primitive::apply) {
    if (const auto which = chooses(args[0])) {
      Types& types = b.types();
      const auto both = args[1].items();
      return Staged::of(b.emit({.is = Node::Is::highest, .type = types.tuple_of(types.tuple_of(Types::of(Kind::integer))),
                                .number = *which, .args = {both[0].value, both[1].value}, .regions = {}}));
    }
  }
  std::vector<Staged> values(args.begin(), args.end());
  for (Staged& s : values) {
    if (is_paired(s)) s = Staged::of(made_of_paired(b, s));
  }
  return apply_primitive(b, p, values);
}

}  // namespace battalion::lower
