#pragma once
// A segment: what one rank scored since its last one. Written by that rank alone, read by anybody;
// under its final name it is always complete. OUT/segments/rank-RRRR-NNNNNN.h5

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "score/result.hpp"
#include "store/h5.hpp"

namespace battalion::store {

struct RankInfo {
  std::uint32_t rank = 0;
  std::string host;
  std::string device;  ///< as shown to people, e.g. "cpu"
  bool operator==(const RankInfo&) const = default;
};

/// A rank's account of itself. Later segments of a rank carry later accounts; the last one counts.
struct RankRecord {
  std::uint32_t units = 0;
  std::int64_t busy_ns = 0;
  std::int64_t idle_ns = 0;
  std::int64_t start_ns = 0;               ///< Unix time
  std::int64_t finish_ns = 0;              ///< Unix time
  std::vector<score::PhaseTiming> phases;  ///< of the rank, outside of units (loading, writing)
};

struct Segment {
  RankInfo rank;
  std::vector<score::UnitResult> units;
  std::optional<RankRecord> record;
};

/// When a writer merges what it has written, so that a sweep of days leaves few files.
struct Compaction {
  std::size_t most = 64;  ///< small segments of a writer; one more, and they are merged; as many wait to go
  std::uintmax_t small_bytes = std::uintmax_t{16} << 20;  ///< of a file; so large a merged one gets
};

/// Writes the segments of one rank. Not collective; ranks do not wait for each other.
class SegmentWriter {
 public:
  /// `manifest_digest`: as write_manifest returned it. Goes on after segments that are there
  /// already, those set aside among them. Throws StoreError where the folder is missing or cannot
  /// be read.
  SegmentWriter(std::filesystem::path out, std::uint64_t manifest_digest, RankInfo rank,
                Compaction compaction = {});
  ~SegmentWriter();
  SegmentWriter(SegmentWriter&&) = default;

  /// Returns the path. Throws StoreError (disk full, read-only, no such folder) and leaves no file
  /// of that name. Never replaces a file. Merges now and then; a merge that fails is tried later.
  std::filesystem::path write(std::span<const score::UnitResult> units,
                              const std::optional<RankRecord>& record = std::nullopt);

 private:
  struct Own {
    std::filesystem::path path;
    std::uintmax_t bytes = 0;
  };
  Own write_next(std::span<const score::UnitResult> units, const std::optional<RankRecord>& record);
  void compact(const std::optional<RankRecord>& record);
  void remove_merged();

  std::filesystem::path out_;
  std::uint64_t manifest_digest_;
  RankInfo rank_;
  Compaction compaction_;
  std::uint32_t next_ = 0;
  std::vector<Own> small_;  ///< written by this writer, not merged yet, in order
  std::vector<std::filesystem::path> merged_;  ///< in another segment, and to be removed
  std::size_t merge_above_;
};

/// rank and number of a segment's file name; none for any other name (temporary ones among them).
struct SegmentName {
  std::uint32_t rank = 0;
  std::uint32_t number = 0;
  auto operator<=>(const SegmentName&) const = default;
};
std::optional<SegmentName> parse_segment_name(const std::string& file_name);

/// The segments of OUT in order of rank and number. None where there is no such folder.
std::vector<std::filesystem::path> list_segments(const std::filesystem::path& out);

/// Writes one segment file under exactly this name, which is noted in it. Kept answers are put in
/// order of sample, program. Returns false where the name is taken. Throws StoreError.
bool write_segment(const std::filesystem::path& path, std::uint64_t manifest_digest,
                   const RankInfo& rank, std::span<const score::UnitResult> units,
                   const std::optional<RankRecord>& record);

/// What is read of a segment. Without results: no cells of pairs, and kept answers without their grids' cells.
enum class SegmentRows : std::uint8_t { all, without_results };

/// The whole segment, or what `rows` says of it. Throws StoreError for one that is cut short, damaged, of a newer schema, of
/// another sweep than `manifest_digest` (if given), or under another segment's name;
/// UnreadableError where the file cannot be read at all.
Segment read_segment(const std::filesystem::path& path,
                     std::optional<std::uint64_t> manifest_digest = std::nullopt,
                     SegmentRows rows = SegmentRows::all);

}  // namespace battalion::store
