#pragma once
// CPU time of the calling thread over many short stretches, without asking the kernel for each of them.

#include <algorithm>
#include <cstdint>

#include "base/clock.hpp"

namespace battalion::exec {

/// What was used in a stretch.
struct Used {
  std::int64_t cpu_ns = 0;
  std::int64_t wall_ns = 0;
};

/// Reading the CPU clock of a thread costs many times the wall clock. Short stretches are charged by the wall
/// clock, as a thread is hardly ever put aside so briefly, until `trusted_ns` of them came together; the stretch that
/// goes past it is charged by the CPU clock, less what was charged since that was last read. So what a thread was put
/// aside for in short stretches is taken off a later one, but never more than `trusted_ns` of it.
class Stopwatch {
 public:
  static constexpr std::int64_t trusted_ns = 50'000;

  Stopwatch() { restart(); }
  void restart() {
    wall_ = wall_ns();
    cpu_ = thread_cpu_ns();
    charged_ = 0;
  }
  /// Ends a stretch and starts the next one.
  Used lap() { return lap(wall_ns()); }
  /// Likewise, by a wall clock that was just read.
  Used lap(std::int64_t now) {
    const std::int64_t wall = now - wall_;
    wall_ = now;
    if (charged_ + wall < trusted_ns) {
      charged_ += wall;
      return {wall, wall};
    }
    const std::int64_t cpu = thread_cpu_ns();
    const std::int64_t used = std::max<std::int64_t>(0, cpu - cpu_ - charged_);
    cpu_ = cpu;
    charged_ = 0;
    return {used, wall};
  }
  /// What the current stretch has used so far.
  Used so_far() const {
    return {std::max<std::int64_t>(0, thread_cpu_ns() - cpu_ - charged_), wall_ns() - wall_};
  }

 private:
  std::int64_t wall_ = 0;     ///< start of the stretch
  std::int64_t cpu_ = 0;      ///< CPU clock when last read
  std::int64_t charged_ = 0;  ///< by the wall clock, since
};

}  // namespace battalion::exec
