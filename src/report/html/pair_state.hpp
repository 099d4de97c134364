#pragma once
// A program on a task in one word, as the map shows it.

#include <cstdint>
#include <string_view>

#include "report/html/task_walk.hpp"

namespace battalion::report::html {

/// From the best to the least telling.
enum class PairState : std::uint8_t {
  solved,  ///< exact on all samples
  demos,   ///< exact on all demos, not on all tests
  some,    ///< exact on some sample
  near,    ///< grids everywhere, at least nine tenths of the cells right
  wrong,
  error,
  memory,
  timeout,
  skipped,
  pending,
  unpaired,
};
/// A letter for each, in this order.
inline constexpr std::string_view state_letters = "SDPNWEMTK-.";

PairState state_of(const TaskTally& tally, const TaskSize& size);

}  // namespace battalion::report::html
