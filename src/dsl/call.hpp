#pragma once
// Calling functions: primitives by table, closures by what they close over.

#include <span>

#include "dsl/compare.hpp"
#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

PrimitiveFn code(Primitive p);
/// The code of a primitive of so many arguments; null for anything else.
PrimitiveFn fitting(Value function, int arguments);

/// A closure over a, b, c, in the current home.
Value make_function(Context& ctx, FunctionKind kind, int arity, Value a, Value b, Value c = {});

/// Calls what may be no function at all, with any number of arguments; raises TypeError as the reference does.
Value call(Context& ctx, Value function, std::span<const Value> args);
/// The same with one argument, of what is no closure.
Value call_primitive(Context& ctx, Value function, Value x);
/// The same with one argument, as nearly all calls are.
inline Value call(Context& ctx, Value function, Value x) {
  ctx.tick(1);
  if (!function.is(Tag::function)) return call_primitive(ctx, function, x);
  const FunctionObj& f = function.function();
  return f.run(ctx, f, x);
}
inline Value call(Context& ctx, Value function, Value x, Value y) {
  const Value args[] = {x, y};
  return call(ctx, function, args);
}

/// The same, dropping what was made on the way where the result refers to none of it: a filter's or a key's
/// garbage then stays within the nearest cache. What sets that stay were given on demand lives elsewhere.
inline Value call_tidily(Context& ctx, Value function, Value x) {
  const Arena::Mark mark = ctx.arena(ctx.home).mark();
  const Value result = call(ctx, function, x);
  if (!result.is_pointer()) ctx.arena(ctx.home).rewind(mark);
  return result;
}
/// Whether function(x) is true, dropping all that was made on the way.
inline bool asks(Context& ctx, Value function, Value x) {
  const Arena::Mark mark = ctx.arena(ctx.home).mark();
  const Value answer = call(ctx, function, x);
  const bool yes = answer.is(Tag::boolean) ? answer.as_bool() : truthy(answer);
  ctx.arena(ctx.home).rewind(mark);
  return yes;
}

/// Function calls nest at most this deep, as in the reference (its interpreter stops near 1,000 frames).
inline constexpr int max_call_depth = 980;

}  // namespace battalion::dsl
