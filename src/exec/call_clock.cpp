#include "exec/call_clock.hpp"

#include "exec/stopwatch.hpp"

namespace battalion::exec {
namespace {

thread_local std::int64_t own_ns = 0;
thread_local Stopwatch stopwatch;

}  // namespace

std::int64_t enter_call() {
  // What this thread used up to here belongs to the call that it was in, if any.
  const std::int64_t outer = own_ns + stopwatch.lap().cpu_ns;
  own_ns = 0;
  return outer;
}

std::int64_t leave_call(std::int64_t outer) {
  const std::int64_t own = own_ns + stopwatch.lap().cpu_ns;
  own_ns = outer;
  return own;
}

std::int64_t call_cpu_ns() { return own_ns + stopwatch.so_far().cpu_ns; }

}  // namespace battalion::exec
