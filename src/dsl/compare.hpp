#pragma once
// Equality and orders of values.

#include <compare>

#include "dsl/value.hpp"

namespace battalion::dsl {

/// Python's ==. True equals 1, also inside tuples and sets; functions equal themselves only.
bool equal(Value a, Value b);
/// Python's <. Raises TypeError for kinds that do not compare.
bool less(Value a, Value b);
/// Whether < is a total order among values like this one: not so for sets, where it means "part of".
bool totally_ordered(Value v);
/// Python's truth.
bool truthy(Value v);
/// The canonical order (DESIGN.md): None, integers, tuples, sets, then functions; equal values compare equal.
std::strong_ordering canonical(Value a, Value b);

}  // namespace battalion::dsl
