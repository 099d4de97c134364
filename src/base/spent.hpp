#pragma once
// Wall clock and CPU time of the calling thread over stretches of work that lie apart.

#include <cstdint>

#include "base/clock.hpp"

namespace battalion {

struct Spent {
  std::int64_t wall_ns = 0;
  std::int64_t cpu_ns = 0;
};

/// Adds what passes until its end, on the thread that made it, to `sum`, which must outlive it.
class Stretch {
 public:
  explicit Stretch(Spent& sum) : sum_(sum), wall_(wall_ns()), cpu_(thread_cpu_ns()) {}
  ~Stretch() {
    sum_.wall_ns += wall_ns() - wall_;
    sum_.cpu_ns += thread_cpu_ns() - cpu_;
  }
  Stretch(const Stretch&) = delete;
  Stretch& operator=(const Stretch&) = delete;

 private:
  Spent& sum_;
  const std::int64_t wall_, cpu_;
};

}  // namespace battalion
