#pragma once
// A timed call: what it may use, how it ended, and what its body asks while it runs.

#include <cstdint>
#include <exception>
#include <functional>
#include <string>

#include "exec/cancellation.hpp"
#include "exec/deadline.hpp"
#include "exec/limits.hpp"

namespace battalion::exec {

class GraceWatch;
class Post;

/// What a finished call used.
struct CallTimes {
  std::int64_t queue_ns = 0;  ///< from hand-over to start
  std::int64_t wall_ns = 0;
  std::int64_t cpu_ns = 0;    ///< of the thread that ran it, calls that it helped with apart
};

/// Which limit a timed-out call met.
enum class TimeLimit : std::uint8_t { cpu, wall, steps };

/// How a timed call ended. What its body did before is kept.
struct Ended {
  enum class How : std::uint8_t {
    finished,
    raised,    ///< the body threw `raised`
    timeout,   ///< over `limit`
    memory,    ///< over the memory limit, or std::bad_alloc
    cancelled  ///< it, or a call around it, was cancelled; or the time of a call around it was up
  };
  How how = How::cancelled;
  TimeLimit limit = TimeLimit::cpu;  ///< of a timeout
  bool ran = false;                  ///< false: cancelled before it started
  std::exception_ptr raised;
  std::uint64_t steps = 0;
  std::uint64_t memory = 0;  ///< bytes that it was charged
  CallTimes times;
};

/// What timed calls are held to. Nothing is owned; all must outlive the calls.
struct Terms {
  Limits limits;
  const Cancellation* cancellation = nullptr;  ///< besides that of the calls around
  GraceWatch* watch = nullptr;                 ///< is told of calls that do not come back
  /// What call k runs, for the watch: made on the watch's thread while the call runs, and only if it must be told.
  std::function<std::string(int)> what = nullptr;
};

/// Thrown through a body that has to stop. Not a std::exception, so that a body's own handlers let it pass; one
/// that swallows it ends as stopped all the same.
struct Stopped {};

/// What the body of a timed call is given. For the thread that runs it alone.
class CallContext {
 public:
  /// around: the timed call that made this one, if any. start: wall_ns() when it started to run.
  CallContext(const Terms& terms, const CallContext* around, std::int64_t start);
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  /// Throws Stopped if the call is cancelled or its time is up. Reads the wall clock, seldom the CPU clock.
  void check();
  /// Counts steps; checks the clocks once every `steps_a_look`. Throws Stopped.
  void step(std::uint64_t steps = 1) {
    steps_ += steps;
    if (steps_ >= look_at_) look_steps();
  }
  /// Charges memory. Throws Stopped.
  void use_memory(std::uint64_t bytes);

  /// Any thread may ask.
  bool cancelled() const;
  /// Below this one, for calls that it makes: wall_ns() at which they must have ended.
  std::int64_t end() const { return deadline_.end(); }

  static constexpr std::uint64_t steps_a_look = 8192;

 private:
  friend class Executor;
  [[noreturn]] void stop(Ended::How how, TimeLimit limit = TimeLimit::cpu);
  void look_steps();
  /// Fills in how it ended; failure: what came out of the body, if anything.
  void end_as(Ended& ended, std::exception_ptr failure);

  const Terms& terms_;
  const CallContext* const around_;
  Deadline deadline_;
  std::uint64_t steps_ = 0;
  std::uint64_t look_at_;
  std::uint64_t memory_ = 0;
  bool stopped_ = false;
  Ended::How how_ = Ended::How::finished;
  TimeLimit limit_ = TimeLimit::cpu;
  const Post* post_ = nullptr;
};

}  // namespace battalion::exec
