#pragma once
// Segments that were scanned, read again: the results of their units.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <list>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/h5.hpp"

namespace battalion::store::detail {

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

/// A segment whose results make no sense, though its seal is intact. To be left out.
struct SegmentSpoilt {
  std::filesystem::path path;
  std::string why;  ///< one line, which names it
};

/// Results of pairs, [rows][columns], row-major; errors as their unit numbers them.
struct PairRows {
  std::vector<std::uint8_t> outcome;
  std::vector<std::uint16_t> cells_right, error;
  std::vector<std::uint64_t> digest;
};

/// The pairs of one segment, open.
class OpenSegment {
 public:
  /// What one takes while it is open and keeps the fewest chunks, about, in bytes.
  static constexpr std::uint64_t bytes = std::uint64_t{3} << 20;
  /// Of each column. Units begin and end within chunks: the last one read is wanted once more.
  static constexpr std::size_t fewest_chunks = 2;

  /// `chunks`: unpacked ones of each column that are kept.
  OpenSegment(std::uint32_t number, std::filesystem::path path, std::size_t chunks = fewest_chunks);
  std::uint32_t number() const { return number_; }
  const std::filesystem::path& path() const { return path_; }
  /// `rows` times `columns` pairs: row r begins at row `first + r * pitch` of /cell. Throws StoreError.
  void read(std::uint64_t first, std::uint64_t rows, std::uint64_t columns, std::uint64_t pitch, PairRows& to) const;

 private:
  std::uint32_t number_;
  std::filesystem::path path_;
  h5::File file_;
  h5::Dataset outcome_, cells_right_, error_, digest_;
};

/// The segments used last stay open. Units are scored in another order than tasks have, so where there are fewer segments than may be
/// open, each keeps as many more chunks.
class SegmentCache {
 public:
  SegmentCache(const std::vector<std::filesystem::path>& paths, std::size_t most)
      : paths_(paths), most_(most), chunks_(OpenSegment::fewest_chunks * std::max<std::size_t>(1, most / std::max<std::size_t>(1, paths.size()))) {}
  /// Throws SegmentGone, StoreError.
  const OpenSegment& get(std::uint32_t number);

 private:
  const std::vector<std::filesystem::path>& paths_;
  std::size_t most_, chunks_;
  std::list<OpenSegment> open_;
};

}  // namespace battalion::store::detail
