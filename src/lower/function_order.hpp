#pragma once
// The canonical order of functions, as the interpreter has it.

#include <vector>

#include "lower/staged.hpp"

namespace battalion::lower {

/// Puts the elements of a set, functions or tuples of them, into canonical order, each object once. Throws Refused where
/// their order hangs on values that are not known yet.
void sort_functions(std::vector<Staged>& items);

}  // namespace battalion::lower
