#pragma once
// papply(pair, a, b) of two grids: mostly made for the higher or lower of each two cells, which planes tell at once.

#include <optional>
#include <span>

#include "lower/builder.hpp"

namespace battalion::lower {

/// papply of pair over two grids. None where the arguments are anything else.
std::optional<Staged> stage_paired(Builder& builder, std::span<const Staged> args);

/// What the primitive makes of paired grids; none where it is given none. Throws Refused.
std::optional<Staged> apply_to_paired(Builder& builder, dsl::Primitive p, std::span<const Staged> args);

/// The tuple of tuples of pairs that they are.
ValueId made_of_paired(Builder& builder, const Staged& paired);

}  // namespace battalion::lower
