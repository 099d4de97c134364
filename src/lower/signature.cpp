#include "lower/signature.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

#include "base/contract.hpp"

namespace battalion::lower {
namespace {

const std::array<std::string_view, dsl::primitive_count>& table() {
  static const auto t = [] {
    std::array<std::string_view, dsl::primitive_count> signatures{};
#define SIGNATURE(id, text) signatures[static_cast<std::size_t>(dsl::Primitive::id)] = text;
#include "lower/signatures.def"
#undef SIGNATURE
    return signatures;
  }();
  return t;
}

Type type_of(char letter, Types& types) {
  switch (letter) {
    case 'i':
      return Types::of(Kind::integer);
    case 'b':
      return Types::of(Kind::boolean);
    case 'm':
      return Types::of(Kind::maybe);
    case 'p':
      return Types::of(Kind::pair);
    case 'g':
      return Types::of(Kind::grid);
    case 'x':
      return Types::of(Kind::indices);
    case 'o':
    case 's':
      return Types::of(Kind::object);
    case 'X':
      return types.set_of(Types::of(Kind::indices));
    case 'O':
      return types.set_of(Types::of(Kind::object));
    case 'I':
      return types.set_of(Types::of(Kind::integer));
    case 'G':
      return types.tuple_of(Types::of(Kind::grid));
    default:
      break;
  }
  BATTALION_EXPECT(!"a letter of signatures.def");
  return {};
}

/// The types that a letter stands for, the likelier first.
std::string_view choices(char letter) {
  switch (letter) {
    case 'P':
    case 'S':
      return "xo";
    case 'e':
      return "gxo";
    case 'q':
      return "go";
    case 's':
      return "o";
    default:
      return {};
  }
}

bool walks(char letter) { return letter == 'P' || letter == 'o'; }

/// The type that the argument is taken as.
std::optional<Type> accepts(Builder& builder, char letter, ValueId arg) {
  std::string_view any = choices(letter);
  if (any.empty()) any = std::string_view(&letter, 1);
  for (const char c : any) {
    if (builder.type(arg) == type_of(c, builder.types())) return builder.type(arg);
  }
  for (const char c : any) {
    const Type t = type_of(c, builder.types());
    if (builder.fits(t, arg) || (walks(letter) && builder.walks_as(t, arg))) return t;
  }
  return std::nullopt;
}

/// Primitives that have operations on tuples of places and cells as they are: any order, any place twice.
bool paints(dsl::Primitive p, const Types& types, Type walked) {
  switch (p) {
    case dsl::Primitive::fill:
    case dsl::Primitive::underfill:
      return true;
    case dsl::Primitive::paint:
    case dsl::Primitive::underpaint:
      return types.is(walked, Kind::object);
    case dsl::Primitive::cover:
      return types.is(walked, Kind::indices);
    default:
      return false;
  }
}

/// Primitives to which a place that is there twice is as good as once.
kernels::Taken taken_by(dsl::Primitive p) {
  switch (p) {
    case dsl::Primitive::ulcorner:
    case dsl::Primitive::urcorner:
    case dsl::Primitive::llcorner:
    case dsl::Primitive::lrcorner:
    case dsl::Primitive::uppermost:
    case dsl::Primitive::lowermost:
    case dsl::Primitive::leftmost:
    case dsl::Primitive::rightmost:
    case dsl::Primitive::recolor:
    case dsl::Primitive::shift:
    case dsl::Primitive::normalize:
    case dsl::Primitive::hmatching:
    case dsl::Primitive::vmatching:
    case dsl::Primitive::manhattan:
    case dsl::Primitive::adjacent:
    case dsl::Primitive::bordering:
    case dsl::Primitive::toobject:
    case dsl::Primitive::corners:
    case dsl::Primitive::backdrop:
    case dsl::Primitive::delta:
    case dsl::Primitive::inbox:
    case dsl::Primitive::outbox:
    case dsl::Primitive::box:
      return kernels::Taken::walked;
    default:
      return kernels::Taken::counted;
  }
}

/// The place, where the patch is the set of it: known of a distance, where it makes no difference.
ValueId place_of(Builder& builder, ValueId patch) {
  const auto of = builder.element_of_set_of_one(patch);
  if (!of) return patch;
  if (builder.types().is(builder.type(*of), Kind::pair)) return *of;
  return builder.types().is(builder.type(*of), Kind::cell)
             ? builder.primitive(dsl::Primitive::last, Types::of(Kind::pair), {*of})
             : patch;
}

}  // namespace

std::optional<ValueId> emit_by_signature(Builder& builder, dsl::Primitive p, std::span<const ValueId> args) {
  std::string_view rest = table()[static_cast<std::size_t>(p)];
  if (rest.empty()) return std::nullopt;
  const std::string_view name = dsl::info(p).name;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('|'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    const std::size_t mark = one.find('>');
    BATTALION_EXPECT(mark == args.size());
    std::vector<Type> taken;
    for (std::size_t k = 0; k < args.size(); ++k) {
      if (one[k] == 't') {
        taken.push_back(Types::of(Kind::boolean));
      } else if (const auto t = accepts(builder, one[k], args[k])) {
        taken.push_back(*t);
      } else {
        break;
      }
    }
    if (taken.size() < args.size()) continue;
    std::vector<ValueId> converted;
    for (std::size_t k = 0; k < args.size(); ++k) {
      if (one[k] == 't') {
        converted.push_back(builder.truth(args[k]));
      } else if (builder.walks_as(taken[k], args[k])) {
        const bool as_it_is = paints(p, builder.types(), taken[k]);
        converted.push_back(as_it_is ? args[k] : builder.walked(taken[k], args[k], taken_by(p)));
      } else {
        converted.push_back(builder.as(taken[k], args[k], name));
      }
    }
    if (p == dsl::Primitive::manhattan) {
      for (ValueId& v : converted) v = place_of(builder, v);
    }
    const char r = one[mark + 1];
    const Type result = r >= '1' && r <= '9' ? taken[static_cast<std::size_t>(r - '1')] : type_of(r, builder.types());
    return builder.primitive(p, result, std::move(converted));
  }
  std::string types;
  for (const ValueId a : args) types += (types.empty() ? "" : ", ") + builder.types().name(builder.type(a));
  refuse(fmt::format("{} of {}", name, types));
}

}  // namespace battalion::lower
