#pragma once
// The interpreter: what the operations of a program mean.

#include <span>

#include "dsl/context.hpp"
#include "dsl/program.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

/// One operation other than `input`, its arguments already evaluated.
Value evaluate(Context& ctx, OpKind kind, Primitive primitive, std::int64_t number, std::span<const Value> args);

/// A whole program, operation by operation as the reference would. Throws Raised or Expired.
Value run(Context& ctx, const Program& program, Value input);

}  // namespace battalion::dsl
