#pragma once
// Sweeps of one dataset (over parts of it, or of other programs), as one.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/aggregate.hpp"
#include "store/manifest.hpp"

namespace battalion::store {

struct PartSweep {
  std::filesystem::path out;
  Manifest manifest;  ///< without the rows of its programs
  std::uint64_t digest = 0;
};
/// Throws StoreError as read_manifest does.
PartSweep read_part(const std::filesystem::path& out);

/// Writes OUT/sweep.h5 from the segments of all parts, whole or not at all. Tasks are united by their ids and must have the
/// same samples then; programs by name and canonical digest, in order of the parts. A pair that several parts have scored
/// counts once, as the first of them has it. Ranks are numbered through the parts. Pairing and what decides results are the same
/// in all parts: the caller's to see to. The file says `configuration`. Throws StoreError, also for a task that is another in
/// another part.
AggregateSummary aggregate_parts(std::span<const PartSweep> parts,
                                 std::vector<std::pair<std::string, std::string>> configuration,
                                 const std::filesystem::path& out, std::uint64_t memory = usual_memory);

}  // namespace battalion::store
