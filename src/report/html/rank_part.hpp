#pragma once
// The timeline of ranks.

#include "report/html/json.hpp"
#include "report/html/limits.hpp"
#include "report/summary.hpp"

namespace battalion::report::html {

/// {to, rows, left_out}: seconds since the sweep's start. A row's `busy_at`: [moment] per cent
/// of it that the rank scored samples; `last`: the sample that it ended with, and when. Of too many
/// ranks those that scored longest. A sample of which several ranks scored a part counts on the
/// first.
Json ranks_json(const store::SweepFile& sweep, const Summary& summary, const PageLimits& limits);

}  // namespace battalion::report::html
