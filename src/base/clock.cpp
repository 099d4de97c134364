#include "base/clock.hpp"

#include <algorithm>
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

std::int64_t unix_ns() {
  struct Start {
    // Times before 1970 are no times: files refuse them.
    std::int64_t unix = std::max<std::int64_t>(0, read(CLOCK_REALTIME));
    std::int64_t wall = wall_ns();
  };
  static const Start start;
  return start.unix + (wall_ns() - start.wall);
}

}  // namespace battalion
