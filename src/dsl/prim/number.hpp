#pragma once
// Python's operators on values of any kind, as far as the DSL meets them.

#include "dsl/context.hpp"
#include "dsl/error.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl::prim {

Value plus(Context& ctx, Value a, Value b);
Value minus(Context& ctx, Value a, Value b);
Value times(Context& ctx, Value a, Value b);
Value floor_divide(Context& ctx, Value a, Value b);
Value modulo(Context& ctx, Value a, Value b);
Value negate(Context& ctx, Value a);

/// An argument that the reference uses as an index or a count: raises TypeError for anything but an int.
std::int64_t need_int(Value v);
inline std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t r;
  if (__builtin_add_overflow(a, b, &r)) raise_overflow();
  return r;
}
inline std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
  std::int64_t r;
  if (__builtin_sub_overflow(a, b, &r)) raise_overflow();
  return r;
}
inline std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t r;
  if (__builtin_mul_overflow(a, b, &r)) raise_overflow();
  return r;
}
/// Rounds down, as Python's // does; b is not 0.
inline std::int64_t floor_of(std::int64_t a, std::int64_t b) {
  const std::int64_t q = a / b;
  return q * b != a && ((a < 0) != (b < 0)) ? q - 1 : q;
}

}  // namespace battalion::dsl::prim
