#pragma once
// What can be told of a value that has no form in planes, where its one use is to be a program's answer.

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

}  // namespace battalion::score
