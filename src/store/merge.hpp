#pragma once
// Sweeps of the same programs over parts of a dataset, as one sweep over all of it.

#include <cstdint>
#include <filesystem>
#include <span>

#include "store/aggregate.hpp"
#include "store/manifest.hpp"

namespace battalion::store {

struct PartSweep {
  std::filesystem::path out;
  Manifest manifest;
  std::uint64_t digest = 0;
};
/// Throws StoreError as read_manifest does.
PartSweep read_part(const std::filesystem::path& out);

/// The manifest of the whole: tasks of all parts in order of their ids, units one part after the
/// other. Programs, pairing and configuration are the first part's; that they are the same is the
/// caller's to see to. Throws StoreError for a task that is in two parts.
Manifest merged(std::span<const PartSweep> parts);

/// Writes OUT/sweep.h5 from the segments of all parts, whole or not at all; OUT has room for their
/// segments once more, until the end. Ranks are numbered through the parts. `whole` is
/// merged(parts), save for facts. Throws StoreError.
AggregateSummary aggregate_parts(std::span<const PartSweep> parts, const Manifest& whole,
                                 const std::filesystem::path& out);

}  // namespace battalion::store
