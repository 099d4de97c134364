#pragma once
// How far a sweep has come, from its folder alone: running or dead, from any node, without locks.

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "score/result.hpp"

namespace battalion::report {

/// What a rank has on disk.
struct RankStatus {
  std::uint32_t rank = 0;
  std::string host;
  std::string device;
  std::uint64_t units = 0;
  std::uint64_t evaluations = 0;
  std::int64_t busy_ns = 0;          ///< wall clock spent on these units
  std::int64_t last_written_ns = 0;  ///< Unix time by the file system: of its latest segment
};

struct Status {
  std::uint64_t units = 0;        ///< planned
  std::uint64_t units_done = 0;   ///< in intact segments
  std::uint64_t evaluations = 0;  ///< planned
  std::array<std::uint64_t, score::outcome_count> outcomes{};  ///< of evaluations on disk, by code
  std::uint64_t set_order_dependent = 0;
  std::int64_t started_ns = 0;  ///< Unix time; of the sweep's first start
  std::vector<RankStatus> ranks;   ///< in order
  std::vector<std::string> bad;    ///< segments that cannot be used, a line each
  bool aggregated = false;         ///< there is a sweep.h5

  std::uint64_t evaluated() const;
  /// Ranks that have written at most `silence_ns` before the latest did: those of the present start.
  std::uint64_t active_ranks(std::int64_t silence_ns) const;
  /// Evaluations a second of `ranks` of them, each as fast as they were so far; 0 where nothing is known.
  double rate(std::uint64_t ranks) const;
};

/// Reads the manifest and every whole segment; safe while ranks write. Throws StoreError where OUT holds no sweep, or
/// its manifest cannot be used.
Status read_status(const std::filesystem::path& out);

}  // namespace battalion::report
