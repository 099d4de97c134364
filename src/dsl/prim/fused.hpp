#pragma once
// Closures met so often that they have code of their own. Each gives nothing() where the parts have to be called one by
// one: where they would raise, or meet a limit on the way.

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl::prim {

/// manhattan(patch, initset(place)), or the other way round, called by way of two closures; charged like that.
Value distance_to_one(Context& ctx, Value patch, Value place);

}  // namespace battalion::dsl::prim
