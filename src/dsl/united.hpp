#pragma once
// Unions of sets of places or cells under `canonical`, where it does not matter in which order they came: nothing is to be
// replayed, so what went where is not kept.

#include <cstdint>
#include <span>

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

/// Of sets of places, with a charge of its own. Null where they are few, or far apart, or not all such sets.
SetObj* united_places(Context& ctx, std::span<const Value> sets);

/// Of sets of cells where no place has several colours, by what lies at each place; charged as if the elements were gathered, at
/// `gathered` bytes each, and made a set. Null where that has to be done.
SetObj* united_cells(Context& ctx, Recipe recipe, std::span<const Value> sets, std::uint64_t gathered);

}  // namespace battalion::dsl
