#pragma once
// What can be told of a value that has no form in planes, where its one use is to be a program's answer, or to make the next
// operation raise.

#include <cstddef>
#include <optional>

#include "arc/grid.hpp"
#include "dsl/primitive.hpp"
#include "kernels/engine/code.hpp"
#include "kernels/status.hpp"

namespace battalion::score {

/// What an instruction that punts for `why` would have made: a grid (given), or what is none. Nothing where that is not
/// known, or too large to be made here.
struct Beyond {
  bool is_grid = false;
  arc::Grid grid;
};
std::optional<Beyond> made_beyond_planes(const kernels::Instruction& instruction, kernels::Punt why, const void* const* registers);

/// Whether an instruction that punts for Punt::empty would have made the empty tuple: the corner of nothing.
bool makes_empty_tuple(const kernels::Instruction& instruction);

/// How the primitive raises, whatever else it is given, where this argument of it is the empty tuple instead of a pair.
/// Nothing where it may not.
std::optional<kernels::Error> raised_on_empty_tuple(dsl::Primitive primitive, std::size_t argument);

}  // namespace battalion::score
