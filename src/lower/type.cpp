#include "lower/type.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lower/refused.hpp"

namespace battalion::lower {
namespace {

constexpr const char* names[] = {"boolean", "integer", "integer or None", "pair", "cell", "grid", "indices",
                                 "object",  "set",     "tuple",           "duo"};
constexpr int plain_kinds = static_cast<int>(Kind::set);

/// No value of more levels has a form in planes; and programs can nest without end.
constexpr int deepest = 4;
constexpr std::size_t most_types = 60'000;

}  // namespace

Types::Types() {
  for (int k = 0; k < plain_kinds; ++k) entries_.push_back({static_cast<Kind>(k), {}, {}, 0});
}

Type Types::intern(Kind kind, Type first, Type second) {
  const std::uint64_t key = std::uint64_t{static_cast<std::uint8_t>(kind)} << 32 | std::uint64_t{first.id} << 16 | second.id;
  const auto found = made_.find(key);
  if (found != made_.end()) return found->second;
  const int depth = 1 + std::max(entries_[first.id].depth, entries_[second.id].depth);
  if (depth > deepest) refuse("values nested too deep");
  if (entries_.size() == most_types) refuse("too many kinds of values");
  const Type t{static_cast<std::uint16_t>(entries_.size())};
  entries_.push_back({kind, first, second, static_cast<std::uint8_t>(depth)});
  made_.emplace(key, t);
  return t;
}

Type Types::set_of(Type element) {
  switch (kind(element)) {
    case Kind::pair:
      return of(Kind::indices);
    case Kind::cell:
      return of(Kind::object);
    case Kind::boolean:
      return intern(Kind::set, of(Kind::integer));
    default:
      return intern(Kind::set, element);
  }
}

Type Types::tuple_of(Type element) {
  return intern(Kind::tuple, is(element, Kind::boolean) ? of(Kind::integer) : element);
}

Type Types::duo_of(Type a, Type b) {
  if (is_number(a) && is_number(b)) return of(Kind::pair);
  if (is_number(a) && is(b, Kind::pair)) return of(Kind::cell);
  if (a == b) return tuple_of(a);
  return intern(Kind::duo, a, b);
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
