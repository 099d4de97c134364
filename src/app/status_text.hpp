#pragma once
// What `battalion status` says.

#include <string>

#include "app/parts_status.hpp"
#include "app/sweep_life.hpp"

namespace battalion::app {

std::string status_text(const report::Status& status, const SweepLife& life);
std::string status_text(const PartsStatus& parts);
/// One JSON object, ASCII.
std::string status_json(const report::Status& status, const SweepLife& life);
std::string status_json(const PartsStatus& parts);

}  // namespace battalion::app
