#pragma once
// The DSL's named constants: numbers, truth values, vectors (michaelhodel/arc-dsl, constants.py).

#include <cstdint>
#include <span>
#include <string_view>

namespace battalion::dsl {

struct Constant {
  enum class Kind : std::uint8_t { boolean, integer, vector } kind;
  std::string_view name;
  int first = 0;   ///< the number or truth value, or a vector's first half
  int second = 0;
};

std::span<const Constant> constants();
/// Null where there is none of this name.
const Constant* find_constant(std::string_view name);

}  // namespace battalion::dsl
