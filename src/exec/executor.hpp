#pragma once
// The timeout executor: runs calls on a fixed number of workers, each with its own clocks.
//
// Whoever waits works: the caller takes calls itself, so a call may make calls on the same executor, to any
// depth, with any number of workers from 1 up, and nobody waits for a worker that waits. A call's clocks start
// when it starts to run; the time it waited is recorded apart.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace battalion::exec {

/// What a finished call used.
struct CallTimes {
  std::int64_t queue_ns = 0;  ///< from hand-over to start
  std::int64_t wall_ns = 0;
  std::int64_t cpu_ns = 0;    ///< of the thread that ran it, calls that it helped with apart
};

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

 private:
  struct Batch;
  struct Call {
    Batch* batch;
    int number;
  };
  void work();
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
