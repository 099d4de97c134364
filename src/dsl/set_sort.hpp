#pragma once
// The order in which `canonical` walks a set.

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

/// Makes s.order, but where the items stand in order. Comparing sets, and tuples that are no places, costs steps.
void sort_canonically(Context& ctx, SetObj& s);

}  // namespace battalion::dsl
