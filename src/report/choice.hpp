#pragma once
// Which programs answer a task's tests: chosen by demo results alone. What they did on the tests
// cannot take part, for nothing here is ever told it; digests of what they answered there, right or
// not, tell two answers apart.

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
  std::uint32_t preference = 0;  ///< as preferences() gives it
  std::uint64_t answers = 0;     ///< digest of all that it answers to the task; 0: not looked at
  bool operator==(const Candidate&) const = default;
};

/// The best programs of one task: most exact demos, then most right cells on demos (of one task, so
/// their share too), then least preference, then lowest id. A program that means the same as a better
/// one, or answers the same where answers were looked at, is no second attempt.
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

struct Attempt {
  Candidate by;
  std::uint64_t output_digest = 0;
  bool operator==(const Attempt&) const = default;
};

/// What is handed in for one test output: the answers of the best programs that give a grid, two
/// different grids where there are two.
class Attempts {
 public:
  void offer(const Candidate& candidate, std::uint64_t output_digest);
  /// Best first, at most `attempts`.
  std::span<const Attempt> chosen() const { return chosen_; }

 private:
  std::vector<Attempt> chosen_;
};

struct ChoiceTerms {
  std::size_t per_task = attempts;
  bool by_answers = false;  ///< programs that answer alike on all samples of the task count as one
};

struct Choices {
  std::vector<Choice> by_task;  ///< [task]
  std::vector<std::uint8_t>
      solved_demos;  ///< [task] 1 where some program is exact on all its demos
  std::vector<Attempts> by_sample;  ///< [sample] of tests; empty for demos
};

/// Reads the matrices once, in parts; of tests, and of demos unless by_answers, only what it needs.
Choices choose(const store::SweepFile& sweep, const ChoiceTerms& terms = {});

}  // namespace battalion::report
