#pragma once
// Containers known item by item: what primitives make of them is written out, once for each item. So functions may be kept
// in tuples and sets, which have no form in planes.

#include <optional>
#include <span>

#include "lower/builder.hpp"

namespace battalion::lower {

/// What the primitive makes of packs and bags; none where it is given none, or treats them as any other value. Throws
/// Refused.
std::optional<Staged> apply_to_packs(Builder& builder, dsl::Primitive p, std::span<const Staged> args);

/// A tuple of these: a value, where they are values of which a tuple has a form; else a pack.
Staged tuple_of(Builder& builder, std::vector<Staged> items);

/// Whether a call of the function gives a function, as far as its last step tells.
bool gives_function(const Staged& function);

}  // namespace battalion::lower
