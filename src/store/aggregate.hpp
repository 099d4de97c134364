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
  std::uint64_t missing_units = 0;      ///< in no segment; their pairs are `pending`, unless another sweep has them
  std::uint64_t doubled_units = 0;      ///< in more than one segment; the first (by rank, number) is kept
  std::uint64_t conflicting_units = 0;  ///< of the doubled ones, those with different results
  std::uint64_t segments = 0;           ///< read
  std::uint64_t damaged_segments = 0;   ///< left out: cut short, damaged, newer, of another sweep
  std::uint64_t doubled_pairs = 0;      ///< scored in several units or sweeps; the first sweep's result is kept
  std::uint64_t conflicting_pairs = 0;  ///< of these, those with different results
  std::uint64_t unplanned_pairs = 0;    ///< of a program and a task that no sweep brought together; they are `pending`
  std::array<std::uint64_t, score::outcome_count> outcomes{};  ///< pairs by code
  std::uint64_t set_order_dependent = 0;
  /// One line each, in a stable order: what was left out and why.
  std::vector<std::string> warnings;
};

/// Bytes that aggregation may take, the process's own included.
inline constexpr std::uint64_t usual_memory = std::uint64_t{1} << 30;

/// Rank 0 alone. Replaces OUT/sweep.h5, whole or not at all. Takes `memory` bytes at most, however large the sweep, beside
/// what failing programs in Python wrote (2 KiB each at most). Results do
/// not depend on the number of ranks or on the order in which units arrived, timings and ranks aside. Throws StoreError where
/// the manifest cannot be used, the file cannot be written, or memory is too little (it says how much would do).
AggregateSummary aggregate(const std::filesystem::path& out, std::uint64_t memory = usual_memory);

}  // namespace battalion::store
