#pragma once
// Sweeps over parts of a dataset, put together: what they must have in common.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/aggregate.hpp"

namespace battalion::app {

/// Writes OUT/sweep.h5 from the sweeps in `folders`. Throws InputError that names what differs
/// among what decides results: programs, options, version. Another commit is only said, through
/// `say`.
store::AggregateSummary aggregate_parts(const std::vector<std::filesystem::path>& folders,
                                        const std::filesystem::path& out,
                                        const std::function<void(const std::string&)>& say);

}  // namespace battalion::app
