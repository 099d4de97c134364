#pragma once
// From arguments to a job that every rank has.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "app/sweep.hpp"
#include "app/validate.hpp"
#include "store/folder_lock.hpp"

namespace battalion::app {

struct Opening {
  int exit_code = 0;       ///< of a sweep that does not take place
  std::optional<Job> job;  ///< none: there is nothing to score
  /// Rank 0, with --survive: the folder in which to say how the sweep has ended (app/ending).
  std::filesystem::path ended_in;
  /// Rank 0, without a job: the folder of a sweep that is complete on disk, to be aggregated.
  std::filesystem::path complete;
  std::vector<UnitId> todo;  ///< rank 0: units to hand out; all, or those that a resumed sweep lacks
  std::uint64_t manifest_digest = 0;
  std::unique_ptr<store::FolderLock> lock;  ///< rank 0: of the results' folder, until the end
  ValidationCost validation;
};

/// Collective. Rank 0 validates, writes the manifest and broadcasts; the others wait and listen.
Opening open_sweep(comm::Communicator& comm, const std::vector<std::string>& args,
                   const Hello& hello, const SweepServices& services);

}  // namespace battalion::app
