#pragma once
// After the last segment: one file, and what it comes to.

#include <filesystem>

#include "app/sweep.hpp"

namespace battalion::app {

/// Rank 0 alone, after comm.finish(). Aggregates, says warnings, prints the summary. Returns the
/// exit code: 1, with a line said, where results are missing or cannot be written.
int close_sweep(const std::filesystem::path& out, const SweepServices& services);

}  // namespace battalion::app
