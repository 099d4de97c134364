#pragma once
// Whether a sweep is at work in a folder, for one who only looks.

#include <cstdint>
#include <filesystem>
#include <string>

#include "report/status.hpp"

namespace battalion::app {

struct SweepLife {
  std::string state;  ///< "at work", "dead", "silent", "complete", "unfinished"
  std::string text;   ///< the same for people, with who and what to do
};

/// Of a holder on another host the lock's counter is watched until it moves, at most for `watch_ns`; no other's clock
/// is asked.
SweepLife look_for_life(const std::filesystem::path& out, const report::Status& status, std::int64_t watch_ns);

}  // namespace battalion::app
