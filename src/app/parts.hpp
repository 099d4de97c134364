#pragma once
// Sweeps of one dataset, put together: what they must have in common.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/aggregate.hpp"

namespace battalion::app {

/// Writes OUT/sweep.h5 from the sweeps in `folders`: over parts of a dataset, of other programs, or both. Throws InputError that
/// names what differs among what decides results (options, version), and where two folders are one sweep. Another commit or
/// engine is only said, through `say`. `memory`: bytes, see store::aggregate.
store::AggregateSummary aggregate_parts(const std::vector<std::filesystem::path>& folders,
                                        const std::filesystem::path& out, std::uint64_t memory,
                                        const std::function<void(const std::string&)>& say);

}  // namespace battalion::app
