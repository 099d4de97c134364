#pragma once
// A sweep as tables for spreadsheets and data frames: tasks.csv, programs.csv, samples.csv, outcomes.csv.
// results/README.md says what their columns mean.

#include <cstdint>
#include <filesystem>

#include "store/sweep_file.hpp"

namespace battalion::report {

struct CsvTables {
  std::uint64_t tasks = 0, programs = 0, samples = 0, outcomes = 0;  ///< rows
};

/// Makes `folder` where it is missing and replaces these four files in it, each whole or not at all. Without `all`,
/// outcomes.csv has no wrong answers without a single right cell. Streams the matrices a few times. Throws StoreError.
CsvTables write_csv(const store::SweepFile& sweep, const std::filesystem::path& folder, bool all);

}  // namespace battalion::report
