#pragma once
// Equality and orders of values.

#include <compare>

#include "dsl/value.hpp"

namespace battalion::dsl {

/// Of values whose words differ.
bool equal_in_contents(Value a, Value b);
/// Python's ==. True equals 1, also inside tuples and sets; functions equal themselves only.
inline bool equal(Value a, Value b) {
  if (a.bits() == b.bits()) return true;
  // Those that are told by their words are mostly compared with their like.
  if (a.tag() == b.tag() && (a.is(Tag::integer) || a.is(Tag::pair) || a.is(Tag::cell))) return false;
  return equal_in_contents(a, b);
}
/// Python's <. Raises TypeError for kinds that do not compare.
bool less(Value a, Value b);
/// Whether < is a total order among values like this one: not so for sets, where it means "part of".
bool totally_ordered(Value v);
/// Python's truth.
bool truthy(Value v);
/// The canonical order (DESIGN.md): None, integers, tuples, sets, then functions; equal values compare equal.
std::strong_ordering canonical(Value a, Value b);

}  // namespace battalion::dsl
