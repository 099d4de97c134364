#pragma once
// From a DSL value to an ARC answer.

#include <optional>

#include "arc/grid.hpp"
#include "arc/scoring.hpp"
#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::score {

/// The value as a grid: a tuple of one or more rows of one width of at least 1, all integers of 8 bits (True is
/// 1, as it is to the reference's ==). Nothing where it is none, or one of more than 2^24 cells.
std::optional<arc::Grid> to_grid(dsl::Value value);

/// The same without a copy, for what is held as a plain grid: valid as long as the value. Nothing for all else, grid or not.
std::optional<arc::GridView> plain_grid(dsl::Value value);

/// A grid of the data as a DSL value, in ctx's current home.
dsl::Value from_grid(dsl::Context& ctx, const arc::Grid& grid);

}  // namespace battalion::score
