#pragma once
// First-order primitives whose types do not depend on the elements of their arguments (signatures.def).

#include <optional>
#include <span>

#include "lower/builder.hpp"

namespace battalion::lower {

/// Emits the primitive by the first alternative that its arguments fit. None where the table does not have it. Throws
/// Refused where no alternative fits.
std::optional<ValueId> emit_by_signature(Builder& builder, dsl::Primitive p, std::span<const ValueId> args);

}  // namespace battalion::lower
