#pragma once
// The nearest name to one that nobody knows.

#include <span>
#include <string_view>

namespace battalion::dsl {

/// The candidate with the fewest letters to change, add, leave out or swap; empty where none is near enough to be meant.
std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace battalion::dsl
