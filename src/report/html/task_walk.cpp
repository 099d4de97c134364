#include "report/html/task_walk.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "report/bands.hpp"

namespace battalion::report::html {

TaskSize size_of(const store::SweepFile& sweep, TaskId task) {
  const store::TaskRow& row = sweep.tasks()[task.value];
  TaskSize size;
  for (const store::SampleRow& s : sweep.samples().subspan(row.first_sample, row.sample_count)) {
    const std::uint64_t cells = std::uint64_t{s.output.height} * s.output.width;
    size.cells += cells;
    if (s.split == arc::Split::demo) {
      ++size.demos;
    } else if (cells > 0) {
      ++size.tests;
    }
  }
  return size;
}

bool TaskTally::met() const {
  const auto samples = std::accumulate(by_outcome.begin(), by_outcome.end(), 0u);
  return of(score::Outcome::unpaired) < samples;
}

bool TaskTally::solved(const TaskSize& size) const {
  return size.samples() > 0 && of(score::Outcome::exact) == size.samples();
}

void for_each_task(const store::SweepFile& sweep, const TaskVisit& visit) {
  const std::uint64_t programs = sweep.programs().size();
  for (std::uint64_t first = 0; first < programs; first += store::band_programs) {
    std::vector<TaskTally> tallies(std::min(store::band_programs, programs - first));
    for_each_row(sweep, first, tallies.size(), [&](std::uint64_t s, auto outcomes, auto cells) {
      const store::SampleRow& sample = sweep.samples()[s];
      for (std::size_t p = 0; p < tallies.size(); ++p) {
        const auto outcome = static_cast<std::size_t>(outcomes[p] & 0x7f);
        ++tallies[p].by_outcome[outcome];
        tallies[p].cells_right += cells[p];
        const bool exact = static_cast<score::Outcome>(outcome) == score::Outcome::exact;
        if (exact && sample.split == arc::Split::demo) ++tallies[p].exact_demos;
      }
      const store::TaskRow& task = sweep.tasks()[sample.task.value];
      if (s + 1 < std::uint64_t{task.first_sample} + task.sample_count) return;
      visit(sample.task, ProgramId(static_cast<std::uint32_t>(first)), tallies);
      std::fill(tallies.begin(), tallies.end(), TaskTally{});
    });
  }
}

}  // namespace battalion::report::html
