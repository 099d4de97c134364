#pragma once
// What is handed in: two attempts at every test output, in the form that Kaggle's ARC Prize takes.

#include <cstdint>
#include <string>
#include <vector>

#include "arc/grid.hpp"
#include "arc/scoring.hpp"
#include "report/choice.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report {

/// [sample] the grids of its attempts, best first, at most `attempts`; of demos none.
using AttemptGrids = std::vector<std::vector<arc::Grid>>;

struct Submission {
  /// {"TASK": [{"attempt_1": GRID, "attempt_2": GRID}, ...], ...}: tasks in order, their tests in
  /// order, a task a line.
  std::string json;
  std::uint64_t outputs = 0;  ///< test outputs
  std::uint64_t single = 0;   ///< of them, with one grid that programs gave
  std::uint64_t empty = 0;    ///< of them, with none
  std::uint64_t known = 0;    ///< of them, of which the answer is in the file
  std::uint64_t solved = 0;   ///< of those
  arc::Totals totals;         ///< over those
};

/// Where there is no grid, or one that cannot be right (larger than 30x30, other colours than 0 to 9),
/// a fallback of 2x2 zeros stands in, as in the field's sample. Throws InputError for a sweep without
/// tests.
Submission make_submission(const store::SweepFile& sweep, const AttemptGrids& grids);

/// What it holds and would score, for people, a few lines.
std::string to_text(const Submission& submission);

}  // namespace battalion::report
