#include "report/html/candidate_cells.hpp"

#include <algorithm>

#include "report/bands.hpp"

namespace battalion::report::html {

CandidateCells candidate_cells(const store::SweepFile& sweep, const Choices& choices) {
  CandidateCells cells(sweep.tasks().size());
  for (std::size_t t = 0; t < cells.size(); ++t) {
    cells[t].assign(choices.by_task[t].chosen().size(),
                    std::vector<CandidateCell>(sweep.tasks()[t].sample_count));
  }
  const std::uint64_t programs = sweep.programs().size();
  for (std::uint64_t first = 0; first < programs; first += store::band_programs) {
    const std::uint64_t count = std::min(store::band_programs, programs - first);
    for_each_row(sweep, first, count, [&](std::uint64_t s, auto outcomes, auto right) {
      const std::uint32_t task = sweep.samples()[s].task.value;
      const auto chosen = choices.by_task[task].chosen();
      for (std::size_t c = 0; c < chosen.size(); ++c) {
        const std::uint64_t program = chosen[c].program.value;
        if (program < first || program >= first + count) continue;
        cells[task][c][s - sweep.tasks()[task].first_sample] = {outcomes[program - first],
                                                                right[program - first]};
      }
    });
  }
  return cells;
}

}  // namespace battalion::report::html
