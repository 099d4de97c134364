#pragma once
// Which kinds a loop can have: what it walks, what its rounds give, what is made of that.

#include <optional>

#include "kernels/engine/code.hpp"

namespace battalion::kernels {

/// What walking a container of this kind leaves; none where it cannot be walked.
std::optional<Kind> walked_as(Kind container);

/// Whether containers of this kind are made of such values, one by one.
bool holds(Kind container, Kind value);

/// How many containers and parameters there are. A loop that repeats has one of each, and how often.
constexpr int width(const Loop& l) { return l.kind != LoopKind::repeat && l.walk != Walk::one ? 2 : 1; }

/// What is wrong with the kinds and the form of a loop, registers and places in code apart; null where nothing is.
const char* wrong_with(const Loop& l);

}  // namespace battalion::kernels
