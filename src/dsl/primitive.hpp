#pragma once
// The table of the DSL's 160 primitives and combinators: names, arities, parameter names.

#include <cstdint>
#include <optional>
#include <string_view>

namespace battalion::dsl {

/// One enumerator a primitive, in the table's order: Primitive::add, Primitive::rot90, ...
enum class Primitive : std::uint16_t {
#define PRIMITIVE(id, name, arity, parameters) id,
#include "dsl/primitives.def"
#undef PRIMITIVE
};

struct PrimitiveInfo {
  std::string_view name;
  std::uint8_t arity = 0;
  std::string_view parameters;  ///< separated by one space, as the reference spells them
};

inline constexpr int primitive_count = 160;
const PrimitiveInfo& info(Primitive p);
/// info(p).arity, where calls are made by the million.
inline int arity(Primitive p) {
  static constexpr std::uint8_t arities[] = {
#define PRIMITIVE(id, name, arity, parameters) arity,
#include "dsl/primitives.def"
#undef PRIMITIVE
  };
  return arities[static_cast<int>(p)];
}
std::optional<Primitive> find_primitive(std::string_view name);

}  // namespace battalion::dsl
