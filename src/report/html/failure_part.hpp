#pragma once
// What failed, by kind, with examples; and what could not be read.

#include "report/html/json.hpp"
#include "report/html/limits.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report::html {

/// {kinds: [{kind, count, messages: [{message, count, examples: [{task, split, index, program}]}],
/// messages_left_out}], kinds_left_out}, most frequent first.
Json failures_json(const store::SweepFile& sweep, const PageLimits& limits);

/// {rows: [{file, line, column, message, program}], left_out}
Json problems_json(const store::SweepFile& sweep, const PageLimits& limits);

}  // namespace battalion::report::html
