#pragma once
// Making and reading tuples, whatever form they have, and anything else that can be iterated.

#include <span>

#include "dsl/context.hpp"
#include "dsl/error.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

/// Values nest at most this deep, so that walking one never exhausts the stack.
inline constexpr int max_nesting = 1000;
/// One more than the deepest of these; raises RecursionError past the limit.
std::uint16_t deeper_than(std::span<const Value> items);

Value make_integer(Context& ctx, std::int64_t n);
/// The tuple of these values, in its one form. `items` are copied.
Value new_tuple(Context& ctx, std::span<const Value> items);
Value new_tuple_of_any(Context& ctx, Value a, Value b);
inline Value new_tuple(Context& ctx, Value a, Value b) {
  if (a.is(Tag::integer) && b.is(Tag::integer) && Value::fits_pair(a.as_small(), b.as_small())) {
    return Value::pair(a.as_small(), b.as_small());
  }
  return new_tuple_of_any(ctx, a, b);
}
Value empty_tuple();

/// A grid whose cells are to be filled in; h and w at least 1.
GridObj* new_grid(Context& ctx, std::uint64_t h, std::uint64_t w);
inline Value as_value(GridObj* g) { return Value::pointer(Tag::grid, g); }
/// The tuple of n 8-bit integers, n at least 1 (a pair where n is 2).
Value make_row(Context& ctx, const std::int8_t* cells, std::uint32_t n);

/// Of an is_tuple() value.
std::uint32_t tuple_size(Value t);
/// Element k of an is_tuple() value; k < tuple_size(t).
Value tuple_at(Context& ctx, Value t, std::uint32_t k);
/// Python's t[k]: negative k from the end; raises as the reference does where t is no tuple.
Value subscript(Context& ctx, Value t, std::int64_t k);
/// Python's len().
std::uint32_t length(Value v);
/// What iterating v yields, in order (sets are walked in set order). Raises TypeError where it cannot be iterated.
/// Lives in the arena or in v.
std::span<const Value> elements(Context& ctx, Value v);
/// `a, b = v`
struct Two {
  Value a, b;
};
Two unpack_two(Context& ctx, Value v);

}  // namespace battalion::dsl
