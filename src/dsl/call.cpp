#include "dsl/call.hpp"

#include "dsl/compare.hpp"
#include "dsl/error.hpp"
#include "dsl/hash.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/fused.hpp"

namespace battalion::dsl {
namespace {

constexpr PrimitiveFn codes[] = {
#define PRIMITIVE(id, name, arity, parameters) prim::id,
#include "dsl/primitives.def"
#undef PRIMITIVE
};

void enter(Context& ctx) {
  // What is thrown leaves the depth as it is: whoever catches restores it.
  if (ctx.depth >= max_call_depth) [[unlikely]] raise(ErrorCode::recursion_error, "functions nested too deep");
  ++ctx.depth;
}

/// part(x), where `code` is the part's own if it is a primitive of one argument.
Value call_part(Context& ctx, Value part, PrimitiveFn code, Value x) {
  if (code == nullptr) return call(ctx, part, x);
  ctx.tick(1);
  return code(ctx, &x);
}

/// The same with two arguments.
Value call_part(Context& ctx, Value part, PrimitiveFn code, Value x, Value y) {
  const Value args[] = {x, y};
  if (code == nullptr) return call(ctx, part, args);
  ctx.tick(1);
  return code(ctx, args);
}

/// power(f, n): f applied n times. In the reference each application waits for those inside it, so the first one runs
/// n calls deep.
Value call_power(Context& ctx, const FunctionObj& f, Value x) {
  const int n = static_cast<int>(f.b.as_int());
  const int depth = ctx.depth;
  if (depth + n - 1 > max_call_depth) raise(ErrorCode::recursion_error, "functions nested too deep");
  for (int k = n - 1; k >= 0; --k) {
    ctx.depth = depth + k;
    x = call_part(ctx, f.a, f.code_a, x);
  }
  ctx.depth = depth;
  return x;
}

/// One call deeper while it lasts. What is thrown leaves the depth as it is: whoever catches restores it.
template <class Body>
Value deeper(Context& ctx, const Body& body) {
  enter(ctx);
  const Value result = body();
  --ctx.depth;
  return result;
}

Value run_compose(Context& ctx, const FunctionObj& f, Value x) {
  return deeper(ctx, [&] { return call_part(ctx, f.a, f.code_a, call_part(ctx, f.b, f.code_b, x)); });
}

Value run_chain(Context& ctx, const FunctionObj& f, Value x) {
  return deeper(ctx, [&] {
    return call_part(ctx, f.a, f.code_a, call_part(ctx, f.b, f.code_b, call_part(ctx, f.c, f.code_c, x)));
  });
}

Value run_matcher(Context& ctx, const FunctionObj& f, Value x) {
  return deeper(ctx, [&] { return Value::boolean(equal(call_part(ctx, f.a, f.code_a, x), f.b)); });
}

Value run_fork(Context& ctx, const FunctionObj& f, Value x) {
  return deeper(ctx, [&] {
    const Value left = call_part(ctx, f.b, f.code_b, x);
    return call_part(ctx, f.a, f.code_a, left, call_part(ctx, f.c, f.code_c, x));
  });
}

Value run_rbind(Context& ctx, const FunctionObj& f, Value x) {
  return deeper(ctx, [&] { return call_part(ctx, f.a, f.code_a, x, f.b); });
}

Value run_lbind(Context& ctx, const FunctionObj& f, Value x) {
  return deeper(ctx, [&] { return call_part(ctx, f.a, f.code_a, f.b, x); });
}

Value run_power(Context& ctx, const FunctionObj& f, Value x) {
  return deeper(ctx, [&] { return call_power(ctx, f, x); });
}

Value run_wrongly(Context&, const FunctionObj&, Value) { raise_type("wrong number of arguments"); }

/// By FunctionKind.
constexpr FunctionObj::Run runs[] = {run_compose, run_chain, run_matcher, run_rbind, run_lbind, run_power, run_fork};

/// compose(lbind(manhattan, patch), initset), or with rbind: how far a place is from a patch.
bool is_distance(FunctionKind kind, Value a, Value b) {
  if (kind != FunctionKind::compose || !a.is(Tag::function) || !b.is(Tag::primitive)) return false;
  const FunctionObj& bound = a.function();
  return b.as_primitive() == Primitive::initset && bound.code_a == prim::manhattan &&
         (bound.kind == FunctionKind::lbind || bound.kind == FunctionKind::rbind);
}

/// The same without the set of one place; charged as if it were made.
Value run_distance(Context& ctx, const FunctionObj& f, Value x) {
  if (ctx.depth + 2 <= max_call_depth) {
    if (const Value distance = prim::distance_to_one(ctx, f.a.function().b, x)) return distance;
  }
  return run_compose(ctx, f, x);
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

/// A number for what a function holds on to, as far as that is told at once.
std::uint64_t glance(Value v) {
  switch (v.tag()) {
    case Tag::function: return v.function().mark;
    case Tag::wide: return static_cast<std::uint64_t>(v.as_int());
    case Tag::row: return v.row().size;
    case Tag::grid: return std::uint64_t{v.grid().height} << 32 | v.grid().width;
    case Tag::tuple: return v.tuple().size;
    case Tag::set: return v.set().size;
    default: return v.bits();
  }
}

/// Depends on nothing but the function: which others were made before it is the battery's and the workers' affair.
std::uint32_t mark_of(FunctionKind kind, Value a, Value b, Value c) {
  std::uint64_t m = static_cast<std::uint64_t>(kind);
  for (const Value v : {a, b, c}) m = mix(m * 3 + mix(glance(v)));
  return static_cast<std::uint32_t>(m >> 16);
}

}  // namespace

PrimitiveFn fitting(Value v, int arguments) {
  if (!v.is(Tag::primitive) || arity(v.as_primitive()) != arguments) return nullptr;
  return codes[static_cast<int>(v.as_primitive())];
}

PrimitiveFn code(Primitive p) { return codes[static_cast<int>(p)]; }

Value make_function(Context& ctx, FunctionKind kind, int arity, Value a, Value b, Value c) {
  auto* f = ctx.take<FunctionObj>(1);
  const bool takes_two = kind == FunctionKind::rbind || kind == FunctionKind::lbind || kind == FunctionKind::fork;
  *f = {kind,
        static_cast<std::uint8_t>(arity),
        mark_of(kind, a, b, c),
        a,
        b,
        c,
        is_distance(kind, a, b) ? run_distance : arity == 1 ? runs[static_cast<int>(kind)] : run_wrongly,
        fitting(a, takes_two ? 2 : 1),
        fitting(b, 1),
        fitting(c, 1)};
  return Value::pointer(Tag::function, f);
}

Value call_primitive(Context& ctx, Value function, Value x) {
  if (!function.is(Tag::primitive)) raise_type("object is not callable");
  const Primitive p = function.as_primitive();
  if (arity(p) != 1) raise_type("wrong number of arguments");
  return codes[static_cast<int>(p)](ctx, &x);
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
