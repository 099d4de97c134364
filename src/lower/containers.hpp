#pragma once
// First-order primitives whose types follow those of elements.

#include <optional>
#include <span>

#include "lower/builder.hpp"

namespace battalion::lower {

/// Emits the primitive. None where it is none of these. Throws Refused where its arguments do not fit.
std::optional<ValueId> emit_on_containers(Builder& builder, dsl::Primitive p, std::span<const ValueId> args);

/// Type of the elements that walking `container` gives; refuses what cannot be walked.
Type element_of(Builder& builder, ValueId container, std::string_view what);
/// Type of a container of such elements, of the same sort (set or tuple) as `container`.
Type alike(Builder& builder, ValueId container, Type element);

}  // namespace battalion::lower
