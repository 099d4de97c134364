#pragma once
// Values as JSON, in the encoding of the recorded vectors: tuple = array, frozenset = {"set": [...]},
// callable = {"fn": name}, None = null.

#include <string>
#include <string_view>

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

/// Sets are written in canonical order; a function that is no primitive as {"fn": "<closure>"}. Held to the budget that
/// is metered, if any: throws Expired.
std::string to_json(Value v);
/// Throws InputError for what is no value, saying where.
Value from_json(Context& ctx, std::string_view text);

}  // namespace battalion::dsl
