#pragma once
// Second pass of aggregation: the parts of sweep.h5. Nothing here depends on the order of arrival.

#include "store/detail/aggregate_scan.hpp"
#include "store/h5.hpp"

namespace battalion::store::detail {

/// /scores: band of samples by stripe of programs, each unit's rows read from its segment.
void write_scores(h5::File& file, const Manifest& manifest, const Scan& scan);

/// /outputs: kept answers in order of sample, program.
void write_outputs(h5::File& file, const Manifest& manifest, const Scan& scan);

/// /timings, /ranks, /errors.
void write_small_tables(h5::File& file, const Scan& scan);

/// Found units of each task, in order of their first program, then first sample. [task]
std::vector<std::vector<std::uint32_t>> units_of_tasks(const Manifest& manifest, const Scan& scan);

}  // namespace battalion::store::detail
