#include "score/unit_tally.hpp"

#include <algorithm>
#include <string>

#include "base/clock.hpp"

namespace battalion::score {
namespace {

/// Which answers of a sample are kept, for --keep.
class Keeper {
 public:
  explicit Keeper(Keep keep) : keep_(keep) {}
  /// Programs in ascending order.
  void offer(SampleId sample, ProgramId program, const Cell& cell, const std::optional<arc::Grid>& grid,
             std::vector<KeptOutput>& kept) {
    if (!grid) return;
    if (keep_ == Keep::best && best_at_ != none) {
      KeptOutput& best = kept[best_at_];
      if (cell.cells_right > best_right_) {
        best = {sample, program, *grid};
        best_right_ = cell.cells_right;
      }
      return;
    }
    best_at_ = kept.size();
    best_right_ = cell.cells_right;
    kept.push_back({sample, program, *grid});
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  const Keep keep_;
  std::size_t best_at_ = none;
  std::uint16_t best_right_ = 0;
};

}  // namespace

UnitTally::UnitTally(const ScoreOptions& options, const UnitSpec& unit, SampleId first_sample, std::vector<std::uint32_t> first)
    : options_(options), unit_(unit), first_(std::move(first)), place_(unit.programs.size()), stopped_(unit.programs.size()), failed_(unit.programs.size()) {
  result_.unit = unit.unit;
  result_.task = unit.task;
  result_.first_sample = first_sample;
  result_.sample_count = unit.sample_count;
  result_.programs = unit.programs;
  result_.cells.resize(unit.sample_count * unit.programs.size());
  result_.timings.resize(unit.sample_count);
}

std::span<const std::uint32_t> UnitTally::todo() {
  todo_.clear();
  for (std::uint32_t c = 0; c < first_.size(); ++c) {
    if (stopped_[c] || first_[c] != c) continue;
    place_[c] = static_cast<std::uint32_t>(todo_.size());
    todo_.push_back(c);
  }
  return todo_;
}

void UnitTally::add(std::uint32_t r, const arc::Sample& sample, const Evaluated& evaluated, const Scorer::Progress& progress) {
  const std::int64_t start = wall_ns();
  Cell* row = result_.cells.data() + r * first_.size();
  std::array<std::uint64_t, outcome_count> counts{};
  Keeper keeper(options_.keep);
  for (std::uint32_t c = 0; c < first_.size(); ++c) {
    Cell& cell = row[c];
    if (stopped_[c]) {
      cell.outcome = static_cast<std::uint8_t>(Outcome::skipped);
    } else {
      const Verdict& v = evaluated.verdicts[place_[first_[c]]];
      cell = v.cell;
      ++answered_[{v.engine, v.punt}];
      if (v.error_kind != nullptr) cell.error = errors_.number({v.error_kind, v.error_message});
      if (v.foreign && cell.kind() != Outcome::exact && !failed_[c]) {
        failed_[c] = true;
        if (!v.foreign->out.empty() || !v.foreign->err.empty()) {
          result_.printed.push_back({SampleId(result_.first_sample.value + r), unit_.programs[c], v.foreign->out, v.foreign->err});
        }
      }
      keeper.offer(SampleId(result_.first_sample.value + r), unit_.programs[c], cell, v.grid, result_.kept);
    }
    ++counts[static_cast<int>(cell.kind())];
  }
  // Afterwards: a column and the first that does the same stop together.
  if (options_.early_stop && sample.split == arc::Split::demo) {
    for (std::uint32_t c = 0; c < first_.size(); ++c) {
      if (row[c].kind() != Outcome::exact) stopped_[c] = true;
    }
  }
  SampleTiming& timing = result_.timings[r];
  timing = evaluated.timing;
  timing.wall_ns += wall_ns() - start;
  splits_[static_cast<int>(sample.split)].wall_ns += timing.wall_ns;
  splits_[static_cast<int>(sample.split)].cpu_ns += timing.cpu_ns;
  if (progress) progress(counts);
}

UnitResult UnitTally::finish() {
  result_.errors = errors_.take();
  std::sort(result_.printed.begin(), result_.printed.end(), [](const Printed& a, const Printed& b) { return a.program < b.program; });
  for (const auto& [what, pairs] : answered_) {
    result_.answered.push_back({what.first, std::string(what.second), pairs});
  }
  const Phase phases[] = {Phase::demo, Phase::test};
  for (int k = 0; k < 2; ++k) {
    if (splits_[k].wall_ns == 0) continue;
    result_.phases.push_back({unit_.task, static_cast<std::uint8_t>(phases[k]), splits_[k].wall_ns, splits_[k].cpu_ns});
  }
  return std::move(result_);
}

}  // namespace battalion::score
