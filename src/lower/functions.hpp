#pragma once
// Calls of functions that are known whole, and the higher-order primitives: both become code.

#include <optional>
#include <span>

#include "lower/builder.hpp"

namespace battalion::lower {

/// What applying a primitive to these arguments gives: a value's code is emitted, a function is put together. Throws
/// Refused.
Staged apply_primitive(Builder& builder, dsl::Primitive p, std::span<const Staged> args);

/// Likewise for a call of `function`.
Staged call(Builder& builder, const Staged& function, std::span<const Staged> args);

Staged primitive_function(dsl::Primitive p);

}  // namespace battalion::lower
