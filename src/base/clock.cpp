#include "base/clock.hpp"

#include <ctime>

namespace battalion {
namespace {

std::int64_t read(clockid_t id) {
  timespec t{};
  clock_gettime(id, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

std::int64_t wall_ns() { return read(CLOCK_MONOTONIC); }
std::int64_t thread_cpu_ns() { return read(CLOCK_THREAD_CPUTIME_ID); }
std::int64_t process_cpu_ns() { return read(CLOCK_PROCESS_CPUTIME_ID); }
std::int64_t unix_ns() { return read(CLOCK_REALTIME); }

}  // namespace battalion
