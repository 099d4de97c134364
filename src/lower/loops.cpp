#include "lower/loops.hpp"

#include <fmt/format.h>

#include "kernels/status.hpp"
#include "lower/containers.hpp"
#include "lower/functions.hpp"
#include "lower/lines.hpp"
#include "lower/paired.hpp"

namespace battalion::lower {
namespace {

using dsl::Primitive;

ValueId value_of(Builder& b, const Staged& s, std::string_view what) {
  if (s.is == Staged::Is::lines) return made(b, *s.lines);
  if (s.is == Staged::Is::paired) return made_of_paired(b, s);
  if (s.is != Staged::Is::value) refuse(fmt::format("{} of a function", what));
  return s.value;
}

/// The function's code over elements of these types.
RegionId body_of(Builder& b, const Staged& function, std::span<const Type> elements, std::string_view what,
                 bool as_truth = false) {
  return b.region(elements, [&](std::span<const ValueId> parameters) {
    std::vector<Staged> args;
    for (const ValueId p : parameters) args.push_back(Staged::of(p));
    const ValueId r = value_of(b, call(b, function, args), what);
    return as_truth ? b.truth(r) : r;
  });
}

ValueId loop(Builder& b, Primitive p, Type type, std::vector<ValueId> args, RegionId body, std::int64_t number = 0) {
  return b.emit({.is = Node::Is::loop, .primitive = p, .type = type, .number = number, .args = std::move(args), .regions = {body}});
}

Type walked(Builder& b, Type container, std::string_view what) {
  Type element;
  if (!b.types().walkable(container, element)) refuse(fmt::format("{} gives {}", what, b.types().name(container)));
  return element;
}

/// Keys are compared: numbers, or tuples of them.
void want_order(Builder& b, Type key, std::string_view what) {
  Types& types = b.types();
  if (types.is_number(key) || types.is(key, Kind::pair)) return;
  if (types.is(key, Kind::tuple) && types.is(types.first(key), Kind::integer)) return;
  refuse(fmt::format("{} by {}", what, types.name(key)));
}

/// How the function raises on the integer 0, which the reference calls it on where there is nothing: as what it applies first does.
std::optional<kernels::Error> raised_on_zero(const Staged& function) {
  if (function.is != Staged::Is::function) return std::nullopt;
  const Function& f = *function.function;
  if (!f.captured.empty()) {
    if (f.made_by == Primitive::compose || f.made_by == Primitive::fork) return raised_on_zero(f.captured[1]);
    if (f.made_by == Primitive::chain) return raised_on_zero(f.captured[2]);
    return std::nullopt;
  }
  switch (f.made_by) {
    case Primitive::size:
    case Primitive::width:
    case Primitive::height:
    case Primitive::shape:
    case Primitive::leftmost:
    case Primitive::ulcorner:
      return kernels::Error::has_no_len;
    case Primitive::first:
    case Primitive::last:
    case Primitive::numcolors:
      return kernels::Error::is_no_iterable;
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<ValueId> emit_loop(Builder& b, Primitive p, std::span<const Staged> args) {
  Types& types = b.types();
  const std::string_view name = dsl::info(p).name;
  // Where the function stands, and how many containers it goes through.
  std::size_t function = 0, first = 1, containers = 1;
  switch (p) {
    case Primitive::apply:
    case Primitive::mapply:
      break;
    case Primitive::papply:
    case Primitive::mpapply:
    case Primitive::prapply:
      containers = 2;
      break;
    case Primitive::sfilter:
    case Primitive::mfilter:
    case Primitive::extract:
    case Primitive::argmax:
    case Primitive::argmin:
    case Primitive::valmax:
    case Primitive::valmin:
    case Primitive::order:
      function = 1, first = 0;
      break;
    case Primitive::rapply:
      refuse("rapply of what is no tuple of known functions");
    default:
      return std::nullopt;
  }
  std::vector<ValueId> over;
  std::vector<Type> elements;
  for (std::size_t k = 0; k < containers; ++k) {
    over.push_back(value_of(b, args[first + k], name));
    elements.push_back(element_of(b, over.back(), name));
  }
  const bool filter = p == Primitive::sfilter || p == Primitive::mfilter || p == Primitive::extract;
  const RegionId body = body_of(b, args[function], elements, name, filter);
  const auto result = [&] { return b.type(b.result(body)); };
  switch (p) {
    case Primitive::apply: {
      const ValueId v = loop(b, p, alike(b, over[0], result()), over, body);
      b.note_applied(v, args[function], over[0]);
      return v;
    }
    case Primitive::mapply: {
      const Type type = alike(b, over[0], walked(b, result(), name));
      // Tuples merged into a set: their order does not show.
      if (types.is_set(b.type(over[0])) && b.walks_as(type, b.result(body))) b.result_into_set(body, type);
      return loop(b, p, type, over, body);
    }
    case Primitive::papply:
      return loop(b, p, types.tuple_of(result()), over, body);
    case Primitive::mpapply:
      return loop(b, p, types.tuple_of(walked(b, result(), name)), over, body);
    case Primitive::prapply:
      return loop(b, p, types.set_of(result()), over, body);
    case Primitive::sfilter:
      return loop(b, p, alike(b, over[0], elements[0]), over, body);
    case Primitive::mfilter:
      return loop(b, p, alike(b, over[0], walked(b, elements[0], name)), over, body);
    case Primitive::extract:
      return loop(b, p, elements[0], over, body);
    case Primitive::argmax:
    case Primitive::argmin:
      if (!types.is_patch(result())) want_order(b, result(), name);
      return loop(b, p, elements[0], over, body);
    case Primitive::valmax:
    case Primitive::valmin: {
      want_order(b, result(), name);
      const auto error = raised_on_zero(args[function]);
      return loop(b, p, result(), over, body, error ? 1 + static_cast<std::int64_t>(*error) : 0);
    }
    case Primitive::order:
      want_order(b, result(), name);
      return loop(b, p, types.tuple_of(elements[0]), over, body);
    default:
      break;
  }
  refuse(fmt::format("{} is not lowered", name));
}

namespace {

/// The element that an extract finds among pairs, part by part: the search is made once for each.
Staged extracted(Builder& b, const Staged& function, const Staged& zip) {
  std::vector<Staged> parts;
  for (const bool second : {false, true}) {
    std::vector<ValueId> over;
    for (const Staged& s : zip.items()) over.push_back(s.value);
    if (second) std::swap(over[0], over[1]);
    const Type elements[] = {element_of(b, over[0], "extract"), element_of(b, over[1], "extract")};
    const RegionId body = b.region(elements, [&](std::span<const ValueId> parameters) {
      const Staged element =
          Staged::of_parts(Staged::Is::pack, {Staged::of(parameters[second ? 1 : 0]), Staged::of(parameters[second ? 0 : 1])});
      return b.truth(value_of(b, call(b, function, std::span(&element, 1)), "extract"));
    });
    parts.push_back(Staged::of(b.emit({.is = Node::Is::over_product, .primitive = Primitive::extract, .type = elements[0],
                                       .number = 1, .args = over, .regions = {body}})));
  }
  return Staged::of_parts(Staged::Is::pack, std::move(parts));
}

}  // namespace

namespace {

/// mapply over what was merged before: it is merged once more, tuple by tuple.
Staged mapped_again(Builder& b, const Staged& function, const Staged& merged) {
  const std::string_view name = dsl::info(Primitive::mapply).name;
  std::vector<ValueId> over;
  for (const Staged& s : merged.items()[0].items()) over.push_back(s.value);
  const Type elements[] = {element_of(b, over[0], name), element_of(b, over[1], name)};
  const auto again = [&b](std::int64_t n) {
    b.emit({.is = Node::Is::again, .type = Types::of(Kind::boolean), .number = n, .args = {}, .regions = {}});
  };
  const RegionId body = b.region(elements, [&](std::span<const ValueId> parameters) {
    const Staged element = Staged::of_parts(Staged::Is::pack, {Staged::of(parameters[0]), Staged::of(parameters[1])});
    again(1);
    const Staged inner = call(b, merged.items()[1], std::span(&element, 1));
    again(-1);
    return value_of(b, call(b, function, std::span(&inner, 1)), name);
  });
  const Type type = b.types().set_of(walked(b, b.type(b.result(body)), name));
  return Staged::of(b.emit({.is = Node::Is::over_product, .primitive = Primitive::mapply, .type = type, .args = over, .regions = {body}}));
}

bool only_merges(const Staged& function) {
  return function.is == Staged::Is::function && function.function->made_by == Primitive::merge && function.function->captured.empty();
}

}  // namespace

std::optional<Staged> emit_over_product(Builder& b, Primitive p, std::span<const Staged> args) {
  const bool filter = p == Primitive::sfilter, search = p == Primitive::extract;
  if (!filter && !search && p != Primitive::apply && p != Primitive::mapply) return std::nullopt;
  const bool container_first = filter || search;
  const Staged &function = args[container_first ? 1 : 0], &product = args[container_first ? 0 : 1];
  if (product.is == Staged::Is::merged && p == Primitive::mapply) return mapped_again(b, function, product);
  const bool zip = product.is == Staged::Is::zip;
  if (!zip && (search || product.is != Staged::Is::product)) return std::nullopt;
  if (search) return extracted(b, function, product);
  const std::string_view name = dsl::info(p).name;
  Types& types = b.types();
  std::vector<ValueId> over;
  for (const Staged& s : product.items()) over.push_back(s.value);
  const Type elements[] = {element_of(b, over[0], name), element_of(b, over[1], name)};
  const RegionId body = b.region(elements, [&](std::span<const ValueId> parameters) {
    const Staged element = Staged::of_parts(Staged::Is::pack, {Staged::of(parameters[0]), Staged::of(parameters[1])});
    const ValueId r = value_of(b, call(b, function, std::span(&element, 1)), name);
    return filter ? b.truth(r) : r;
  });
  if (!zip && over.size() == 2) {
    if (filter) {
      if (product.join != nullptr) refuse("a product filtered twice");
      if (const auto join = join_of(b, body)) {
        // The interpreter goes through all pairs.
        b.emit({.is = Node::Is::product, .type = Types::of(Kind::boolean), .args = over, .regions = {}});
        Staged agreeing = product;
        agreeing.join = std::make_shared<const Join>(*join);
        return agreeing;
      }
    } else {
      if (auto lines = lines_of(b, body, over, product.join.get())) {
        return p == Primitive::apply ? *lines : Staged::of(united(b, *lines->lines));
      }
      const bool places = types.is(b.type(over[0]), Kind::indices) && types.is(b.type(over[1]), Kind::indices);
      if (const auto rows = places && product.join == nullptr && p == Primitive::apply ? rows_by_columns(b, body) : std::nullopt) {
        return Staged::of(b.emit({.is = Node::Is::rows_by_columns, .type = Types::of(Kind::indices),
                                  .args = {over[*rows], over[1 - *rows]}, .regions = {}}));
      }
      if (product.join != nullptr) {
        over.push_back(b.emit({.is = Node::Is::over_product, .primitive = Primitive::sfilter,
                               .type = types.tuple_of(Types::of(Kind::integer)), .args = over, .regions = {product.join->region}}));
      }
    }
  }
  const Type result = b.type(b.result(body));
  Type type = types.tuple_of(Types::of(Kind::integer));
  if (filter && over.size() == 3) refuse("a product filtered twice");
  const auto container_of = [&](Type element) { return zip ? types.tuple_of(element) : types.set_of(element); };
  if (p == Primitive::apply && !zip && only_merges(function) && types.is(result, Kind::tuple)) {
    // Sets of tuples have no form: it is gone through once here, for what it costs and whether it hangs on order.
    b.extend(body, [&b](ValueId v) { return b.truth(v); });
    b.emit({.is = Node::Is::over_product, .primitive = Primitive::sfilter, .type = type, .args = over, .regions = {body}});
    std::vector<Staged> parts;
    for (const ValueId o : over) parts.push_back(Staged::of(o));
    return Staged::of_parts(Staged::Is::merged, {Staged::of_parts(Staged::Is::product, std::move(parts)), function});
  }
  if (p == Primitive::apply) type = container_of(result);
  if (p == Primitive::mapply) type = container_of(walked(b, result, name));
  const ValueId v =
      b.emit({.is = Node::Is::over_product, .primitive = p, .type = type, .number = zip, .args = over, .regions = {body}});
  if (!filter) return Staged::of(v);
  return Staged::of_parts(product.is, {product.items()[0], product.items()[1], Staged::of(v)});
}

ValueId emit_power(Builder& b, const Staged& function, ValueId times, ValueId x) {
  const auto body_over = [&](Type t) {
    return b.region(std::span(&t, 1), [&](std::span<const ValueId> parameters) {
      const Staged arg = Staged::of(parameters[0]);
      return value_of(b, call(b, function, std::span(&arg, 1)), "power");
    });
  };
  Type t = b.type(x);
  RegionId body = body_over(t);
  if (const Type other = b.type(b.result(body)); other != t && !b.fits(t, b.result(body))) {
    // Another type from the first time on, which there is: outbox of an object gives places.
    const Staged arg = Staged::of(x);
    x = value_of(b, call(b, function, std::span(&arg, 1)), "power");
    times = b.primitive(Primitive::decrement, Types::of(Kind::integer), {times});
    t = other;
    body = body_over(t);
  }
  b.result_as(body, t, "power");
  return b.emit({.is = Node::Is::repeat, .type = t, .args = {x, times}, .regions = {body}});
}

Staged emit_choice(Builder& b, ValueId condition, const std::function<Staged()>& yes, const std::function<Staged()>& no,
                   const std::function<Staged(const Staged&)>& then) {
  const ValueId c = b.truth(condition);
  const RegionId regions[] = {
      b.region({}, [&](auto) { return value_of(b, yes(), "branch"); }),
      b.region({}, [&](auto) { return value_of(b, no(), "branch"); }),
  };
  const bool apart = then && !b.joins(b.type(b.result(regions[0])), b.type(b.result(regions[1])));
  for (const RegionId r : regions) {
    if (apart) b.extend(r, [&](ValueId v) { return value_of(b, then(Staged::of(v)), "branch"); });
  }
  const Type t = b.join(b.type(b.result(regions[0])), b.type(b.result(regions[1])), "branch");
  for (const RegionId r : regions) b.result_as(r, t, "branch");
  const Staged chosen = Staged::of(b.emit({.is = Node::Is::choose, .type = t, .args = {c}, .regions = {regions[0], regions[1]}}));
  return then && !apart ? then(chosen) : chosen;
}

}  // namespace battalion::lower
