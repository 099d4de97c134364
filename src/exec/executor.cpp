#include "exec/executor.hpp"

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "exec/stopwatch.hpp"

namespace battalion::exec {
namespace {

/// CPU time of the call that this thread is in, less that of calls run while it waited for them or others.
thread_local std::int64_t outer_cpu_ns = 0;
thread_local Stopwatch stopwatch;

}  // namespace

struct Executor::Batch {
  const std::function<void(int)>& fn;
  std::span<CallTimes> times;
  std::int64_t handed_over_ns;
  int left;
  int first_failed;
  std::exception_ptr failure;
};

Executor::Executor(int workers) : workers_(workers) {
  BATTALION_EXPECT(workers >= 1);
  for (int k = 1; k < workers; ++k) threads_.emplace_back([this] { work(); });
}

Executor::~Executor() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& t : threads_) t.join();
}

void Executor::run(int count, const std::function<void(int)>& fn, std::span<CallTimes> times) {
  BATTALION_EXPECT(times.empty() || static_cast<int>(times.size()) == count);
  if (count == 0) return;
  Batch batch{fn, times, wall_ns(), count, count, nullptr};
  if (count == 1) {
    // Nobody could help: no queue, no lock.
    if (const auto failure = timed({&batch, 0})) std::rethrow_exception(failure);
    return;
  }
  {
    std::lock_guard lock(mutex_);
    for (int k = 0; k < count; ++k) queue_.push_back({&batch, k});
  }
  if (workers_ > 1) changed_.notify_all();
  std::unique_lock lock(mutex_);
  while (batch.left > 0) {
    if (!queue_.empty()) {
      // The newest first: what this call waits for is more likely among them.
      const Call call = queue_.back();
      queue_.pop_back();
      lock.unlock();
      execute(call);
      lock.lock();
    } else {
      changed_.wait(lock);
    }
  }
  lock.unlock();
  if (batch.failure) std::rethrow_exception(batch.failure);
}

void Executor::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const Call call = queue_.front();
    queue_.pop_front();
    lock.unlock();
    execute(call);
    lock.lock();
  }
}

std::exception_ptr Executor::timed(const Call& call) {
  Batch& batch = *call.batch;
  // What this thread used up to here belongs to the call that it was in, if any.
  outer_cpu_ns += stopwatch.lap().cpu_ns;
  const std::int64_t outer = outer_cpu_ns;
  outer_cpu_ns = 0;
  const std::int64_t wall = wall_ns();
  std::exception_ptr failure;
  try {
    batch.fn(call.number);
  } catch (...) {
    failure = std::current_exception();
  }
  const std::int64_t own = outer_cpu_ns + stopwatch.lap().cpu_ns;
  outer_cpu_ns = outer;
  if (!batch.times.empty()) {
    batch.times[static_cast<std::size_t>(call.number)] = {wall - batch.handed_over_ns, wall_ns() - wall, own};
  }
  return failure;
}

void Executor::execute(const Call& call) {
  Batch& batch = *call.batch;
  const std::exception_ptr failure = timed(call);
  {
    std::lock_guard lock(mutex_);
    if (failure && call.number < batch.first_failed) {
      batch.first_failed = call.number;
      batch.failure = failure;
    }
    --batch.left;
    if (batch.left > 0) return;
  }
  // Whoever waits for this batch may be any worker.
  changed_.notify_all();
}

}  // namespace battalion::exec
