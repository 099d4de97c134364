#pragma once
// The timeout executor: runs calls on a fixed number of workers, each with its own clocks.
//
// Whoever waits works: the caller takes calls itself, so a call may make calls on the same executor, to any
// depth, with any number of workers from 1 up, and nobody waits for a worker that waits. A call's clocks start
// when it starts to run; the time it waited is recorded apart.
//
// Inside a timed call, who waits works only on calls that come from what it waits for. A stranger's call would eat
// its wall guard, keep it from coming back when its time is up, and could bury it under ever more strangers. The
// price is a worker that idles while the last of its calls run elsewhere.
//
// Why nothing deadlocks: whoever waits, waits for calls that started after it did or that it can run itself, and
// whatever lies on top of it on its thread's stack started after it, too. So the latest started never waits.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "exec/timed_call.hpp"

namespace battalion::exec {

/// All functions may be called by several threads at once, and by calls that it runs.
class Executor {
 public:
  /// `workers` counts the calling thread: 1 starts no thread.
  explicit Executor(int workers);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  int workers() const { return workers_; }
  /// Runs fn(0) ... fn(count - 1), in any order, and returns when all have ended. What a call throws is thrown
  /// here, the first by number, after all have ended. times: [count], if wanted.
  void run(int count, const std::function<void(int)>& fn, std::span<CallTimes> times = {});

  /// Runs fn(context, 0) ... fn(context, count - 1) as timed calls, in any order; returns how each ended when all
  /// have ended, and throws nothing that they throw. Made inside a timed call (on whichever executor), they stop
  /// when that one is cancelled or its wall guard has passed; its CPU clock and steps are its own alone.
  /// Nothing of them runs any more once this has returned.
  std::vector<Ended> run_timed(int count, const Terms& terms, const std::function<void(CallContext&, int)>& fn);

 private:
  struct Batch;
  struct Here;
  struct Call {
    Batch* batch;
    int number;
  };
  static thread_local Here here_;

  void work();
  void run_batch(Batch& batch, int count);
  static void run_one(const Terms& terms, const CallContext* around, const std::function<void(CallContext&, int)>& fn,
                      int number, Ended& ended);
  /// Takes the newest call that whoever waits for `batch` may work on, under the lock.
  bool take(const Batch& batch, bool kin_only, Call& call);
  /// Runs the call, records its times, returns what it threw.
  std::exception_ptr timed(const Call& call);
  void execute(const Call& call);

  const int workers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Call> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace battalion::exec
