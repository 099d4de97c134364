#pragma once
// What `battalion check` tells.

#include <string>
#include <vector>

#include "app/check_findings.hpp"
#include "dsl/types.hpp"

namespace battalion::app {

struct CheckReport {
  std::size_t files = 0;
  std::vector<dsl::Problem>
      problems;  ///< programs that cannot be read, and text that is no program
  std::vector<dsl::TypeClash> warnings;  ///< programs that raise on every input
  CheckFindings findings;
};

/// For people: problems, tables of the slowest, the failing, the duplicates, totals in the last
/// line.
std::string check_text(const CheckReport& report);
/// One JSON object on one line, without an end of line. Times are in seconds.
std::string check_json(const CheckReport& report);

}  // namespace battalion::app
