#pragma once
// What is said of a program that does not come back after every limit has passed.

#include <cstdint>
#include <string>

#include "exec/grace_watch.hpp"

namespace battalion::app {

/// After its limits, before a call counts as stuck: a bug. (--grace is for sound calls, when a sweep is stopped.)
inline constexpr std::int64_t grace_ns = 20'000'000'000;

std::string overdue_text(const std::string& what, std::int64_t seen_ns);

/// What a watch does before any scoring: there is nothing to save, and the stuck thread cannot be
/// ended otherwise. Says it on stderr and ends the process with exit code 1; under MPI the launcher
/// then ends the job.
exec::GraceWatch::Tell end_when_overdue();

}  // namespace battalion::app
