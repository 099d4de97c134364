#pragma once
// `battalion sweep`, on all ranks at once.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/hello.hpp"
#include "app/job.hpp"
#include "app/segment_buffer.hpp"
#include "app/start_watch.hpp"
#include "app/worker.hpp"
#include "comm/communicator.hpp"
#include "store/folder_lock.hpp"

namespace battalion::app {

/// What a sweep needs of the world; tests bring their own.
struct SweepServices {
  MakeScorer make_scorer;
  /// What writes this rank's segments of the sweep whose manifest has this digest.
  std::function<SegmentBuffer::Write(const std::filesystem::path& out,
                                     std::uint64_t manifest_digest, const store::RankInfo& rank)>
      open_segments;
  /// Why this rank is to stop, as in "stopped by SIGTERM"; empty, or no function: it is not.
  std::function<std::string(int rank)> stop_wanted;
  store::LockTerms lock = {};
  StartWatch* start = nullptr;  ///< over what ranks wait for each other before scoring; null: it takes as long as it takes
  int restarts = 0;  ///< how often Slurm has restarted this job
  std::function<void(std::string_view)> say;    ///< stderr; the text has its own line ends
  std::function<void(std::string_view)> print;  ///< stdout; likewise
};
SweepServices real_services();

/// Collective. Only rank 0 looks at its arguments, at data and programs; on bad input it says one
/// line and every rank returns 2 before any scoring. A sweep that was stopped returns 75 on every rank
/// where units are left. An exception on any rank (its scoring thread too) is said there and ends the
/// job with exit code 1 through comm.abort(). Calls comm.finish().
///
/// With --survive the ranks that are left carry on without those that are lost (app/desk), nobody waits for these at the
/// end, and OUT/sweep.ended says how it ended. A rank that has lost rank 0 returns 75. The process is to end soon after.
int sweep(comm::Communicator& comm, const std::vector<std::string>& args,
          const SweepServices& services);

}  // namespace battalion::app
