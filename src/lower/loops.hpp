#pragma once
// Higher-order primitives as loops over the code of their functions.

#include <functional>
#include <optional>
#include <span>

#include "lower/builder.hpp"

namespace battalion::lower {

/// apply, mapply, sfilter, mfilter, extract, argmax, argmin, valmax, valmin, order, papply, mpapply, prapply, rapply.
/// None for other primitives. Throws Refused.
std::optional<ValueId> emit_loop(Builder& builder, dsl::Primitive p, std::span<const Staged> args);

/// apply, mapply and sfilter over a product that is not made. None for other primitives. Throws Refused.
std::optional<Staged> emit_over_product(Builder& builder, dsl::Primitive p, std::span<const Staged> args);

/// function, applied `times` times, to x first: of one type throughout.
ValueId emit_power(Builder& builder, const Staged& function, ValueId times, ValueId x);

/// One of two calls, as `condition` is true or not; and what `then` makes of it, if given: of each by itself where they give
/// unlike types.
Staged emit_choice(Builder& builder, ValueId condition, const std::function<Staged()>& yes,
                   const std::function<Staged()>& no, const std::function<Staged(const Staged&)>& then = {});

}  // namespace battalion::lower
