// The failure that Battalion was built to avoid, and that it is avoided: five demo samples on a pool of four, each a
// timed call that makes timed calls. The predecessor took 22.259 s of wall clock for 3.178 s of work.
//
// Limits and work keep the proportions of the predecessor: 10 s a call for 3.178 s of work in all.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "exec/executor.hpp"
#include "exec/sample_policy.hpp"

namespace {

using namespace battalion;

constexpr const char* help =
    "starvation: samples and the timed calls they make, on one pool that blocks and on Battalion's executor\n"
    "  --work S   CPU seconds of work in a row (default 1; the predecessor's was 3.178)\n"
    "  --pool N   workers (default 4)\n"
    "  --row R    only this row: shared, sequential, window:N or pool:N\n"
    "  --sweep    every row for pools of 1 to 16 workers, with a tenth of the work\n"
    "  --json     one JSON object a row\n"
    "Exit status: 0; 1 if a row other than shared reports a false timeout, or shared on a pool smaller than the\n"
    "number of samples does not fail as the predecessor did; 2 for a bad option.\n";

constexpr int sample_count = 5;
constexpr int rounds = 2;  ///< a sample makes its inner calls in two rounds, one after the other
constexpr int inner_calls = 8;

struct Setting {
  std::int64_t work_ns = 1'000'000'000;
  int pool = 4;

  /// A sample works as much itself as one of its inner calls does.
  std::int64_t share_ns() const { return work_ns / (sample_count * (1 + rounds * inner_calls)); }
  std::int64_t inner_limit_ns() const { return static_cast<std::int64_t>(static_cast<double>(work_ns) * 10 / 3.178); }
  std::int64_t sample_limit_ns() const { return inner_limit_ns() * 3 / 2; }
};

enum class SampleIs { scored, lost_answers, timeout_never_ran, timeout };
constexpr std::array sample_words = {"scored", "lost answers", "timeout, never ran", "timeout"};

struct Row {
  std::string name;
  int pool = 0;
  std::int64_t wall_ns = 0, cpu_ns = 0;
  std::int64_t queue_ns = 0;  ///< of all calls together
  int false_timeouts = 0;     ///< calls reported as timed out that had not used their limit
  std::array<SampleIs, sample_count> samples{};

  double wall_by_cpu() const { return cpu_ns == 0 ? 0 : static_cast<double>(wall_ns) / static_cast<double>(cpu_ns); }
};

/// Uses that much CPU time of this thread.
template <class Look>
void burn(std::int64_t ns, Look look) {
  const std::int64_t until = thread_cpu_ns() + ns;
  while (thread_cpu_ns() < until) look();
}

/// The predecessor's pool: a fixed number of workers, a queue, and callers that block until their calls are done or
/// their time, which runs from hand-over, is up. It lives here only.
class BlockingPool {
 public:
  struct Call {
    std::function<void()> fn;
    std::int64_t handed_over_ns = 0;
    std::int64_t started_ns = 0;  ///< 0: not yet
    bool done = false, cancelled = false;
  };
  using Handle = std::shared_ptr<Call>;

  explicit BlockingPool(int workers) {
    for (int k = 0; k < workers; ++k) threads_.emplace_back([this] { work(); });
  }
  /// Ends when everything handed over has run.
  ~BlockingPool() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& t : threads_) t.join();
  }

  /// All at once: nothing that the first of them hands over gets in before the last.
  std::vector<Handle> hand_over(int count, const std::function<void(int)>& fn) {
    std::vector<Handle> calls;
    const std::int64_t now = wall_ns();
    std::lock_guard lock(mutex_);
    for (int k = 0; k < count; ++k) {
      calls.push_back(std::make_shared<Call>());
      calls.back()->fn = [fn, k] { fn(k); };
      calls.back()->handed_over_ns = now;
      queue_.push_back(calls.back());
    }
    changed_.notify_all();
    return calls;
  }
  struct Waited {
    bool in_time;
    bool started;
    std::int64_t queue_ns;
  };
  /// take_back: what has not started when its time is up shall never start. What runs goes on in any case.
  Waited wait(const Handle& call, std::int64_t limit_ns, bool take_back) {
    const std::int64_t left = call->handed_over_ns + limit_ns - wall_ns();
    std::unique_lock lock(mutex_);
    const bool done = changed_.wait_for(lock, std::chrono::nanoseconds(std::max<std::int64_t>(left, 0)),
                                        [&] { return call->done; });
    const bool started = call->started_ns != 0;
    call->cancelled = !started && take_back;
    return {done, started, (started ? call->started_ns : wall_ns()) - call->handed_over_ns};
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const Handle call = queue_.front();
      queue_.pop_front();
      if (call->cancelled) continue;
      call->started_ns = wall_ns();
      lock.unlock();
      call->fn();
      lock.lock();
      call->done = true;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Handle> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

Row run_shared(const Setting& setting) {
  Row row;
  std::atomic<int> lost[sample_count]{};
  std::atomic<std::int64_t> queue{0};
  std::atomic<int> false_timeouts{0};
  // None of these calls comes near its limit in CPU time, so every timeout is a false one.
  const auto account = [&](const BlockingPool::Waited& waited) {
    queue += waited.queue_ns;
    false_timeouts += !waited.in_time;
  };
  const auto sample = [&](BlockingPool& pool, int s) {
    burn(setting.share_ns(), [] {});
    for (int round = 0; round < rounds; ++round) {
      for (const auto& call : pool.hand_over(inner_calls, [&](int) { burn(setting.share_ns(), [] {}); })) {
        const auto waited = pool.wait(call, setting.inner_limit_ns(), false);
        account(waited);
        lost[s] += !waited.in_time;
      }
    }
  };
  BlockingPool::Waited waited[sample_count];
  {
    BlockingPool pool(setting.pool);
    const auto calls = pool.hand_over(sample_count, [&](int s) { sample(pool, s); });
    for (int s = 0; s < sample_count; ++s) {
      waited[s] = pool.wait(calls[static_cast<std::size_t>(s)], setting.sample_limit_ns(), true);
      account(waited[s]);
    }
  }
  for (int s = 0; s < sample_count; ++s) {
    row.samples[static_cast<std::size_t>(s)] = !waited[s].started   ? SampleIs::timeout_never_ran
                                               : !waited[s].in_time ? SampleIs::timeout
                                               : lost[s] > 0        ? SampleIs::lost_answers
                                                                    : SampleIs::scored;
  }
  row.queue_ns = queue;
  row.false_timeouts = false_timeouts;
  return row;
}

Row run_policy(const Setting& setting, const exec::SamplePolicy& policy) {
  Row row;
  std::atomic<std::int64_t> queue{0};
  std::atomic<int> false_timeouts{0};
  const auto account = [&](const exec::Ended& ended) {
    queue += ended.times.queue_ns;
    false_timeouts += ended.how != exec::Ended::How::finished;
  };
  const auto terms = [](std::int64_t limit) { return exec::Terms{{limit, limit, 0, 0}}; };
  const exec::Terms of_sample = terms(setting.sample_limit_ns()), of_inner = terms(setting.inner_limit_ns());
  const auto work = [&](exec::CallContext& call) { burn(setting.share_ns(), [&call] { call.check(); }); };

  exec::Executor executor(setting.pool);
  const std::int64_t handed_over = wall_ns();
  run_samples(policy, executor, sample_count, [&](int s) {
    queue += wall_ns() - handed_over;  // for its turn
    int lost = 0;
    const auto ended = executor.run_timed(1, of_sample, [&](exec::CallContext& sample, int) {
      work(sample);
      for (int round = 0; round < rounds; ++round) {
        for (const auto& e : executor.run_timed(inner_calls, of_inner, [&](exec::CallContext& c, int) { work(c); })) {
          account(e);
          lost += e.how != exec::Ended::How::finished;
        }
      }
    });
    account(ended.front());
    row.samples[static_cast<std::size_t>(s)] = !ended.front().ran ? SampleIs::timeout_never_ran
                                               : ended.front().how != exec::Ended::How::finished ? SampleIs::timeout
                                               : lost > 0 ? SampleIs::lost_answers
                                                          : SampleIs::scored;
  });
  row.queue_ns = queue;
  row.false_timeouts = false_timeouts;
  return row;
}

Row run_row(const Setting& setting, const std::string& name) {
  const std::int64_t wall = wall_ns(), cpu = process_cpu_ns();
  Row row = name == "shared" ? run_shared(setting) : run_policy(setting, exec::parse_sample_policy(name));
  row.wall_ns = wall_ns() - wall;
  row.cpu_ns = process_cpu_ns() - cpu;
  row.name = name;
  row.pool = setting.pool;
  return row;
}

std::string samples_text(const Row& row, const char* quote, const char* between) {
  std::string text;
  for (const SampleIs s : row.samples) {
    const char* word = sample_words[static_cast<std::size_t>(s)];
    text += fmt::format("{0}{1}{2}{1}", text.empty() ? "" : between, quote, word);
  }
  return text;
}

void print(const Row& row, bool json) {
  const auto seconds = [](std::int64_t ns) { return static_cast<double>(ns) * 1e-9; };
  if (json) {
    fmt::print("{{\"row\": \"{}\", \"pool\": {}, \"wall_ns\": {}, \"cpu_ns\": {}, \"wall_by_cpu\": {:.4f}, "
               "\"queue_ns\": {}, \"false_timeouts\": {}, \"samples\": [{}]}}\n",
               row.name, row.pool, row.wall_ns, row.cpu_ns, row.wall_by_cpu(), row.queue_ns, row.false_timeouts,
               samples_text(row, "\"", ", "));
  } else {
    const auto& is = row.samples;
    const bool all = std::all_of(is.begin(), is.end(), [](SampleIs s) { return s == SampleIs::scored; });
    fmt::print("{:<11} {:>4} {:>8.3f} {:>8.3f} {:>8.2f} {:>9.3f} {:>14}  {}\n", row.name, row.pool,
               seconds(row.wall_ns), seconds(row.cpu_ns), row.wall_by_cpu(), seconds(row.queue_ns), row.false_timeouts,
               all ? "all scored" : samples_text(row, "", "; "));
  }
  std::fflush(stdout);
}

/// Whether a row shows what it is there to show. Clocks are left to the reader.
bool as_claimed(const Row& row) {
  if (row.name != "shared") return row.false_timeouts == 0;
  return row.pool >= sample_count || row.samples.back() == SampleIs::timeout_never_ran;
}

template <class Number>
Number number(std::string_view option, std::string_view text, Number least, Number most) {
  Number n{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || !(n >= least && n <= most)) {
    fail_input("{} {} is out of place (a number from {} to {} belongs there) see --help", option, text, least, most);
  }
  return n;
}

int run(const std::vector<std::string>& arguments) {
  Setting setting;
  bool json = false, sweep = false;
  std::vector<std::string> rows = {"shared", "sequential", "window:2", "window:3", "pool:6"};
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    const std::string& option = arguments[k];
    const auto value = [&]() -> const std::string& {
      if (k + 1 == arguments.size()) fail_input("{} has no value (it needs one) see --help", option);
      return arguments[++k];
    };
    if (option == "--help") {
      std::fputs(help, stdout);
      return 0;
    } else if (option == "--json") {
      json = true;
    } else if (option == "--sweep") {
      sweep = true;
    } else if (option == "--work") {
      setting.work_ns = static_cast<std::int64_t>(number(option, value(), 0.001, 1000.0) * 1e9);
    } else if (option == "--pool") {
      setting.pool = number(option, value(), 1, 256);
    } else if (option == "--row") {
      rows = {value()};
      if (rows[0] != "shared") exec::parse_sample_policy(rows[0]);
    } else {
      fail_input("{} is no option (there is none of that name) see --help", option);
    }
  }
  if (!json) {
    fmt::print("{:<11} {:>4} {:>8} {:>8} {:>8} {:>9} {:>14}  {}\n", "row", "pool", "wall s", "CPU s", "wall/CPU",
               "queue s", "false timeouts", "samples");
  }
  bool good = true;
  if (sweep) setting.work_ns /= 10;
  for (int pool = sweep ? 1 : setting.pool; pool <= (sweep ? 16 : setting.pool); ++pool) {
    for (const std::string& name : rows) {
      const Row row = run_row({setting.work_ns, pool}, name);
      print(row, json);
      good &= as_claimed(row);
    }
  }
  return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const InputError& e) {
    fmt::print(stderr, "starvation: {}\n", e.what());
    return 2;
  }
}
