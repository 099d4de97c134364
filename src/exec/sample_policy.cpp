#include "exec/sample_policy.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <exception>
#include <mutex>

#include "base/contract.hpp"

namespace battalion::exec {
namespace {

/// The number after "name:", if the text has that form.
int number_after(std::string_view text, std::string_view name) {
  if (text.substr(0, name.size()) != name) return 0;
  text.remove_prefix(name.size());
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool all = error == std::errc() && end == text.data() + text.size();
  return all && number >= 1 && number <= SamplePolicy::most_at_once ? number : 0;
}

}  // namespace

SamplePolicy parse_sample_policy(std::string_view text) {
  using Kind = SamplePolicy::Kind;
  if (text == "sequential") return {};
  if (const int n = number_after(text, "window:")) return {Kind::window, n};
  if (const int n = number_after(text, "pool:")) return {Kind::pool, n};
  fail_input("\"{}\" is no way to run samples (N must be a number from 1 to {}) give sequential, window:N or pool:N",
             text, SamplePolicy::most_at_once);
}

std::string to_string(const SamplePolicy& policy) {
  switch (policy.kind) {
    case SamplePolicy::Kind::window: return fmt::format("window:{}", policy.at_once);
    case SamplePolicy::Kind::pool: return fmt::format("pool:{}", policy.at_once);
    case SamplePolicy::Kind::sequential: break;
  }
  return "sequential";
}

SampleRunner::SampleRunner(const SamplePolicy& policy, Executor& executor) : policy_(policy), executor_(executor) {
  if (policy.kind == SamplePolicy::Kind::pool) own_ = std::make_unique<Executor>(policy.at_once);
}

void SampleRunner::run(int count, const std::function<void(int)>& fn) {
  if (policy_.kind == SamplePolicy::Kind::sequential) {
    for (int k = 0; k < count; ++k) fn(k);
    return;
  }
  std::atomic<int> next{0};
  std::mutex mutex;
  int failed = count;
  std::exception_ptr failure;
  // A timed call without limits, for what one promises: whoever waits in it works on nothing but its own calls. A
  // plain call would take up the next line of samples while the calls of its sample run elsewhere.
  const Terms no_limits{{0, 0, 0, 0}};
  const auto line = [&](CallContext&, int) {
    for (;;) {
      const int k = next.fetch_add(1);
      if (k >= count) return;
      try {
        fn(k);
      } catch (...) {
        next = count;
        std::lock_guard lock(mutex);
        if (k < failed) {
          failed = k;
          failure = std::current_exception();
        }
      }
    }
  };
  Executor& executor = own_ ? *own_ : executor_;
  executor.run_timed(std::min(policy_.at_once, count), no_limits, line);
  if (failure) std::rethrow_exception(failure);
  // A call around this one was cancelled before any sample began: nobody must take them for scored.
  if (next.load() < count) throw Stopped{};
}

void run_samples(const SamplePolicy& policy, Executor& executor, int count, const std::function<void(int)>& fn) {
  SampleRunner(policy, executor).run(count, fn);
}

}  // namespace battalion::exec
