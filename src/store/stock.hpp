#pragma once
// What of a sweep is on disk: looked over before it is gone on with.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/manifest.hpp"
#include "store/segment.hpp"

namespace battalion::store {

/// A segment that cannot be used: cut short, damaged, of another sweep, under another's name.
struct BadSegment {
  std::filesystem::path path;
  std::string why;  ///< one line, which names it
};

struct Stock {
  std::vector<bool> units;  ///< [manifest.units] in an intact segment
  std::uint64_t on_disk = 0;
  std::vector<BadSegment> bad;
};

/// Reads every segment of OUT whole. Throws UnreadableError where one can be neither used nor called
/// damaged.
Stock take_stock(const std::filesystem::path& out, const Manifest& manifest,
                 std::uint64_t manifest_digest);

/// Calls `visit` for every intact segment of OUT, also while ranks write, merge and remove them: what has
/// gone is in a later one. A unit may be in several. Changes nothing, and returns what cannot be used, or
/// not be read.
std::vector<BadSegment> visit_segments(
    const std::filesystem::path& out, const Manifest& manifest, std::uint64_t manifest_digest,
    const std::function<void(const std::filesystem::path&, const Segment&)>& visit);

/// Renames the file in its folder to NAME.damaged (NAME.damaged-2, ...), under which nothing of
/// Battalion reads or replaces it. Returns the new path. Throws StoreError.
std::filesystem::path set_aside(const std::filesystem::path& segment);

/// Removes what killed writers have left in OUT and OUT/segments under temporary names. Only who
/// alone may write there may call it. What cannot be removed stays.
void remove_leftovers(const std::filesystem::path& out);

}  // namespace battalion::store
