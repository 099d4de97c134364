// Numbers and vectors: an integer, or a tuple of which the first two elements count.

#include <functional>

#include "dsl/compare.hpp"
#include "dsl/error.hpp"
#include "dsl/prim/declare.hpp"
#include "dsl/prim/number.hpp"
#include "dsl/tuple.hpp"

namespace battalion::dsl::prim {
namespace {

/// fn on numbers, or element by element where one or both are vectors.
template <class Fn>
Value broadcast(Context& ctx, Value a, Value b, const Fn& fn) {
  if (a.is_int() && b.is_int()) return fn(a, b);
  if (a.is_tuple() && b.is_tuple()) {
    const Value first = fn(subscript(ctx, a, 0), subscript(ctx, b, 0));
    return new_tuple(ctx, first, fn(subscript(ctx, a, 1), subscript(ctx, b, 1)));
  }
  if (a.is_int() && b.is_tuple()) {
    const Value first = fn(a, subscript(ctx, b, 0));
    return new_tuple(ctx, first, fn(a, subscript(ctx, b, 1)));
  }
  const Value first = fn(subscript(ctx, a, 0), b);
  return new_tuple(ctx, first, fn(subscript(ctx, a, 1), b));
}

template <class Fn>
Value broadcast(Context& ctx, Value a, const Fn& fn) {
  if (a.is_int()) return fn(a);
  const Value first = fn(subscript(ctx, a, 0));
  return new_tuple(ctx, first, fn(subscript(ctx, a, 1)));
}

/// The same for two pairs, most of what is added and multiplied; nothing() where they or the result are something else.
template <class Fn>
Value of_pairs(Value a, Value b, const Fn& fn) {
  if (!a.is(Tag::pair) || !b.is(Tag::pair)) return {};
  const std::int64_t i = fn(a.pair_i(), b.pair_i()), j = fn(a.pair_j(), b.pair_j());
  return Value::fits_pair(i, j) ? Value::pair(i, j) : Value{};
}

bool is_true(Value v) { return v.is(Tag::boolean) ? v.as_bool() : truthy(v); }

bool is_less(Value a, Value b) {
  return a.is(Tag::integer) && b.is(Tag::integer) ? a.as_small() < b.as_small() : less(a, b);
}

int sign_of(Value v) {
  const Value zero = Value::small(0);
  return equal(v, zero) ? 0 : less(zero, v) ? 1 : -1;
}

}  // namespace

Value add(Context& ctx, const Value* args) {
  if (const Value v = of_pairs(args[0], args[1], std::plus<>())) return v;
  return broadcast(ctx, args[0], args[1], [&](Value a, Value b) { return plus(ctx, a, b); });
}

Value subtract(Context& ctx, const Value* args) {
  if (const Value v = of_pairs(args[0], args[1], std::minus<>())) return v;
  return broadcast(ctx, args[0], args[1], [&](Value a, Value b) { return minus(ctx, a, b); });
}

Value multiply(Context& ctx, const Value* args) {
  if (const Value v = of_pairs(args[0], args[1], std::multiplies<>())) return v;
  return broadcast(ctx, args[0], args[1], [&](Value a, Value b) { return times(ctx, a, b); });
}

Value divide(Context& ctx, const Value* args) {
  return broadcast(ctx, args[0], args[1], [&](Value a, Value b) { return floor_divide(ctx, a, b); });
}

Value invert(Context& ctx, const Value* args) {
  return broadcast(ctx, args[0], [&](Value a) { return negate(ctx, a); });
}

Value even(Context& ctx, const Value* args) {
  return Value::boolean(equal(modulo(ctx, args[0], Value::small(2)), Value::small(0)));
}

// `double` is a keyword here.
Value double_(Context& ctx, const Value* args) {
  return broadcast(ctx, args[0], [&](Value a) { return times(ctx, a, Value::small(2)); });
}

Value halve(Context& ctx, const Value* args) {
  return broadcast(ctx, args[0], [&](Value a) { return floor_divide(ctx, a, Value::small(2)); });
}

Value increment(Context& ctx, const Value* args) {
  return broadcast(ctx, args[0], [&](Value a) { return plus(ctx, a, Value::small(1)); });
}

Value decrement(Context& ctx, const Value* args) {
  return broadcast(ctx, args[0], [&](Value a) { return minus(ctx, a, Value::small(1)); });
}

Value crement(Context& ctx, const Value* args) {
  return broadcast(ctx, args[0], [&](Value a) {
    const int s = sign_of(a);
    return s == 0 ? Value::small(0) : s > 0 ? plus(ctx, a, Value::small(1)) : minus(ctx, a, Value::small(1));
  });
}

Value sign(Context& ctx, const Value* args) {
  return broadcast(ctx, args[0], [](Value a) { return Value::small(sign_of(a)); });
}

Value flip(Context&, const Value* args) { return Value::boolean(!is_true(args[0])); }

Value both(Context&, const Value* args) { return is_true(args[0]) ? args[1] : args[0]; }

Value either(Context&, const Value* args) { return is_true(args[0]) ? args[0] : args[1]; }

Value equality(Context&, const Value* args) { return Value::boolean(equal(args[0], args[1])); }

Value greater(Context&, const Value* args) { return Value::boolean(is_less(args[1], args[0])); }

Value positive(Context&, const Value* args) { return Value::boolean(is_less(Value::small(0), args[0])); }

Value toivec(Context& ctx, const Value* args) { return new_tuple(ctx, args[0], Value::small(0)); }

Value tojvec(Context& ctx, const Value* args) { return new_tuple(ctx, Value::small(0), args[0]); }

Value astuple(Context& ctx, const Value* args) { return new_tuple(ctx, args[0], args[1]); }

Value identity(Context&, const Value* args) { return args[0]; }

Value branch(Context&, const Value* args) { return is_true(args[0]) ? args[1] : args[2]; }

}  // namespace battalion::dsl::prim
