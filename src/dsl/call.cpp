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

class Deeper {
 public:
  explicit Deeper(Context& ctx) : ctx_(ctx) {
    if (++ctx_.depth > max_call_depth) {
      --ctx_.depth;
      raise(ErrorCode::recursion_error, "functions nested too deep");
    }
  }
  ~Deeper() { --ctx_.depth; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  Context& ctx_;
};

/// power(f, n): f applied n times, innermost first; nests in the reference.
Value call_power(Context& ctx, const FunctionObj& f, Value x) {
  const std::int64_t n = f.b.as_int();
  if (ctx.depth + n > max_call_depth) raise(ErrorCode::recursion_error, "functions nested too deep");
  for (std::int64_t k = 0; k < n; ++k) x = call(ctx, f.a, x);
  return x;
}

Value call_bound(Context& ctx, const FunctionObj& f, std::span<const Value> args) {
  Value all[4];
  std::size_t n = 0;
  if (f.kind == FunctionKind::lbind) all[n++] = f.b;
  for (Value v : args) all[n++] = v;
  if (f.kind == FunctionKind::rbind) all[n++] = f.b;
  return call(ctx, f.a, {all, n});
}

Value call_closure(Context& ctx, const FunctionObj& f, std::span<const Value> args) {
  if (args.size() != f.arity) raise_type("wrong number of arguments");
  Deeper deeper(ctx);
  const Value x = args[0];
  switch (f.kind) {
    case FunctionKind::compose: return call(ctx, f.a, call(ctx, f.b, x));
    case FunctionKind::chain: return call(ctx, f.a, call(ctx, f.b, call(ctx, f.c, x)));
    case FunctionKind::matcher: return Value::boolean(equal(call(ctx, f.a, x), f.b));
    case FunctionKind::power: return call_power(ctx, f, x);
    case FunctionKind::fork: {
      const Value a = call(ctx, f.b, x);
      return call(ctx, f.a, a, call(ctx, f.c, x));
    }
    case FunctionKind::rbind:
    case FunctionKind::lbind: return call_bound(ctx, f, args);
  }
  return {};
}

}  // namespace

PrimitiveFn code(Primitive p) { return codes[static_cast<int>(p)]; }

Value call(Context& ctx, Value function, std::span<const Value> args) {
  ctx.tick(1);
  if (function.is(Tag::primitive)) {
    const Primitive p = function.as_primitive();
    if (static_cast<std::size_t>(arity(p)) != args.size()) raise_type("wrong number of arguments");
    return codes[static_cast<int>(p)](ctx, args.data());
  }
  if (!function.is(Tag::function)) raise_type("object is not callable");
  return call_closure(ctx, function.function(), args);
}

}  // namespace battalion::dsl
