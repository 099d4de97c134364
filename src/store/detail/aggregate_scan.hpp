#pragma once
// First pass of aggregation: every segment is read once, one at a time; what is small is kept, and
// where to find what is large.

#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "store/aggregate.hpp"
#include "store/manifest.hpp"
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
  std::uint64_t content = 0;          ///< digest of its results
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
  std::vector<UnitPlace> units;                 ///< [manifest.units]
  std::vector<score::ErrorKind> errors;         ///< sorted, each once
  std::vector<std::uint64_t> error_counts;      ///< pairs that ended in it
  std::vector<SampleTimes> samples;             ///< [manifest.samples]
  std::vector<std::string> devices;             ///< sorted, each once
  std::set<std::string> hosts;                  ///< of all segments
  std::map<std::uint32_t, RankRow> ranks;
  std::map<std::pair<score::Engine, std::string>, std::uint64_t> answered;  ///< (engine, why) -> pairs
  /// (task, phase, rank) -> wall and CPU ns; task -1: of the rank.
  std::map<std::tuple<std::int32_t, std::uint8_t, std::int32_t>,
           std::pair<std::int64_t, std::int64_t>>
      phases;
};

/// A segment that was scanned is there no more: its writer has merged it into another, or it was set
/// aside. What is known of places is out of date.
class SegmentGone : public std::runtime_error {
 public:
  explicit SegmentGone(const std::filesystem::path& path)
      : std::runtime_error(path.string() + ": is gone (while it was to be read)") {}
};
bool gone(const std::filesystem::path& path);
/// One that was read before. Throws SegmentGone, StoreError.
h5::File open_segment(const std::filesystem::path& path);

Scan scan_segments(const std::filesystem::path& out, const Manifest& manifest,
                   std::uint64_t manifest_digest);

}  // namespace battalion::store::detail
