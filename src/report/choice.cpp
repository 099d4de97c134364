#include "report/choice.hpp"

#include <algorithm>

#include "report/bands.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report {
namespace {

bool better(const Candidate& a, const Candidate& b) {
  if (a.demos.exact != b.demos.exact) return a.demos.exact > b.demos.exact;
  if (a.demos.cells_right != b.demos.cells_right) return a.demos.cells_right > b.demos.cells_right;
  return a.program < b.program;
}

/// One band of programs over all samples, task by task.
class Band {
 public:
  Band(const store::SweepFile& sweep, std::uint64_t first, std::uint64_t count, Choices& choices)
      : sweep_(sweep), first_(first), tallies_(count), met_(count), choices_(choices) {}

  void run() {
    for_each_row(sweep_, first_, tallies_.size(),
                 [this](std::uint64_t sample, auto outcomes, auto cells) {
                   add(sample, outcomes, cells);
                 });
  }

 private:
  void add(std::uint64_t sample, std::span<const std::uint8_t> outcomes,
           std::span<const std::uint16_t> cells) {
    const store::SampleRow& row = sweep_.samples()[sample];
    if (row.split != arc::Split::demo) return;
    for (std::size_t p = 0; p < outcomes.size(); ++p) {
      const auto outcome = static_cast<score::Outcome>(outcomes[p] & 0x7f);
      if (outcome == score::Outcome::unpaired) continue;
      met_[p] = 1;
      if (outcome == score::Outcome::exact) ++tallies_[p].exact;
      tallies_[p].cells_right += cells[p];
    }
    if (row.index + 1 == sweep_.tasks()[row.task.value].demo_count) close(row.task);
  }

  void close(TaskId task) {
    const std::uint32_t demos = sweep_.tasks()[task.value].demo_count;
    for (std::size_t p = 0; p < tallies_.size(); ++p) {
      if (met_[p] == 0) continue;
      const auto program = static_cast<std::uint32_t>(first_ + p);
      choices_.by_task[task.value].offer(
          {ProgramId(program), sweep_.programs()[program].canonical_digest, tallies_[p]});
      if (tallies_[p].exact == demos) choices_.solved_demos[task.value] = 1;
    }
    std::fill(tallies_.begin(), tallies_.end(), DemoTally{});
    std::fill(met_.begin(), met_.end(), std::uint8_t{0});
  }

  const store::SweepFile& sweep_;
  std::uint64_t first_;
  std::vector<DemoTally> tallies_;  ///< [program of the band] of the task at hand
  std::vector<std::uint8_t> met_;   ///< [program of the band] the task is one of its own
  Choices& choices_;
};

}  // namespace

void Choice::offer(const Candidate& candidate) {
  const auto same = std::find_if(chosen_.begin(), chosen_.end(), [&](const Candidate& c) {
    return c.canonical_digest == candidate.canonical_digest;
  });
  if (same == chosen_.end()) {
    chosen_.push_back(candidate);
  } else if (better(candidate, *same)) {
    *same = candidate;
  }
  std::sort(chosen_.begin(), chosen_.end(), better);
  if (chosen_.size() > most_) chosen_.pop_back();
}

Choices choose(const store::SweepFile& sweep, std::size_t most) {
  Choices choices;
  choices.by_task.resize(sweep.tasks().size(), Choice(most));
  choices.solved_demos.resize(sweep.tasks().size());
  const std::uint64_t programs = sweep.programs().size();
  for (std::uint64_t p = 0; p < programs; p += band_programs) {
    Band(sweep, p, std::min(band_programs, programs - p), choices).run();
  }
  return choices;
}

}  // namespace battalion::report
