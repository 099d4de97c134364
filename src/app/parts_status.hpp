#pragma once
// How far the parts of a sweep are (--part K/N, each a sweep of its own), one by one and together.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "app/part_folders.hpp"
#include "app/sweep_life.hpp"

namespace battalion::app {

/// A rank that has not written for so long before the latest one did does not count for the time left.
inline constexpr std::int64_t active_ns = 60'000'000'000;

struct PartStatus {
  std::uint32_t number = 0;  ///< from 1
  report::Status status;     ///< empty where it is not begun
  SweepLife life;            ///< its state is "not begun" also where it has not come as far as its manifest

  /// Evaluations a second of its active ranks.
  double rate() const { return status.rate(status.active_ranks(active_ns)); }
  /// None where nothing is known.
  std::optional<double> seconds_left() const;
};

struct PartsStatus {
  std::vector<PartStatus> parts;  ///< all of them, in order
  /// Added up, without ranks; parts that are not begun are in no number. What cannot be used is said of each part.
  report::Status sum;
  SweepLife life;                      ///< "complete" where all is in OUT/sweep.h5
  std::size_t begun = 0;               ///< parts, of which `sum` tells
  double rate = 0;                     ///< of the parts that are not done; of all where they are
  std::optional<double> seconds_left;  ///< of the part that takes longest; none where one is not begun
};

/// Throws StoreError where the manifest of a part cannot be used.
PartsStatus read_parts_status(const std::filesystem::path& out, const PartFolders& folders, std::int64_t watch_ns);

}  // namespace battalion::app
