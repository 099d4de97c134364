#pragma once
// From a sweep's folder (manifest and segments) to its one file, OUT/sweep.h5.

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "score/result.hpp"

namespace battalion::store {

struct AggregateSummary {
  std::filesystem::path file;
  std::uint64_t units = 0;              ///< planned
  std::uint64_t missing_units = 0;      ///< in no segment; their pairs are `pending`
  std::uint64_t doubled_units = 0;      ///< in more than one; the first (by rank, number) is kept
  std::uint64_t conflicting_units = 0;  ///< of the doubled ones, those with different results
  std::uint64_t segments = 0;           ///< read
  std::uint64_t damaged_segments = 0;   ///< left out: cut short, damaged, newer, of another sweep
  std::array<std::uint64_t, score::outcome_count> outcomes{};  ///< pairs by code
  std::uint64_t set_order_dependent = 0;
  /// One line each, in a stable order: what was left out and why.
  std::vector<std::string> warnings;
};

/// Rank 0 alone. Replaces OUT/sweep.h5, whole or not at all. Memory: the manifest, one segment, and
/// about 100 MB for the part of the matrices at hand, however large the sweep. Results do not
/// depend on the number of ranks or on the order in which units arrived, timings and ranks aside.
/// Throws StoreError where the manifest cannot be used or the file cannot be written.
AggregateSummary aggregate(const std::filesystem::path& out);

}  // namespace battalion::store
