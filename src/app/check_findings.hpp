#pragma once
// What `battalion check` found, and how it tells it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arc/dataset.hpp"
#include "dsl/program.hpp"
#include "score/speed_check.hpp"

namespace battalion::app {

struct CheckFindings {
  std::size_t files = 0;
  dsl::ProgramSet set;
  std::vector<dsl::Problem> warnings;  ///< programs that raise on every input
  std::vector<ProgramId> first_equal;  ///< [program] first of equal canonical digest
  arc::Dataset dataset;                ///< empty without a speed check
  std::optional<score::SpeedCheck> speed;
  std::int64_t slow_ns = 0;  ///< CPU time of one sample that makes a program slow; 0: none is

  bool slow(const score::ProgramSpeed& p) const {
    return slow_ns > 0 && p.samples > 0 && p.worst_cpu_ns >= slow_ns;
  }
};

/// Numbers of programs.
struct CheckTotals {
  std::size_t good = 0, unreadable = 0, duplicates = 0;
  // Of a speed check. A duplicate of a program of another task is run as well.
  std::size_t run = 0, slow = 0, failing = 0, without_task = 0;
};
CheckTotals totals_of(const CheckFindings& findings);

/// For people: problems, tables of the slowest, the failing, the duplicates, totals in the last
/// line.
std::string check_text(const CheckFindings& findings);
/// One JSON object on one line, without an end of line. Times are in seconds.
std::string check_json(const CheckFindings& findings);

}  // namespace battalion::app
