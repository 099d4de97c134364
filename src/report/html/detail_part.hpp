#pragma once
// A part for each task: its grids, and what its best candidates answered.

#include <vector>

#include "report/html/candidate_cells.hpp"
#include "report/html/json.hpp"
#include "report/html/limits.hpp"

namespace battalion::report::html {

class DetailPart {
 public:
  /// `choices`: with as many candidates a task as are to be shown.
  DetailPart(const store::SweepFile& sweep, const Choices& choices, const PageLimits& limits);
  /// [task of the table] {samples, samples_left_out, candidates, grids_left_out}
  Json json();

 private:
  Json task(std::uint32_t task);
  Json sample(SampleId sample, bool grids);
  Json candidate(const store::TaskRow& task, const Candidate& candidate,
                 const std::vector<CandidateCell>& cells, bool grids);
  Json result(SampleId sample, ProgramId program, const CandidateCell& cell, bool grids);
  Json best_kept(SampleId sample, std::span<const Candidate> shown_already);
  Json drawn(const arc::Grid& grid);
  std::vector<std::uint32_t> drawn_samples(const store::TaskRow& task) const;

  const store::SweepFile& sweep_;
  const Choices& choices_;
  const PageLimits& limits_;
  CandidateCells cells_;
  store::KeptAnswers kept_;
  bool kept_best_;  ///< of a sample the sweep kept one answer
  std::vector<store::SweepError> errors_;
  std::size_t cells_drawn_ = 0;
};

}  // namespace battalion::report::html
