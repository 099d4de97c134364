#pragma once
// The order in which sets are walked (DESIGN.md, "Set order is stated, not inherited").

#include <cstdint>

namespace battalion::dsl {

enum class SetOrder : std::uint8_t {
  cpython = 0,    ///< the reference's under CPython 3.11: slots of its set table
  canonical = 1,  ///< sorted
};

}  // namespace battalion::dsl
