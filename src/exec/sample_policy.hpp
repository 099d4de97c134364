#pragma once
// How the samples of a task are scored: one after the other, or some at once. Parallelism belongs inside the
// sample; the two other ways are there for tasks of many small samples.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "exec/executor.hpp"

namespace battalion::exec {

struct SamplePolicy {
  enum class Kind {
    sequential,
    window,  ///< at most `at_once` samples at a time, on the executor that their calls use, too
    pool     ///< on `at_once` workers of their own
  };
  Kind kind = Kind::sequential;
  int at_once = 1;

  static constexpr int most_at_once = 1024;
  bool operator==(const SamplePolicy&) const = default;
};

/// Takes "sequential", "window:N" or "pool:N", N from 1 to most_at_once. Throws InputError.
SamplePolicy parse_sample_policy(std::string_view text);
/// The text that parse_sample_policy takes.
std::string to_string(const SamplePolicy& policy);

/// Runs samples under a policy. Holds the samples' own workers where the policy wants them.
class SampleRunner {
 public:
  /// executor: the one that the samples' calls use; not owned.
  SampleRunner(const SamplePolicy& policy, Executor& executor);

  const SamplePolicy& policy() const { return policy_; }
  /// Runs fn(0) ... fn(count - 1), begun in this order, and returns when all that were begun have ended. fn may
  /// make calls on the executor; while it waits it never works on another sample. What a sample throws is thrown
  /// here, the first by number; no sample is begun after one has thrown.
  void run(int count, const std::function<void(int)>& fn);

 private:
  const SamplePolicy policy_;
  Executor& executor_;
  std::unique_ptr<Executor> own_;  ///< for Kind::pool
};

/// The same, once.
void run_samples(const SamplePolicy& policy, Executor& executor, int count, const std::function<void(int)>& fn);

}  // namespace battalion::exec
