#pragma once
// Whether a sweep is at work in a folder, for one who only looks.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "report/status.hpp"

namespace battalion::app {

struct SweepLife {
  std::string state;  ///< "at work", "dead", "silent", "complete", "unfinished"
  std::string text;   ///< the same for people, with who and what to do
};

/// A sweep's folder and what is on disk in it.
struct LookedAt {
  std::filesystem::path out;
  report::Status status;
};

/// One of each. Of holders on other hosts the locks' counters are watched, all together, until they have moved, at most for
/// `watch_ns`; no other's clock is asked.
std::vector<SweepLife> look_for_life(std::span<const LookedAt> sweeps, std::int64_t watch_ns);

}  // namespace battalion::app
