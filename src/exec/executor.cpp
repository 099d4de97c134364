#include "exec/executor.hpp"

#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "exec/call_clock.hpp"
#include "exec/grace_watch.hpp"

namespace battalion::exec {

struct Executor::Batch {
  const std::function<void(int)>& fn;
  std::span<CallTimes> times;
  std::int64_t handed_over_ns;
  int left;
  int first_failed;
  std::exception_ptr failure;
  const Batch* made_in;        ///< batch of the call that made this one, if any
  const CallContext* context;  ///< timed call that its calls are in, if any
  bool timed;                  ///< its calls are timed, or in a timed call
};

/// What the calling thread is at.
struct Executor::Here {
  const Batch* batch = nullptr;
  const CallContext* context = nullptr;
};

thread_local Executor::Here Executor::here_;

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
  const bool timed = here_.batch != nullptr && here_.batch->timed;
  Batch batch{fn, times, wall_ns(), count, count, nullptr, here_.batch, here_.context, timed};
  run_batch(batch, count);
}

std::vector<Ended> Executor::run_timed(int count, const Terms& terms,
                                       const std::function<void(CallContext&, int)>& fn) {
  std::vector<Ended> ended(static_cast<std::size_t>(count));
  if (count == 0) return ended;
  std::vector<CallTimes> times(static_cast<std::size_t>(count));
  const CallContext* around = here_.context;
  const std::function<void(int)> one = [&](int k) {
    run_one(terms, around, fn, k, ended[static_cast<std::size_t>(k)]);
  };
  Batch batch{one, times, wall_ns(), count, count, nullptr, here_.batch, around, true};
  run_batch(batch, count);
  for (std::size_t k = 0; k < ended.size(); ++k) ended[k].times = times[k];
  return ended;
}

void Executor::run_one(const Terms& terms, const CallContext* around,
                       const std::function<void(CallContext&, int)>& fn, int number, Ended& ended) {
  const std::int64_t start = wall_ns();
  CallContext context(terms, around, start);
  // It may have waited for long: what nobody wants any more is not begun.
  if (context.cancelled() || (around != nullptr && start >= around->end())) return;
  std::optional<Post> post;
  if (terms.watch != nullptr) {
    const std::int64_t end = context.end();
    const auto what = [&terms](std::uint64_t k) {
      return terms.what ? terms.what(static_cast<int>(k)) : std::string("a timed call");
    };
    post.emplace(*terms.watch, end == Deadline::never ? 0 : end - start, what,
                 around == nullptr ? nullptr : around->post_);
    context.post_ = &*post;
    post->begin(static_cast<std::uint64_t>(number));
  } else if (around != nullptr) {
    context.post_ = around->post_;
  }
  here_.context = &context;  // timed() puts it back
  std::exception_ptr failure;
  try {
    fn(context, number);
  } catch (...) {
    failure = std::current_exception();
  }
  context.end_as(ended, std::move(failure));
  if (post) post->end();
}

bool Executor::take(const Batch& batch, bool kin_only, Call& call) {
  if (queue_.empty()) return false;
  if (!kin_only) {
    call = queue_.back();
    queue_.pop_back();
    return true;
  }
  for (auto at = queue_.end(); at != queue_.begin();) {
    --at;
    const Batch* b = at->batch;
    while (b != nullptr && b != &batch) b = b->made_in;
    if (b == nullptr) continue;
    call = *at;
    queue_.erase(at);
    return true;
  }
  return false;
}

void Executor::run_batch(Batch& batch, int count) {
  if (count == 1) {
    // Nobody could help: no queue, no lock.
    if (const auto failure = timed({&batch, 0})) std::rethrow_exception(failure);
    return;
  }
  const bool kin_only = here_.batch != nullptr && here_.batch->timed;
  {
    std::lock_guard lock(mutex_);
    for (int k = 0; k < count; ++k) queue_.push_back({&batch, k});
  }
  if (workers_ > 1) changed_.notify_all();
  std::unique_lock lock(mutex_);
  while (batch.left > 0) {
    Call call{};
    // The newest first: what this call waits for is more likely among them.
    if (take(batch, kin_only, call)) {
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
  const std::int64_t outer = enter_call();
  const Here outside = std::exchange(here_, {&batch, batch.context});
  const std::int64_t wall = wall_ns();
  std::exception_ptr failure;
  try {
    batch.fn(call.number);
  } catch (...) {
    failure = std::current_exception();
  }
  here_ = outside;
  const std::int64_t own = leave_call(outer);
  if (!batch.times.empty()) {
    batch.times[static_cast<std::size_t>(call.number)] = {wall - batch.handed_over_ns, wall_ns() - wall, own};
  }
  return failure;
}

void Executor::execute(const Call& call) {
  Batch& batch = *call.batch;
  std::exception_ptr failure = timed(call);
  {
    std::lock_guard lock(mutex_);
    if (failure && call.number < batch.first_failed) {
      batch.first_failed = call.number;
      std::swap(batch.failure, failure);
    }
    failure = nullptr;  // under the lock: once the batch has ended, an exception is its maker's alone
    --batch.left;
    if (batch.left > 0) return;
  }
  // Whoever waits for this batch may be any worker.
  changed_.notify_all();
}

}  // namespace battalion::exec
