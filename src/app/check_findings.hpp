#pragma once
// What was found of programs before they are scored, as tables for people: `battalion check` and a
// sweep's first phase.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "arc/dataset.hpp"
#include "dsl/program.hpp"
#include "score/speed_check.hpp"

namespace battalion::app {

/// Refers to programs and dataset, which must outlive it.
struct CheckFindings {
  std::span<const dsl::Program> programs;
  std::vector<ProgramId> first_equal;        ///< [program] first of equal canonical digest
  std::vector<std::string> why_not_lowered;  ///< [program] empty where the bit-plane engine runs it
  const arc::Dataset* dataset = nullptr;  ///< none without a speed check
  std::optional<score::SpeedCheck> speed;
  std::int64_t slow_ns = 0;  ///< CPU time of one sample that makes a program slow; 0: none is

  bool slow(const score::ProgramSpeed& p) const {
    return slow_ns > 0 && p.samples > 0 && p.worst_cpu_ns >= slow_ns;
  }
};

/// Numbers of programs.
struct CheckTotals {
  std::size_t duplicates = 0, lowered = 0;
  // Of a speed check. A duplicate of a program of another task is run as well.
  std::size_t run = 0, slow = 0, failing = 0, without_task = 0;
};
CheckTotals totals_of(const CheckFindings& findings);

// Tables for people, each empty where there is nothing to tell. Of each at most `most` rows, then
// how many are left out.
inline constexpr std::size_t all_rows = ~std::size_t{0};

/// The slow ones; without `most`, those and at least ten more.
std::string slowest_table(const CheckFindings& findings, std::size_t most = all_rows);
std::string failing_table(const CheckFindings& findings, std::size_t most = all_rows);
std::string duplicates_text(const CheckFindings& findings, std::size_t most = all_rows);
/// Why programs are not run by the bit-plane engine, most frequent first, each with a program.
std::string not_lowered_table(const CheckFindings& findings, std::size_t most = all_rows);
/// [reason] how many programs, most first; ties in order of the reason.
std::vector<std::pair<std::string, std::size_t>> not_lowered(const CheckFindings& findings);
/// One line: how many were run, slow, failing, duplicates; wall, CPU and their ratio.
std::string speed_totals(const CheckFindings& findings);

}  // namespace battalion::app
