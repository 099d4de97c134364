#pragma once
// A program of these lines on a grid: the engine and the interpreter end each operation alike, under both set orders and at
// every level that this machine has.

#include <string>

#include "lower/lockstep.hpp"

namespace battalion::lower {

/// What was compared, under the last of both orders; loops told at once, under either.
Lockstep::Tally expect_alike(const std::string& lines, const std::string& grid);

}  // namespace battalion::lower
