#pragma once

#include "report/html/json.hpp"
#include "report/html/limits.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report::html {

/// All that a page shows of a sweep: {overview, tasks, details, programs, map, ranks, slow,
/// failures, problems}. Walks the matrices a few times, in parts; memory grows with programs and
/// tasks, not with their product.
Json page_data(const store::SweepFile& sweep, const PageLimits& limits = {});

}  // namespace battalion::report::html
