#pragma once
// Whose time has changed, and not just by noise or by another machine.

#include <span>
#include <string>
#include <vector>

namespace battalion::report {

/// CPU seconds of the same work, then and now.
struct TimePair {
  std::string name;
  double was = 0;
  double is = 0;
};

struct TimeChanges {
  double factor = 1;             ///< the median of is/was: how much slower everything is
  std::vector<TimePair> slower;  ///< than that, the most first
  std::vector<TimePair> faster;  ///< than that, the most first
};

/// Less than half as much again as the median's, or less than 0.1 ms from it, is noise.
inline constexpr double least_factor = 1.5;
inline constexpr double least_seconds = 1e-4;

TimeChanges time_changes(std::span<const TimePair> pairs);

}  // namespace battalion::report
