#pragma once
// When a call's time is up.

#include <cstdint>
#include <limits>

#include "exec/limits.hpp"

namespace battalion::exec {

/// A call's clocks against its limits. Times in ns; wall-clock ones as wall_ns() gives them.
class Deadline {
 public:
  enum class State : std::uint8_t {
    open,
    cpu,       ///< its own CPU limit has passed
    wall,      ///< its own wall guard has passed
    inherited  ///< the time of a call around it is up
  };
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  /// start: when the call started to run; inherited: when the first of the calls around it must have ended.
  Deadline(const Limits& limits, std::int64_t start, std::int64_t inherited)
      : cpu_limit_(limits.cpu_ns == 0 ? never : limits.cpu_ns),
        own_end_(after(start, limits.wall_ns)),
        inherited_(inherited),
        look_(after(start, limits.cpu_ns)) {}

  /// cpu() is the CPU time that the call has used. It is only asked once the limit can have been reached: a
  /// thread's CPU clock is no faster than the wall clock, and costs many times as much to read.
  template <class Cpu>
  State look(std::int64_t now, Cpu&& cpu) {
    if (now >= look_) {
      const std::int64_t used = cpu();
      if (used >= cpu_limit_) return State::cpu;
      look_ = now + (cpu_limit_ - used);
    }
    if (now < own_end_ && now < inherited_) return State::open;
    return own_end_ <= inherited_ ? State::wall : State::inherited;
  }
  /// When the call must have ended, for calls that it makes.
  std::int64_t end() const { return own_end_ < inherited_ ? own_end_ : inherited_; }

 private:
  static std::int64_t after(std::int64_t start, std::int64_t limit) {
    return limit == 0 || limit > never - start ? never : start + limit;
  }

  std::int64_t cpu_limit_;
  std::int64_t own_end_;
  std::int64_t inherited_;
  std::int64_t look_;  ///< the CPU limit cannot be reached before
};

}  // namespace battalion::exec
