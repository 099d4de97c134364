#pragma once
// The clocks that Battalion measures with. All in nanoseconds.

#include <cstdint>

namespace battalion {

/// Monotonic wall clock of this host; differences only.
std::int64_t wall_ns();
/// CPU time used by the calling thread.
std::int64_t thread_cpu_ns();
/// CPU time used by all threads of the process.
std::int64_t process_cpu_ns();
/// Time since the Unix epoch, comparable across hosts as far as their clocks agree. Looked at once in a process and
/// counted on by wall_ns(): a clock that is set meanwhile makes no later time earlier.
std::int64_t unix_ns();

}  // namespace battalion
