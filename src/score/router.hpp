#pragma once
// Which engine a program goes to first, where both are there: whichever was measured to be faster with it.

#include <cstdint>
#include <vector>

#include "base/id.hpp"

namespace battalion::score {

/// Not thread-safe; one a worker. Engines tell the same of a pair, so that what is measured changes nothing but times.
class Router {
 public:
  explicit Router(std::size_t programs) : spent_(programs) {}

  void start_sample() { trying_ = sample_ < first_trials || sample_ % trial_every == 0, ++sample_; }
  /// Whether programs are run by both on the sample at hand, and measured: on one sample, as a program may take ten times
  /// as long on the next.
  bool trying() const { return trying_; }
  /// Lanes, until they were measured to be slower.
  bool to_lanes(ProgramId p) const { return trying_ || spent_[p.value].lanes <= spent_[p.value].interpreter; }
  /// lanes_ns: until the pair was answered, by the interpreter in the end where it had to.
  void took(ProgramId p, std::int64_t lanes_ns, std::int64_t interpreter_ns) {
    Spent& s = spent_[p.value];
    s.lanes += (static_cast<double>(lanes_ns) - s.lanes) * newest;
    s.interpreter += (static_cast<double>(interpreter_ns) - s.interpreter) * newest;
  }

 private:
  /// Samples that are tried at first, and one of so many later: less than one part in fifty of the time.
  static constexpr std::uint64_t first_trials = 2, trial_every = 64;
  static constexpr double newest = 0.3;  ///< weight of the newest trial

  struct Spent {
    double lanes = 0, interpreter = 0;  ///< ns a sample
  };
  std::vector<Spent> spent_;  ///< [program]
  std::uint64_t sample_ = 0;
  bool trying_ = false;
};

}  // namespace battalion::score
