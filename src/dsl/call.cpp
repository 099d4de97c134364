#include "dsl/call.hpp"

#include "dsl/compare.hpp"
#include "dsl/error.hpp"
#include "dsl/prim/declare.hpp"

namespace battalion::dsl {
namespace {

constexpr PrimitiveFn codes[] = {
#define PRIMITIVE(id, name, arity, parameters) prim::id,
#include "dsl/primitives.def"
#undef PRIMITIVE
};

/// power(f, n): f applied n times. In the reference each application waits for those inside it, so the first one runs
/// n calls deep.
Value call_power(Context& ctx, const FunctionObj& f, Value x) {
  const int n = static_cast<int>(f.b.as_int());
  const int depth = ctx.depth;
  if (depth + n - 1 > max_call_depth) raise(ErrorCode::recursion_error, "functions nested too deep");
  for (int k = n - 1; k >= 0; --k) {
    ctx.depth = depth + k;
    x = call(ctx, f.a, x);
  }
  ctx.depth = depth;
  return x;
}

void enter(Context& ctx) {
  // What is thrown leaves the depth as it is: whoever catches restores it.
  if (ctx.depth >= max_call_depth) [[unlikely]] raise(ErrorCode::recursion_error, "functions nested too deep");
  ++ctx.depth;
}

/// function(a, b) where it is mostly a primitive.
Value call_two(Context& ctx, Value function, Value a, Value b) {
  const Value args[] = {a, b};
  if (function.is(Tag::primitive) && arity(function.as_primitive()) == 2) {
    ctx.tick(1);
    return codes[static_cast<int>(function.as_primitive())](ctx, args);
  }
  return call(ctx, function, args);
}

/// A closure of one argument.
Value call_closure(Context& ctx, const FunctionObj& f, Value x) {
  if (f.arity != 1) raise_type("wrong number of arguments");
  enter(ctx);
  Value result;
  switch (f.kind) {
    case FunctionKind::compose: result = call(ctx, f.a, call(ctx, f.b, x)); break;
    case FunctionKind::chain: result = call(ctx, f.a, call(ctx, f.b, call(ctx, f.c, x))); break;
    case FunctionKind::matcher: result = Value::boolean(equal(call(ctx, f.a, x), f.b)); break;
    case FunctionKind::power: result = call_power(ctx, f, x); break;
    case FunctionKind::fork: {
      const Value a = call(ctx, f.b, x);
      result = call_two(ctx, f.a, a, call(ctx, f.c, x));
      break;
    }
    case FunctionKind::rbind: result = call_two(ctx, f.a, x, f.b); break;
    case FunctionKind::lbind: result = call_two(ctx, f.a, f.b, x); break;
  }
  --ctx.depth;
  return result;
}

/// A closure of several arguments: only binding makes those.
Value call_bound(Context& ctx, const FunctionObj& f, std::span<const Value> args) {
  if (args.size() != f.arity) raise_type("wrong number of arguments");
  enter(ctx);
  Value all[4];
  std::size_t n = 0;
  if (f.kind == FunctionKind::lbind) all[n++] = f.b;
  for (Value v : args) all[n++] = v;
  if (f.kind == FunctionKind::rbind) all[n++] = f.b;
  const Value result = call(ctx, f.a, {all, n});
  --ctx.depth;
  return result;
}

}  // namespace

PrimitiveFn code(Primitive p) { return codes[static_cast<int>(p)]; }

Value call(Context& ctx, Value function, Value x) {
  ctx.tick(1);
  if (function.is(Tag::primitive)) {
    const Primitive p = function.as_primitive();
    if (arity(p) != 1) raise_type("wrong number of arguments");
    return codes[static_cast<int>(p)](ctx, &x);
  }
  if (!function.is(Tag::function)) raise_type("object is not callable");
  return call_closure(ctx, function.function(), x);
}

Value call(Context& ctx, Value function, std::span<const Value> args) {
  if (args.size() == 1) return call(ctx, function, args[0]);
  ctx.tick(1);
  if (function.is(Tag::primitive)) {
    const Primitive p = function.as_primitive();
    if (static_cast<std::size_t>(arity(p)) != args.size()) raise_type("wrong number of arguments");
    return codes[static_cast<int>(p)](ctx, args.data());
  }
  if (!function.is(Tag::function)) raise_type("object is not callable");
  return call_bound(ctx, function.function(), args);
}

}  // namespace battalion::dsl
