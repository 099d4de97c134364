#pragma once

#include "store/detail/whole.hpp"

namespace battalion::store::detail {

/// Numbers the programs of all parts: those of the first as they are, then those of each next that are not there yet. Two are
/// one where name and canonical digest are equal; of several such in a part the n-th is the n-th of another.
void unite_programs(Whole& whole);

}  // namespace battalion::store::detail
