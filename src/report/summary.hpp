#pragma once
// What a finished sweep comes to, from its file alone.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "arc/scoring.hpp"
#include "report/choice.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report {

/// A task as the summary shows it.
struct TaskLine {
  std::string id;
  std::uint64_t evaluations = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
  bool solved_demos = false;               ///< some program is exact on all its demos
  arc::TaskScore score;                    ///< its tests, and those that one of the attempts solves
  std::vector<std::string> best_programs;  ///< chosen by demo results alone, best first
};

/// A phase of the sweep, added up over ranks and tasks.
struct PhaseLine {
  std::string name;
  double wall_seconds = 0;
  double cpu_seconds = 0;
};

struct Summary {
  std::uint64_t demo_samples = 0;
  std::uint64_t test_samples = 0;
  std::uint64_t programs = 0;
  std::uint64_t programs_unreadable = 0;
  std::uint64_t duplicates = 0;   ///< programs that mean the same as an earlier one
  std::uint64_t programs_lowered = 0;  ///< that the bit-plane engine runs
  std::array<std::uint64_t, score::engine_count> pairs_by_engine{};
  std::vector<score::Answered> punted;  ///< what fell to the interpreter, most first
  std::vector<score::Answered> punted_by_device;  ///< what a device could not tell and lanes could, most first
  store::OutcomeCounts outcomes;  ///< of the pairs in the pairing
  std::uint64_t tasks_solved_demo = 0;
  std::uint64_t test_outputs = 0;
  std::uint64_t test_outputs_solved = 0;
  arc::Totals totals;
  std::uint64_t units = 0;
  std::uint64_t missing_units = 0;

  double wall_seconds = 0;  ///< from rank 0's start to the last result
  double load_seconds = 0;  ///< of it, until rank 0 could score: reading, validating, telling all
  double sample_wall_seconds =
      0;                     ///< of scoring samples, added up; far above the CPU time: starved
  double cpu_seconds = 0;    ///< of scoring samples, over all ranks and threads
  double queue_seconds = 0;  ///< that timed calls waited for a worker
  double evaluations_per_second = 0;

  std::vector<PhaseLine> phases;          ///< load, validate, demo, test, write
  std::vector<TaskLine> tasks;            ///< in order of ids
  std::vector<store::SweepRank> ranks;    ///< in order of rank
  std::vector<store::SweepError> errors;  ///< most frequent first
  std::string pairing;
  std::string set_order;
  std::string commit;
  std::vector<std::string> hosts;

  std::uint64_t samples() const { return demo_samples + test_samples; }
  std::uint64_t evaluations() const { return outcomes.evaluations(); }
};

Summary summarize(const store::SweepFile& sweep);

}  // namespace battalion::report
