#pragma once
// Calling functions: primitives by table, closures by what they close over.

#include <span>

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

/// A primitive's code: as many arguments as its arity. Returns a value or throws Raised or Expired.
using PrimitiveFn = Value (*)(Context&, const Value*);
PrimitiveFn code(Primitive p);

/// Calls what may be no function at all, with any number of arguments; raises TypeError as the reference does.
Value call(Context& ctx, Value function, std::span<const Value> args);
/// The same with one argument, as nearly all calls are.
Value call(Context& ctx, Value function, Value x);
inline Value call(Context& ctx, Value function, Value x, Value y) {
  const Value args[] = {x, y};
  return call(ctx, function, args);
}

/// Function calls nest at most this deep, as in the reference (its interpreter stops near 1,000 frames).
inline constexpr int max_call_depth = 980;

}  // namespace battalion::dsl
