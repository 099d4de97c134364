#pragma once
// CPU time of the call that a thread is in, calls that the thread runs meanwhile apart. Per thread: every function
// speaks of the calling thread alone.

#include <cstdint>

namespace battalion::exec {

/// Starts a call's clock. Returns what to hand to leave_call.
std::int64_t enter_call();
/// Ends it and goes back to the call around it, if any. Returns the call's own CPU time in ns.
std::int64_t leave_call(std::int64_t outer);
/// What the current call has used so far, in ns.
std::int64_t call_cpu_ns();

}  // namespace battalion::exec
