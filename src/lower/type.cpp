#include "lower/type.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/contract.hpp"

namespace battalion::lower {
namespace {

constexpr const char* names[] = {"boolean", "integer", "integer or None", "pair", "cell", "grid", "indices",
                                 "object",  "set",     "tuple",           "duo"};
constexpr int plain_kinds = static_cast<int>(Kind::set);

}  // namespace

Types::Types() {
  for (int k = 0; k < plain_kinds; ++k) entries_.push_back({static_cast<Kind>(k), {}, {}});
}

Type Types::intern(const Entry& entry) {
  const auto at = std::find(entries_.begin() + plain_kinds, entries_.end(), entry);
  const auto id = static_cast<std::uint16_t>(at - entries_.begin());
  if (at == entries_.end()) entries_.push_back(entry);
  BATTALION_EXPECT(entries_.size() < 65536);
  return {id};
}

Type Types::set_of(Type element) {
  switch (kind(element)) {
    case Kind::pair:
      return of(Kind::indices);
    case Kind::cell:
      return of(Kind::object);
    case Kind::boolean:
      return intern({Kind::set, of(Kind::integer), {}});
    default:
      return intern({Kind::set, element, {}});
  }
}

Type Types::tuple_of(Type element) {
  return intern({Kind::tuple, is(element, Kind::boolean) ? of(Kind::integer) : element, {}});
}

Type Types::duo_of(Type a, Type b) {
  if (is_number(a) && is_number(b)) return of(Kind::pair);
  if (is_number(a) && is(b, Kind::pair)) return of(Kind::cell);
  if (a == b) return tuple_of(a);
  return intern({Kind::duo, a, b});
}

bool Types::is_set(Type t) const { return is_patch(t) || is(t, Kind::set); }

bool Types::is_tuple(Type t) const {
  return is(t, Kind::tuple) || is(t, Kind::grid) || is(t, Kind::pair) || is(t, Kind::cell) || is(t, Kind::duo);
}

bool Types::walkable(Type t, Type& element) {
  switch (kind(t)) {
    case Kind::pair:
      element = of(Kind::integer);
      return true;
    case Kind::grid:
      element = tuple_of(of(Kind::integer));
      return true;
    case Kind::indices:
      element = of(Kind::pair);
      return true;
    case Kind::object:
      element = of(Kind::cell);
      return true;
    case Kind::set:
    case Kind::tuple:
      element = first(t);
      return true;
    default:
      return false;
  }
}

std::string Types::name(Type t) const {
  const char* const name_of_kind = names[static_cast<int>(kind(t))];
  switch (kind(t)) {
    case Kind::set:
    case Kind::tuple:
      return fmt::format("{} of {}", name_of_kind, name(first(t)));
    case Kind::duo:
      return fmt::format("({}, {})", name(first(t)), name(second(t)));
    default:
      return name_of_kind;
  }
}

}  // namespace battalion::lower
