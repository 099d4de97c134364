#pragma once
// Lowered code as text, for people and tests.

#include <string>

#include "lower/lowering.hpp"

namespace battalion::lower {

/// One line a node, in order of evaluation, regions indented:
///   v3 = objects(v0, v1, v2, v1) : set of object
std::string listing(Lowering& lowering);

}  // namespace battalion::lower
