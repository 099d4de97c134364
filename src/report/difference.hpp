#pragma once
// What two sweeps' files differ in.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "arc/scoring.hpp"
#include "report/time_change.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report {

/// A pair that ended otherwise.
struct Change {
  std::string task;
  arc::Split split = arc::Split::demo;
  std::uint32_t index = 0;  ///< of the sample, within its split
  std::string program;
  score::Outcome was = score::Outcome::pending;
  score::Outcome is = score::Outcome::pending;
};

struct Setting {
  std::string name, was, is;
};

struct Difference {
  static constexpr std::size_t most_changes = 10'000;  ///< that are listed; all are counted

  std::uint64_t pairs = 0;    ///< that both have
  std::uint64_t changed = 0;  ///< of them
  std::array<std::array<std::uint64_t, score::outcome_count>, score::outcome_count> from_to{};  ///< [was][is]
  std::vector<Change> changes;  ///< in order of task, sample, program; at most `most_changes`
  std::uint64_t pairs_only_in_a = 0, pairs_only_in_b = 0;
  std::uint64_t programs_only_in_a = 0, programs_only_in_b = 0;
  std::uint64_t tasks_only_in_a = 0, tasks_only_in_b = 0;
  std::vector<std::string> won, lost;              ///< tasks with every test solved, now or then
  std::vector<std::string> won_demos, lost_demos;  ///< tasks with a program exact on all demos, now or then
  arc::Totals scores_a, scores_b;
  TimeChanges programs;  ///< CPU time a sample of their own task, as validation measured it
  TimeChanges tasks;     ///< CPU time of scoring all their samples
  std::vector<Setting> settings;
};

/// Streams both outcome matrices once. Throws InputError where they have no pair in common.
Difference difference(const store::SweepFile& a, const store::SweepFile& b);

/// For people; its layout may change.
std::string to_text(const Difference& difference);
/// One JSON object on one line, without an end of line.
std::string to_json(const Difference& difference);

}  // namespace battalion::report
