// Random trees of timed calls on pools of every size: every call ends as it must, nothing hangs, nothing runs on.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "exec/executor.hpp"

namespace battalion::exec {
namespace {

using How = Ended::How;

constexpr int tree_count = 12'000;
constexpr int most_workers = 8;
constexpr int most_depth = 6;
constexpr int most_children = 5;

/// What a call does once its children have ended, and so how it must end.
enum class Act {
  finish,
  raise,
  steps,      ///< counts until its step limit stops it
  memory,     ///< charges until its memory limit stops it
  bad_alloc,
  cpu,        ///< runs until its CPU limit stops it
  wall,       ///< runs until its guard stops it
  cancel,     ///< cancels itself and its siblings, and waits to be stopped
  count
};

struct Batch;

struct Call {
  Act act = Act::finish;
  int spin_ns = 0;
  std::vector<Batch> batches;  ///< made one after the other
  int runs = 0;
  bool told_off = false;  ///< ran when the batch was over, or twice
};

/// Its calls have the same limits, hence acts that go together.
struct Batch {
  Limits limits{0, 0, 0, 0};
  bool plain = false;  ///< each call alone, in plain calls
  std::vector<Call> calls;
  std::atomic<bool> over{false};

  Batch() = default;
  Batch(Batch&& b) noexcept : limits(b.limits), plain(b.plain), calls(std::move(b.calls)) {}
};

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }

  Batch batch(int depth, int& size) {
    Batch b;
    // Few clocks that expire: they are what takes time.
    static constexpr std::array acts = {Act::finish, Act::finish, Act::finish, Act::raise, Act::steps,
                                        Act::memory, Act::bad_alloc, Act::cancel, Act::cpu, Act::wall};
    const Act limited = acts[static_cast<std::size_t>(below(static_cast<int>(acts.size())))];
    if (limited == Act::steps) b.limits.steps = 1 + static_cast<std::uint64_t>(below(20'000));
    if (limited == Act::memory) b.limits.memory = 1 + static_cast<std::uint64_t>(below(100'000));
    if (limited == Act::cpu) b.limits.cpu_ns = 1 + below(30'000);
    if (limited == Act::wall) b.limits.wall_ns = 1 + below(30'000);
    b.plain = below(6) == 0;
    const bool clock = limited == Act::cpu || limited == Act::wall;
    const int count = 1 + below(most_children);
    for (int k = 0; k < count; ++k) {
      Call call;
      // Under a short clock every call must meet it: what else it would do is a race.
      if (clock || below(3) == 0) {
        call.act = limited;
      } else {
        call.act = below(6) == 0 ? (below(2) == 0 ? Act::raise : Act::bad_alloc) : Act::finish;
      }
      call.spin_ns = below(4) == 0 ? below(8'000) : 0;
      ++size;
      if (depth < most_depth && below(100) < 38) call.batches.push_back(batch(depth + 1, size));
      if (depth < most_depth && below(100) < 5) call.batches.push_back(batch(depth + 1, size));
      b.calls.push_back(std::move(call));
    }
    return b;
  }

 private:
  std::mt19937_64 random_;
};

How must_end(Act act) {
  switch (act) {
    case Act::raise: return How::raised;
    case Act::steps: case Act::cpu: case Act::wall: return How::timeout;
    case Act::memory: case Act::bad_alloc: return How::memory;
    case Act::cancel: return How::cancelled;
    default: return How::finished;
  }
}

/// Runs a tree and keeps account of what went wrong. The counts are for all threads.
class Runner {
 public:
  explicit Runner(Executor& executor) : executor_(executor) {}

  /// stoppable: whether something around, or whoever has `above`, may stop these calls.
  void run(Batch& batch, bool stoppable, const Cancellation* above = nullptr) {
    Cancellation cancellation(above);
    const Terms terms{batch.limits, &cancellation};
    const auto body = [&](CallContext& context, int k) { act(context, batch, k, cancellation, stoppable); };
    const int count = static_cast<int>(batch.calls.size());
    std::vector<Ended> ended(batch.calls.size());
    if (batch.plain) {
      executor_.run(count, [&](int k) {
        ended[static_cast<std::size_t>(k)] =
            executor_.run_timed(1, terms, [&](CallContext& context, int) { body(context, k); }).front();
      });
    } else {
      ended = executor_.run_timed(count, terms, body);
    }
    batch.over = true;
    const bool cancelled = cancellation.cancelled();
    for (std::size_t k = 0; k < ended.size(); ++k) judge(batch, batch.calls[k], ended[k], stoppable || cancelled);
  }

  std::atomic<int> wrong{0};
  std::atomic<int> calls{0};
  std::array<std::atomic<int>, 5> endings{};

 private:
  void act(CallContext& context, Batch& batch, int k, Cancellation& cancellation, bool stoppable) {
    Call& call = batch.calls[static_cast<std::size_t>(k)];
    call.told_off |= batch.over || ++call.runs > 1;
    if (call.spin_ns != 0) {
      const std::int64_t until = wall_ns() + call.spin_ns;
      while (wall_ns() < until) context.check();
    }
    const bool canceller = std::any_of(batch.calls.begin(), batch.calls.end(),
                                       [](const Call& c) { return c.act == Act::cancel; });
    // Its CPU limit does not reach what it calls, its guard does.
    for (Batch& b : call.batches) run(b, stoppable || canceller || batch.limits.wall_ns != 0);
    call.told_off |= batch.over;
    switch (call.act) {
      case Act::raise: throw std::runtime_error("raised");
      case Act::bad_alloc: throw std::bad_alloc();
      case Act::steps:
        for (;;) context.step(7);
      case Act::memory:
        for (;;) context.use_memory(1000);
      case Act::cancel: cancellation.cancel(); [[fallthrough]];
      case Act::cpu:
      case Act::wall:
        for (;;) context.check();
      default: context.check();
    }
  }

  void judge(const Batch& batch, const Call& call, const Ended& ended, bool stoppable) {
    ++calls;
    ++endings[static_cast<std::size_t>(ended.how)];
    bool right = ended.how == must_end(call.act) || (stoppable && ended.how == How::cancelled);
    if (ended.how == How::timeout && right) {
      const TimeLimit limit = batch.limits.steps != 0   ? TimeLimit::steps
                              : batch.limits.cpu_ns != 0 ? TimeLimit::cpu
                                                         : TimeLimit::wall;
      right = ended.limit == limit;
    }
    right &= (ended.how == How::raised) == static_cast<bool>(ended.raised);
    right &= ended.ran == (call.runs == 1) && (ended.ran || ended.how == How::cancelled);
    right &= !call.told_off;
    right &= ended.times.queue_ns >= 0 && ended.times.wall_ns >= 0 && ended.times.cpu_ns >= 0;
    if (!right) ++wrong;
  }

  Executor& executor_;
};

/// Ends the test program, with a line, if nothing has moved for a minute: that is a deadlock.
class Watchdog {
 public:
  Watchdog() : thread_([this] { watch(); }) {}
  ~Watchdog() {
    {
      std::lock_guard lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void moved(int tree, int workers) {
    std::lock_guard lock(mutex_);
    tree_ = tree;
    workers_ = workers;
    ++moves_;
  }

 private:
  void watch() {
    std::unique_lock lock(mutex_);
    while (!done_) {
      const long before = moves_;
      if (changed_.wait_for(lock, std::chrono::minutes(1), [this] { return done_; })) return;
      if (moves_ != before) continue;
      std::fprintf(stderr, "deadlock: tree %d on %d workers has not ended for a minute\n", tree_, workers_);
      std::abort();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  long moves_ = 0;
  int tree_ = 0, workers_ = 0;
  std::thread thread_;
};

TEST(CallTrees, EndAsTheyMustOnEveryPoolSize) {
  Watchdog watchdog;
  int calls = 0, largest = 0;
  std::array<int, 5> endings{};
  for (int first = 0; first < tree_count; first += 250) {  // executors come and go, too
    const int workers = 1 + first / 250 % most_workers;
    Executor executor(workers);
    for (int tree = first; tree < first + 250; ++tree) {
      watchdog.moved(tree, workers);
      Draw draw(static_cast<std::uint64_t>(tree));
      int size = 0;
      Batch root = draw.batch(1, size);
      Runner runner(executor);
      runner.run(root, false);
      ASSERT_EQ(runner.wrong, 0) << "tree (seed) " << tree << " of " << size << " calls on " << workers << " workers";
      calls += runner.calls;
      largest = std::max(largest, size);
      for (std::size_t k = 0; k < endings.size(); ++k) endings[k] += runner.endings[k];
    }
  }
  std::printf("%d trees, %d calls, at most %d in one; finished %d, raised %d, timeout %d, memory %d, cancelled %d\n",
              tree_count, calls, largest, endings[0], endings[1], endings[2], endings[3], endings[4]);
  for (const int n : endings) EXPECT_GT(n, tree_count / 10);  // the draw covers them all
}

TEST(CallTrees, SeveralThreadsMayGrowThemOnOneExecutorAndAnotherCancelThem) {
  constexpr int growers = 3;
  Watchdog watchdog;
  for (const int workers : {1, 2, 4}) {
    Executor executor(workers);
    std::atomic<int> wrong{0}, growing{growers};
    std::mutex mutex;  // over what is being grown, so that it cannot go while it is cancelled
    std::array<Cancellation*, growers> grown{};
    std::vector<std::thread> threads;
    for (int t = 0; t < growers; ++t) {
      threads.emplace_back([&, t] {
        const auto show = [&](Cancellation* cancellation) {
          std::lock_guard lock(mutex);
          grown[static_cast<std::size_t>(t)] = cancellation;
        };
        for (int tree = 0; tree < tree_count / 50; ++tree) {
          watchdog.moved(tree, workers);
          Draw draw(static_cast<std::uint64_t>(1'000'000 * (t + 1) + tree));
          int size = 0;
          Batch root = draw.batch(1, size);
          Runner runner(executor);
          Cancellation cancellation;
          show(&cancellation);
          runner.run(root, true, &cancellation);
          show(nullptr);
          wrong += runner.wrong;
        }
        --growing;
      });
    }
    threads.emplace_back([&] {
      std::mt19937_64 random(static_cast<std::uint64_t>(workers));
      while (growing > 0) {
        std::this_thread::yield();
        if (random() % 50 != 0) continue;
        std::lock_guard lock(mutex);
        Cancellation* cancellation = grown[random() % growers];
        if (cancellation != nullptr) cancellation->cancel();
      }
    });
    for (std::thread& t : threads) t.join();
    EXPECT_EQ(wrong, 0);
  }
}

}  // namespace
}  // namespace battalion::exec
