#pragma once
// What lowering made, held to what may be run (kernels/verify.hpp).

#include <string>
#include <vector>

#include "lower/bytecode.hpp"

namespace battalion::lower {

/// Why the code would do harm: a bug of lowering. Empty where it would not. `whole`: [operation] whether it is lowered, and
/// all that it needs; others are not run.
std::string unsound(const Bytecode& code, const std::vector<bool>& whole);

}  // namespace battalion::lower
