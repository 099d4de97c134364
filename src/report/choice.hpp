#pragma once
// Which programs answer a task's tests: chosen by demo results alone. What they did on the tests
// cannot take part, for nothing here is ever told it.

#include <cstdint>
#include <span>
#include <vector>

#include "base/id.hpp"

namespace battalion::store {
class SweepFile;
}

namespace battalion::report {

/// The field allows two attempts at a test output.
inline constexpr std::size_t attempts = 2;

/// What one program did on the demos of one task.
struct DemoTally {
  std::uint32_t exact = 0;        ///< demos
  std::uint64_t cells_right = 0;  ///< over all demos of the task
  bool operator==(const DemoTally&) const = default;
};

struct Candidate {
  ProgramId program;
  std::uint64_t canonical_digest = 0;
  DemoTally demos;
  bool operator==(const Candidate&) const = default;
};

/// The best programs of one task: most exact demos, then most right cells on demos (of one task, so
/// their share too), then lowest id. A program that means the same as a better one is no second
/// attempt.
class Choice {
 public:
  explicit Choice(std::size_t most = attempts) : most_(most) {}
  void offer(const Candidate& candidate);
  /// Best first, at most `most`.
  std::span<const Candidate> chosen() const { return chosen_; }

 private:
  std::size_t most_;
  std::vector<Candidate> chosen_;
};

struct Choices {
  std::vector<Choice> by_task;  ///< [task]
  std::vector<std::uint8_t>
      solved_demos;  ///< [task] 1 where some program is exact on all its demos
};

/// Reads the demo rows of the matrices, each once, in parts. `most`: candidates a task; the first
/// `attempts` of them answer its tests.
Choices choose(const store::SweepFile& sweep, std::size_t most = attempts);

}  // namespace battalion::report
