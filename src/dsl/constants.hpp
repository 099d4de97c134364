#pragma once
// The named constants of the DSL: ZERO, DOWN, T, ...

#include <cstdint>
#include <span>
#include <string_view>

namespace battalion::dsl {

struct Constant {
  enum class Kind : std::uint8_t { boolean, integer, pair };
  std::string_view name;
  Kind kind;
  std::int8_t first;       ///< the number, 0 or 1 of a boolean, or the pair's first
  std::int8_t second = 0;  ///< the pair's second
};

std::span<const Constant> constants();
/// Null where there is no such constant.
const Constant* find_constant(std::string_view name);

}  // namespace battalion::dsl
