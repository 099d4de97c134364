#pragma once
// What a device's answer says.

#include <optional>

#include "kernels/pair.hpp"
#include "score/judge.hpp"

namespace battalion::score {

/// Why the device could not tell; null where it did. Static text.
const char* punt_of(const kernels::PairAnswer& answer);

/// As judge() on the interpreter's evaluation, without the grid; nothing where the device could not tell.
std::optional<Verdict> verdict_of(const kernels::PairAnswer& answer);

}  // namespace battalion::score
