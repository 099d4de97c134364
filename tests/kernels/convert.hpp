#pragma once
// Values of the bit-plane engine as values of the interpreter.

#include "dsl/context.hpp"
#include "kernels/signature.hpp"
#include "kernels/values.hpp"

namespace battalion::kernels {

/// The value of this kind that lies at `value`. Patches with places beyond their window come without those, objects
/// with several colours at a place with the highest.
dsl::Value to_dsl(dsl::Context& ctx, Kind kind, const void* value);

/// What is wrong with the form of a value (values.hpp): bits beyond it, a window that is not the one; null where
/// nothing is.
const char* malformed(Kind kind, const void* value);

}  // namespace battalion::kernels
