#pragma once
// What the whole sweep came to.

#include "report/html/json.hpp"
#include "report/summary.hpp"

namespace battalion::report::html {

/// Totals, scores (shares), outcomes, engines, phases, configuration. Times in seconds.
Json overview_json(const store::SweepFile& sweep, const Summary& summary);

}  // namespace battalion::report::html
