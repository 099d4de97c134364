#pragma once
// What a job would take on other numbers of ranks: planned as a sweep plans it, handed out as a sweep hands it out.

#include <filesystem>
#include <string>
#include <vector>

#include "app/job.hpp"
#include "app/replay.hpp"

namespace battalion::app {

/// What a job's pairs take: [task][sample] seconds of all its programs on one rank.
struct SampleSeconds {
  std::vector<std::vector<double>> of;
  std::string source;  ///< what tells it, for people
};

/// As the plan estimates them.
SampleSeconds modelled_seconds(const std::vector<sched::TaskLoad>& loads);

/// As a sweep of the same tasks took them: a sample's wall time, in proportion to the programs. What it did not score is
/// estimated, by the same measure as the rest. Throws StoreError; InputError where it has no sample of the job's.
SampleSeconds measured_seconds(const Job& job, const std::vector<sched::TaskLoad>& loads, const std::filesystem::path& sweep);

/// As if every task had so many samples: those that it has, again and again.
void repeat_samples(std::vector<sched::TaskLoad>& loads, SampleSeconds& seconds, std::uint32_t samples);

/// One number of ranks.
struct ScaledPlan {
  std::size_t units = 0;
  double shortest_unit = 0, median_unit = 0, longest_unit = 0;  ///< seconds
  int smallest_of = 0;       ///< sched::PlanOptions, as a sweep plans
  int best_smallest_of = 0;  ///< of those that were tried the one with the best efficiency
  double best_efficiency = 0;
  Replay replay;                ///< of the sweep's own plan
};
ScaledPlan scale_plan(const std::vector<sched::TaskLoad>& loads, const SampleSeconds& seconds, int ranks, bool early_stop,
                      const ReplayTerms& terms);

/// A table for people, a row a number of ranks; one JSON object, for tools.
std::string scaling_text(const std::vector<ScaledPlan>& plans, const SampleSeconds& seconds, std::uint64_t evaluations);
std::string scaling_json(const std::vector<ScaledPlan>& plans, const SampleSeconds& seconds, std::uint64_t evaluations);

}  // namespace battalion::app
