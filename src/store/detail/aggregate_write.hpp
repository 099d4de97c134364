#pragma once
// Second pass of aggregation: the parts of sweep.h5. Nothing here depends on the order of arrival.

#include "store/detail/aggregate_scan.hpp"
#include "store/detail/memory_plan.hpp"
#include "store/h5.hpp"

namespace battalion::store::detail {

/// /scores: bands of samples by stripes of programs, each unit's rows read from its segment. Counts pairs in scan.summary, and
/// returns how many ended in each error. [Scan::errors] Throws SegmentSpoilt, SegmentGone, StoreError.
std::vector<std::uint64_t> write_scores(h5::File& file, const Whole& whole, Scan& scan, const MemoryPlan& memory);

/// /outputs: kept answers in order of sample, program.
void write_outputs(h5::File& file, const Whole& whole, const Scan& scan);

/// /timings, /ranks, /errors.
void write_small_tables(h5::File& file, const Scan& scan, const std::vector<std::uint64_t>& error_counts);

/// Found units of each task, in order of their part, first program, first sample. [task]
std::vector<std::vector<std::uint32_t>> units_of_tasks(const Whole& whole, const Scan& scan);

}  // namespace battalion::store::detail
