#include "lower/functions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "dsl/call.hpp"
#include "lower/containers.hpp"
#include "lower/lines.hpp"
#include "lower/loops.hpp"
#include "lower/packs.hpp"
#include "lower/paired.hpp"
#include "lower/signature.hpp"

namespace battalion::lower {
namespace {

using dsl::Primitive;

/// Powers up to this are written out; beyond, or where the number is not known, they are loops.
constexpr std::int64_t most_unrolled = 4;

int arity_of(const Staged& f) {
  if (f.is != Staged::Is::function) return -1;
  return f.function->arity;
}

Staged made(Primitive by, std::span<const Staged> args, int arity) {
  return Staged::of_function(by, {args.begin(), args.end()}, arity);
}

void want_function(const Staged& s, Primitive by) {
  if (s.is == Staged::Is::function) return;
  refuse(fmt::format("{} of what is no known function", dsl::info(by).name));
}

void want_value(const Staged& s, Primitive by) {
  if (s.is == Staged::Is::value) return;
  refuse(fmt::format("{} keeps what is no plain value", dsl::info(by).name));
}

/// As the reference: of a function of one argument comes, oddly, one of three.
int bound_arity(int of) { return of == 2 ? 1 : of == 3 ? 2 : 3; }

/// The reference makes a power by recursion, and fails there, called or not.
void check_power(Builder& b, ValueId times) {
  const auto known = b.known_integer(times);
  if (known && *known >= 1 && *known <= dsl::max_call_depth) return;
  const ValueId integer = b.as(Kind::integer, times, "power");
  b.emit({.is = Node::Is::check, .type = Types::of(Kind::integer), .args = {integer}, .regions = {}});
}

/// Functions made of functions. None where the primitive makes none.
std::optional<Staged> make_function(Builder& b, Primitive p, std::span<const Staged> args) {
  switch (p) {
    case Primitive::compose:
    case Primitive::chain:
    case Primitive::fork:
      for (const Staged& a : args) want_function(a, p);
      return made(p, args, 1);
    case Primitive::matcher:
      want_function(args[0], p);
      want_value(args[1], p);
      return made(p, args, 1);
    case Primitive::lbind:
    case Primitive::rbind:
      want_function(args[0], p);
      return made(p, args, bound_arity(arity_of(args[0])));
    case Primitive::power:
      want_function(args[0], p);
      want_value(args[1], p);
      check_power(b, args[1].value);
      return made(p, args, 1);
    default:
      return std::nullopt;
  }
}

Staged call_power(Builder& b, const Function& f, const Staged& x) {
  const auto known = b.known_integer(f.captured[1].value);
  if (known && *known >= 1 && *known <= most_unrolled) {
    Staged r = x;
    for (std::int64_t k = 0; k < *known; ++k) r = call(b, f.captured[0], std::span(&r, 1));
    return r;
  }
  if (x.is != Staged::Is::value) refuse("power on what is no plain value");
  return Staged::of(emit_power(b, f.captured[0], b.as(Kind::integer, f.captured[1].value, "power"), x.value));
}

/// Sets of which the tuples of one element each have no form in planes: the product is walked when it is used.
std::optional<Staged> stage_product(Builder& b, std::span<const Staged> args) {
  for (const Staged& a : args) {
    Type element;
    if (a.is != Staged::Is::value || !b.types().is_set(b.type(a.value))) return std::nullopt;
    if (!b.types().walkable(b.type(a.value), element) || b.types().is_number(element)) return std::nullopt;
  }
  b.emit({.is = Node::Is::product, .type = Types::of(Kind::boolean), .args = {args[0].value, args[1].value}, .regions = {}});
  return Staged::of_parts(Staged::Is::product, {args.begin(), args.end()});
}

/// Tuples of which the pairs of elements have no form in planes: pair's result is walked when it is used.
std::optional<Staged> stage_zip(Builder& b, std::span<const Staged> args) {
  Types& types = b.types();
  Type elements[2];
  for (std::size_t k = 0; k < 2; ++k) {
    if (args[k].is != Staged::Is::value) return std::nullopt;
    const Type t = b.type(args[k].value);
    // Which elements of sets meet hangs on their order, and is told where they are paired.
    if (types.is_set(t) || !types.walkable(t, elements[k])) return std::nullopt;
  }
  const auto small = [&](Type t) { return types.is_number(t) || types.is(t, Kind::pair); };
  const bool pairs = types.is(elements[0], Kind::pair) && types.is_number(elements[1]);
  if (small(elements[0]) && small(elements[1]) && !pairs) return std::nullopt;
  b.emit({.is = Node::Is::product, .type = Types::of(Kind::boolean), .number = 1, .args = {args[0].value, args[1].value}, .regions = {}});
  return Staged::of_parts(Staged::Is::zip, {args.begin(), args.end()});
}

/// Also of a tuple known item by item, where no item is a function.
ValueId as_value(Builder& b, const Staged& s, std::string_view name) {
  if (s.is == Staged::Is::value) return s.value;
  if (s.is != Staged::Is::pack) refuse(fmt::format("{} of a function", name));
  std::vector<ValueId> items;
  for (const Staged& item : s.items()) items.push_back(as_value(b, item, name));
  return b.tuple(items);
}

/// The first value of the first cell.
std::optional<Staged> color_of_pack(Builder& b, const Staged& pack) {
  const Staged& cell = pack.items().front();
  if (cell.is != Staged::Is::value || !b.types().is(b.type(cell.value), Kind::cell)) return std::nullopt;
  return apply_primitive(b, Primitive::first, std::span(&cell, 1));
}

/// branch with functions to choose from: the call is made in the one that is chosen.
Staged call_branch(Builder& b, const Function& f, std::span<const Staged> args,
                   const std::function<Staged(const Staged&)>& then = {}) {
  return emit_choice(
      b, f.captured[0].value, [&] { return call(b, f.captured[1], args); },
      [&] { return call(b, f.captured[2], args); }, then);
}
/// outer(inner(args)).
Staged call_both(Builder& b, const Staged& inner, std::span<const Staged> args,
                 const std::function<Staged(const Staged&)>& outer) {
  const bool branches = inner.is == Staged::Is::function && inner.function->made_by == Primitive::branch &&
                        !inner.function->captured.empty();
  return branches ? call_branch(b, *inner.function, args, outer) : outer(call(b, inner, args));
}

bool makes_function(Primitive p) {
  return p == Primitive::compose || p == Primitive::chain || p == Primitive::fork || p == Primitive::matcher ||
         p == Primitive::lbind || p == Primitive::rbind || p == Primitive::power;
}
/// One of two values of unlike types among the arguments: the primitive is applied to the one that is chosen.
std::optional<Staged> apply_to_choice(Builder& b, Primitive p, std::span<const Staged> args) {
  const auto found = std::find_if(args.begin(), args.end(), [](const Staged& a) { return a.is == Staged::Is::choice; });
  if (found == args.end() || makes_function(p)) return std::nullopt;
  const auto with = [&](std::size_t part) {
    std::vector<Staged> each(args.begin(), args.end());
    each[static_cast<std::size_t>(found - args.begin())] = found->items()[part];
    return apply_primitive(b, p, each);
  };
  return emit_choice(b, found->items()[0].value, [&] { return with(1); }, [&] { return with(2); });
}

}  // namespace

Staged primitive_function(Primitive p) { return made(p, {}, dsl::arity(p)); }

Staged call(Builder& b, const Staged& function, std::span<const Staged> args) {
  if (function.is != Staged::Is::function) refuse("a call of what is no known function");
  const Builder::Call this_call(b);
  const Function& f = *function.function;
  if (static_cast<int>(args.size()) != f.arity) refuse("a call with the wrong number of arguments");
  if (f.captured.empty()) return apply_primitive(b, f.made_by, args);
  const auto one = [&](std::size_t k, std::span<const Staged> a) { return call(b, f.captured[k], a); };
  switch (f.made_by) {
    case Primitive::compose:
      return call_both(b, f.captured[1], args, [&](const Staged& inner) { return one(0, std::span(&inner, 1)); });
    case Primitive::chain:
      return call_both(b, f.captured[2], args, [&](const Staged& innermost) {
        const Staged inner = one(1, std::span(&innermost, 1));
        return one(0, std::span(&inner, 1));
      });
    case Primitive::fork: {
      const Staged both[] = {one(1, args), one(2, args)};
      return one(0, both);
    }
    case Primitive::matcher: {
      const Staged sides[] = {one(0, args), f.captured[1]};
      return apply_primitive(b, Primitive::equality, sides);
    }
    case Primitive::lbind:
    case Primitive::rbind: {
      std::vector<Staged> all(args.begin(), args.end());
      all.insert(f.made_by == Primitive::lbind ? all.begin() : all.end(), f.captured[1]);
      return one(0, all);
    }
    case Primitive::power:
      return call_power(b, f, args[0]);
    case Primitive::branch:
      return call_branch(b, f, args);
    default:
      break;
  }
  refuse(fmt::format("a function made by {}", dsl::info(f.made_by).name));
}

Staged apply_primitive(Builder& b, Primitive p, std::span<const Staged> args) {
  const std::string_view name = dsl::info(p).name;
  for (const Staged& a : args) {
    if (a.is == Staged::Is::refused) refuse(a.why);
  }
  if (p == Primitive::identity) return args[0];
  if (auto told = apply_to_lines(b, p, args)) return *told;
  if (auto told = apply_to_paired(b, p, args)) return *told;
  if (p == Primitive::branch) {
    want_value(args[0], p);
    if (args[1].is == Staged::Is::function && args[2].is == Staged::Is::function) {
      if (arity_of(args[1]) != arity_of(args[2])) refuse("branch of functions of unlike arity");
      return made(p, args, arity_of(args[1]));
    }
    want_value(args[1], p);
    want_value(args[2], p);
    if (!b.joins(b.type(args[1].value), b.type(args[2].value))) {
      return Staged::of_parts(Staged::Is::choice, {Staged::of(b.truth(args[0].value)), args[1], args[2]});
    }
    const Type t = b.join(b.type(args[1].value), b.type(args[2].value), name);
    return Staged::of(
        b.primitive(p, t, {b.truth(args[0].value), b.as(t, args[1].value, name), b.as(t, args[2].value, name)}));
  }
  if (p == Primitive::astuple) return tuple_of(b, {args.begin(), args.end()});
  if (auto told = apply_to_choice(b, p, args)) return *told;
  if (p == Primitive::color && args[0].is == Staged::Is::pack) {
    if (auto told = color_of_pack(b, args[0])) return *told;
  }
  if (auto told = apply_to_packs(b, p, args)) return *told;
  if (p == Primitive::product) {
    if (auto product = stage_product(b, args)) return *product;
  }
  if (p == Primitive::pair) {
    if (auto zip = stage_zip(b, args)) return *zip;
  }
  if (p == Primitive::papply) {
    if (auto paired = stage_paired(b, args)) return *paired;
  }
  if (p == Primitive::prapply) {
    if (auto lines = stage_lines(b, args)) return *lines;
  }
  if (auto f = make_function(b, p, args)) return *f;
  if (auto looped = emit_over_product(b, p, args)) return *looped;
  if (auto looped = emit_loop(b, p, args)) return Staged::of(*looped);
  std::vector<ValueId> values;
  for (const Staged& a : args) {
    if (a.is == Staged::Is::product) refuse(fmt::format("{} of a product", name));
    if (a.is == Staged::Is::zip) refuse(fmt::format("{} of tuples paired", name));
    if (a.is == Staged::Is::bag) refuse(fmt::format("{} of a set of functions", name));
    values.push_back(as_value(b, a, name));
  }
  if (const auto v = emit_by_signature(b, p, values)) return Staged::of(*v);
  if (const auto v = emit_on_containers(b, p, values)) return Staged::of(*v);
  refuse(fmt::format("{} is not lowered", name));
}

}  // namespace battalion::lower
