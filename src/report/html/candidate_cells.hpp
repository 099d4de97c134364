#pragma once
// What the best candidates did, sample by sample.

#include <cstdint>
#include <vector>

#include "report/choice.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report::html {

struct CandidateCell {
  std::uint8_t outcome = 0;  ///< as in /scores/outcome
  std::uint16_t cells_right = 0;
};

/// [task][place among the task's choice][sample of the task]
using CandidateCells = std::vector<std::vector<std::vector<CandidateCell>>>;

/// Reads the matrices once, in parts.
CandidateCells candidate_cells(const store::SweepFile& sweep, const Choices& choices);

}  // namespace battalion::report::html
