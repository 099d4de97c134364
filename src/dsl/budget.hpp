#pragma once
// What an evaluation may still use, and who is asked when the clocks want reading.

#include <cstdint>
#include <limits>

#include "dsl/error.hpp"

namespace battalion::dsl {

/// Reads clocks and cancellation; asked every few tens of microseconds of work.
class Watch {
 public:
  virtual ~Watch() = default;
  /// Throws Expired where a limit is met.
  virtual void look() = 0;
};

/// Steps are units of work: about one an element touched. They are the same on every machine and do not
/// depend on what else is in the battery.
struct Budget {
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::uint64_t look_every = 8192;  ///< steps between two looks at the clocks
  static constexpr std::uint64_t look_every_bytes = 256 << 10;  ///< bytes moved between two looks

  std::uint64_t steps = 0;
  std::uint64_t step_limit = unlimited;
  std::uint64_t memory = 0;  ///< bytes of values, those dropped on the way included
  std::uint64_t memory_limit = unlimited;
  Watch* watch = nullptr;

  void start(std::uint64_t steps_left, std::uint64_t memory_left) {
    steps = 0;
    memory = 0;
    step_limit = steps_left;
    memory_limit = memory_left;
    next_ = step_limit < look_every ? step_limit : look_every;
  }
  void tick(std::uint64_t n) {
    steps += n;
    if (steps > next_) [[unlikely]] due();
  }
  /// Bytes about to be moved or touched in bulk by work whose steps are counted already: looks at the clocks
  /// in between, so that a large copy is not in the way of a deadline.
  void moving(std::uint64_t bytes) {
    moved_ += bytes;
    if (moved_ < look_every_bytes) return;
    moved_ = 0;
    if (watch != nullptr) watch->look();
  }
  /// Whether this much can be used with no limit met and no clock due on the way: then it may be charged at once.
  bool covers(std::uint64_t more_steps, std::uint64_t bytes) const {
    return more_steps <= next_ && steps <= next_ - more_steps && bytes <= memory_limit && memory <= memory_limit - bytes;
  }
  void charge(std::uint64_t bytes) {
    memory += bytes;
    if (memory > memory_limit) [[unlikely]] throw Expired{Limit::memory};
  }

 private:
  [[gnu::cold, gnu::noinline]] void due() {
    if (steps > step_limit) throw Expired{Limit::steps};
    next_ = step_limit - steps < look_every ? step_limit : steps + look_every;
    if (watch != nullptr) watch->look();
  }
  std::uint64_t next_ = look_every;
  std::uint64_t moved_ = 0;
};

/// The budget of the evaluation that this thread is in: comparing values has no context, and can take
/// exponentially long on values that share their parts.
inline thread_local Budget* metered = nullptr;

}  // namespace battalion::dsl
