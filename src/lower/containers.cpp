#include "lower/containers.hpp"

#include <fmt/format.h>

namespace battalion::lower {
namespace {

using dsl::Primitive;

bool comparable(Types& types, Type t) {
  if (types.is_number(t) || types.is(t, Kind::pair)) return true;
  return types.is(t, Kind::tuple) && comparable(types, types.first(t));
}

/// What first and last give.
Type end_of(Builder& b, ValueId c, bool first, std::string_view what) {
  Types& types = b.types();
  const Type t = b.type(c);
  if (types.is(t, Kind::cell)) return Types::of(first ? Kind::integer : Kind::pair);
  if (types.is(t, Kind::duo)) return first ? types.first(t) : types.second(t);
  return element_of(b, c, what);
}

/// Walking the walked: containers of containers.
Type inner_of(Builder& b, Type outer_element, std::string_view what) {
  Type inner;
  if (!b.types().walkable(outer_element, inner)) refuse(fmt::format("{} over {}", what, b.types().name(outer_element)));
  return inner;
}

/// A value to look for among elements, as one of them where it can be one.
ValueId sought(Builder& b, Type element, ValueId v, std::string_view what) {
  Types& types = b.types();
  const auto number = [&](Type t) { return types.is_number(t) || types.is(t, Kind::maybe); };
  if (b.type(v) == element || (number(element) && number(b.type(v)))) return v;
  return b.as(element, v, what);
}

/// Whether a value is a cell's colour, or its place.
ValueId in_cell(Builder& b, ValueId v, ValueId cell) {
  Types& types = b.types();
  const bool colour = types.is_number(b.type(v));
  if (!colour && !types.is(b.type(v), Kind::pair)) refuse(fmt::format("contained of {} and cell", types.name(b.type(v))));
  const Type part = Types::of(colour ? Kind::integer : Kind::pair);
  const ValueId end = b.primitive(colour ? Primitive::first : Primitive::last, part, {cell});
  return b.primitive(Primitive::equality, Types::of(Kind::boolean), {v, end});
}

}  // namespace

Type element_of(Builder& b, ValueId container, std::string_view what) {
  Type element;
  if (!b.types().walkable(b.type(container), element)) {
    refuse(fmt::format("{} over {}", what, b.types().name(b.type(container))));
  }
  return element;
}

Type alike(Builder& b, ValueId container, Type element) {
  Types& types = b.types();
  return types.is_set(b.type(container)) ? types.set_of(element) : types.tuple_of(element);
}

std::optional<ValueId> emit_on_containers(Builder& b, Primitive p, std::span<const ValueId> args) {
  Types& types = b.types();
  const std::string_view name = dsl::info(p).name;
  const std::vector<ValueId> same(args.begin(), args.end());
  const auto type = [&](std::size_t k) { return b.type(args[k]); };
  const auto emit = [&](Type result) { return b.primitive(p, result, same); };
  const auto element = [&](std::size_t k) { return element_of(b, args[k], name); };
  const auto both_sets = [&] {
    if (!types.is_set(type(0)) || type(0) != type(1)) {
      refuse(fmt::format("{} of {} and {}", name, types.name(type(0)), types.name(type(1))));
    }
  };
  const auto set_like = [&](std::size_t k) {
    if (!types.is_set(type(k))) refuse(fmt::format("{} of {}", name, types.name(type(k))));
  };
  switch (p) {
    case Primitive::identity:
      return args[0];
    case Primitive::equality: {
      if (type(0) != type(1)) {
        const Type t = b.join(type(0), type(1), name);
        if (types.is(t, Kind::maybe) || types.is(t, Kind::integer)) return emit(Types::of(Kind::boolean));
        return b.primitive(p, Types::of(Kind::boolean), {b.as(t, args[0], name), b.as(t, args[1], name)});
      }
      return emit(Types::of(Kind::boolean));
    }
    case Primitive::contained:
      if (types.is(type(1), Kind::cell)) return in_cell(b, args[0], args[1]);
      return b.primitive(p, Types::of(Kind::boolean), {sought(b, element(1), args[0], name), args[1]});
    case Primitive::combine: {
      const Type joined = b.join(element(0), element(1), name);
      if (types.is_set(type(0)) != types.is_set(type(1))) {
        refuse(fmt::format("combine of {} and {}", types.name(type(0)), types.name(type(1))));
      }
      const Type result = alike(b, args[0], joined);
      return b.primitive(p, result, {b.as(result, args[0], name), b.as(result, args[1], name)});
    }
    case Primitive::intersection:
      both_sets();
      return emit(type(0));
    case Primitive::difference:
      if (types.is_set(type(0))) {
        both_sets();
      } else if (element(0) != element(1)) {
        refuse(fmt::format("difference of {} and {}", types.name(type(0)), types.name(type(1))));
      }
      return emit(alike(b, args[0], element(0)));
    case Primitive::dedupe:
      if (types.is_set(type(0))) refuse("dedupe of " + types.name(type(0)));
      return emit(alike(b, args[0], element(0)));
    case Primitive::repeat:
      return b.primitive(p, types.tuple_of(type(0)), {args[0], b.as(Kind::integer, args[1], name)});
    case Primitive::size:
      if (!types.is(type(0), Kind::cell) && !types.is(type(0), Kind::duo)) element(0);
      return emit(Types::of(Kind::integer));
    case Primitive::merge:
      return emit(alike(b, args[0], inner_of(b, element(0), name)));
    case Primitive::maximum:
    case Primitive::minimum:
      if (!comparable(types, element(0))) refuse(fmt::format("{} of {}", name, types.name(type(0))));
      return emit(element(0));
    case Primitive::mostcommon:
    case Primitive::leastcommon:
      // list.count and the like: of tuples and of sets alike.
      if (types.is_set(type(0))) refuse(fmt::format("{} of {}", name, types.name(type(0))));
      return emit(element(0));
    case Primitive::initset:
      return emit(types.set_of(type(0)));
    case Primitive::totuple:
      if (types.is(type(0), Kind::cell) || types.is(type(0), Kind::duo)) return args[0];
      element(0);  // or it raises
      return types.is_set(type(0)) ? emit(types.tuple_of(element(0))) : args[0];
    case Primitive::first:
      return emit(end_of(b, args[0], true, name));
    case Primitive::last:
      return emit(end_of(b, args[0], false, name));
    case Primitive::insert:
      set_like(1);
      return b.primitive(p, type(1), {b.as(element(1), args[0], name), args[1]});
    case Primitive::remove:
      return b.primitive(p, alike(b, args[1], element(1)), {sought(b, element(1), args[0], name), args[1]});
    case Primitive::other:
      return b.primitive(p, element(0), {args[0], sought(b, element(0), args[1], name)});
    case Primitive::interval:
      return b.primitive(
          p, types.tuple_of(Types::of(Kind::integer)),
          {b.as(Kind::integer, args[0], name), b.as(Kind::integer, args[1], name), b.as(Kind::integer, args[2], name)});
    case Primitive::astuple:
      return b.tuple(args);
    case Primitive::product:
      return emit(types.set_of(types.duo_of(element(0), element(1))));
    case Primitive::pair:
      return emit(types.tuple_of(types.duo_of(element(0), element(1))));
    case Primitive::colorfilter:
      if (!types.is(element(0), Kind::object)) refuse("colorfilter of " + types.name(type(0)));
      return b.primitive(p, types.set_of(element(0)), {args[0], b.as(Kind::integer, args[1], name)});
    case Primitive::sizefilter:
      inner_of(b, element(0), name);
      return b.primitive(p, types.set_of(element(0)), {args[0], b.as(Kind::integer, args[1], name)});
    default:
      return std::nullopt;
  }
}

}  // namespace battalion::lower
