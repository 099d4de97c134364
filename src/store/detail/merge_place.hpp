#pragma once
// Where a part's tasks, samples and units are in the whole.

#include <cstdint>
#include <span>
#include <vector>

#include "store/merge.hpp"

namespace battalion::store::detail {

struct MergePlace {
  std::vector<TaskId> task;         ///< [task of the part] in the whole
  std::vector<std::uint32_t> from;  ///< [task of the part] its first sample in the part
  std::vector<std::uint32_t> to;    ///< and in the whole
  std::uint32_t first_unit = 0;

  std::uint32_t sample(TaskId of, std::uint32_t s) const {
    return s - from[of.value] + to[of.value];
  }
  /// Throws StoreError for a unit of no task.
  void move(score::UnitResult& unit) const;
};

/// [part]
std::vector<MergePlace> merge_places(std::span<const PartSweep> parts, const Manifest& whole);

}  // namespace battalion::store::detail
