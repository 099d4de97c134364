#pragma once
// Going on with a sweep that was stopped or killed. Rank 0 alone, before the broadcast.

#include <cstdint>
#include <string>
#include <vector>

#include "app/job.hpp"
#include "app/sweep.hpp"
#include "store/manifest.hpp"

namespace battalion::app {

/// Whether this start goes on with what OUT holds: asked for with --resume, or because Slurm has
/// restarted the job, and OUT has a manifest. Without one it says so and the sweep starts afresh.
/// A restarted job that was told to --overwrite goes on with its own sweep alone, and replaces
/// another. Throws InputError for --resume beside --overwrite, and where OUT has results that no
/// manifest tells the meaning of. `now` describes this start.
bool goes_on(const Config& config, const store::Manifest& now, const SweepServices& services);

struct Resumed {
  std::uint64_t manifest_digest = 0;
  sched::Plan plan;             ///< the units of the manifest; evaluations: of those missing
  std::vector<UnitId> missing;  ///< in no intact segment, in the order of the plan
};

/// Sets damaged and foreign segments aside (a line each), removes leftovers, says how much is there.
/// What the sweep's manifest says otherwise than `now` and decides results is an InputError that
/// names it, and nothing has been touched then.
Resumed resume(const Config& config, const store::Manifest& now, const Job& job,
               const SweepServices& services);

/// What decides results and differs, one after the other as shown to people; empty where nothing
/// does.
std::string differences(const store::Manifest& then, const store::Manifest& now);

/// The command that goes on with the sweep that was given these arguments, for a shell.
std::string resume_command(const std::vector<std::string>& args);

}  // namespace battalion::app
