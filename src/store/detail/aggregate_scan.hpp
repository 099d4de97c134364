#pragma once
// First pass of aggregation: of every segment what is small is read and kept, and where to find what is large.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "store/detail/open_segment.hpp"
#include "store/detail/whole.hpp"
#include "store/segment.hpp"

namespace battalion::store::detail {

/// Where a unit's rows lie in its segment.
struct UnitPlace {
  static constexpr std::uint32_t nowhere = 0xffffffffu;
  std::uint32_t segment = nowhere;  ///< index into Scan::segments
  std::uint64_t cell = 0;           ///< its first row of /cell
  std::uint64_t kept = 0;           ///< its first row of /kept
  std::uint64_t kept_cell = 0;      ///< its first element of /kept/grid
  std::uint32_t kept_count = 0;
  std::vector<std::uint32_t> errors;  ///< rows of Scan::errors, by the unit's own numbering
  bool found() const { return segment != nowhere; }
};

struct SampleTimes {
  score::SampleTiming timing;
  std::int32_t rank = -1;
  std::int32_t device = -1;  ///< index into Scan::devices
};

struct RankRow {
  RankInfo info;
  RankRecord record;
  bool recorded = false;
};

struct Scan {
  AggregateSummary summary;
  std::vector<std::filesystem::path> segments;  ///< those that could be read
  std::vector<UnitPlace> units;                 ///< [whole.units]
  std::vector<score::ErrorKind> errors;         ///< sorted, each once
  std::vector<SampleTimes> samples;             ///< [sample of the whole]
  std::vector<std::string> devices;             ///< sorted, each once
  std::set<std::string> hosts;                  ///< of all segments
  std::map<std::uint32_t, RankRow> ranks;
  std::map<ProgramId, score::Printed> printed;  ///< of each program at its first sample of those that it failed on
  std::map<std::pair<score::Engine, std::string>, std::uint64_t> answered;  ///< (engine, why) -> pairs
  /// (task, phase, rank) -> wall and CPU ns; task -1: of the rank.
  std::map<std::tuple<std::int32_t, std::uint8_t, std::int32_t>,
           std::pair<std::int64_t, std::int64_t>>
      phases;
};

/// Why segments that were scanned before must be left out.
using SpoiltSegments = std::map<std::filesystem::path, std::string>;

/// Throws StoreError where a folder cannot be listed.
Scan scan_segments(const Whole& whole, const SpoiltSegments& spoilt);

}  // namespace battalion::store::detail
