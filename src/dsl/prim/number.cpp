#include "dsl/prim/number.hpp"

#include "dsl/error.hpp"
#include "dsl/set.hpp"
#include "dsl/tuple.hpp"

namespace battalion::dsl::prim {
namespace {

/// tuple * n
Value repeated(Context& ctx, Value tuple, std::int64_t n) {
  if (n <= 0 || tuple_size(tuple) == 0) return empty_tuple();
  const auto items = elements(ctx, tuple);
  if (static_cast<std::uint64_t>(n) > (1ull << 40) / items.size()) throw Expired{Limit::memory};
  const std::size_t total = items.size() * static_cast<std::size_t>(n);
  ctx.tick(total);
  auto* out = ctx.take<Value>(total);
  for (std::size_t k = 0; k < total; ++k) out[k] = items[k % items.size()];
  return new_tuple(ctx, {out, total});
}

}  // namespace

std::int64_t need_int(Value v) {
  if (!v.is_int()) raise_type("an integer is required");
  return v.as_int();
}

Value plus(Context& ctx, Value a, Value b) {
  if (a.is_int() && b.is_int()) return make_integer(ctx, checked_add(a.as_int(), b.as_int()));
  if (a.is_tuple() && b.is_tuple()) {
    Gather all(ctx);
    for (Value v : elements(ctx, a)) all.add(v);
    for (Value v : elements(ctx, b)) all.add(v);
    ctx.tick(all.size());
    return new_tuple(ctx, all.values());
  }
  raise_type("unsupported operands for +");
}

Value minus(Context& ctx, Value a, Value b) {
  if (a.is_int() && b.is_int()) return make_integer(ctx, checked_subtract(a.as_int(), b.as_int()));
  if (a.is_set() && b.is_set()) return set_reduced(ctx, a, b);
  raise_type("unsupported operands for -");
}

Value times(Context& ctx, Value a, Value b) {
  if (a.is_int() && b.is_int()) return make_integer(ctx, checked_multiply(a.as_int(), b.as_int()));
  if (a.is_tuple() && b.is_int()) return repeated(ctx, a, b.as_int());
  if (a.is_int() && b.is_tuple()) return repeated(ctx, b, a.as_int());
  raise_type("unsupported operands for *");
}

Value floor_divide(Context& ctx, Value a, Value b) {
  if (!a.is_int() || !b.is_int()) raise_type("unsupported operands for //");
  if (b.as_int() == 0) raise(ErrorCode::zero_division, "integer division by zero");
  if (b.as_int() == -1) return make_integer(ctx, checked_subtract(0, a.as_int()));
  return make_integer(ctx, floor_of(a.as_int(), b.as_int()));
}

Value modulo(Context& ctx, Value a, Value b) {
  if (!a.is_int() || !b.is_int()) raise_type("unsupported operands for %");
  if (b.as_int() == 0) raise(ErrorCode::zero_division, "integer modulo by zero");
  if (b.as_int() == -1) return Value::small(0);
  // The remainder takes the divisor's sign, as Python's does.
  const std::int64_t r = a.as_int() % b.as_int();
  return make_integer(ctx, r != 0 && (r < 0) != (b.as_int() < 0) ? r + b.as_int() : r);
}

Value negate(Context& ctx, Value a) {
  if (!a.is_int()) raise_type("bad operand for unary -");
  return make_integer(ctx, checked_subtract(0, a.as_int()));
}

}  // namespace battalion::dsl::prim
