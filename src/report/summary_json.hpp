#pragma once

#include <string>

#include "report/summary.hpp"

namespace battalion::report {

/// One JSON object on one line, without an end of line. score_a and score_b are shares (0 to 1),
/// score_c is a number of tasks.
std::string to_json(const Summary& summary);

}  // namespace battalion::report
