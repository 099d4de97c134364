#pragma once
// After the last segment: one file, and what it comes to.

#include <filesystem>

#include "app/sweep.hpp"

namespace battalion::app {

/// Rank 0 alone, after comm.finish(). Aggregates, says warnings, prints the summary. Returns the
/// exit code: 75, with a line said, where units are missing or sweep.h5 cannot be written.
int close_sweep(const std::filesystem::path& out, const SweepServices& services);

}  // namespace battalion::app
