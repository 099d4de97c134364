#pragma once
// What one candidate may use on one sample.

#include <cstdint>

namespace battalion::exec {

struct Limits {
  std::int64_t cpu_ns = 1'000'000'000;    ///< CPU time of the thread that evaluates; 0: none
  std::int64_t wall_ns = 10'000'000'000;  ///< wall-clock guard; 0: none
  std::uint64_t steps = 0;                ///< deterministic work units; 0: none
  std::uint64_t memory = 256ull << 20;    ///< bytes of values; 0: none

  bool operator==(const Limits&) const = default;
};

}  // namespace battalion::exec
