#include "report/choice.hpp"

#include <algorithm>

#include "base/fnv.hpp"
#include "report/bands.hpp"
#include "report/preference.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report {
namespace {

bool better(const Candidate& a, const Candidate& b) {
  if (a.demos.exact != b.demos.exact) return a.demos.exact > b.demos.exact;
  if (a.demos.cells_right != b.demos.cells_right) return a.demos.cells_right > b.demos.cells_right;
  if (a.preference != b.preference) return a.preference < b.preference;
  return a.program < b.program;
}

bool better(const Attempt& a, const Attempt& b) { return better(a.by, b.by); }

bool same(const Candidate& a, const Candidate& b) {
  return a.canonical_digest == b.canonical_digest || (a.answers != 0 && a.answers == b.answers);
}

bool same(const Attempt& a, const Attempt& b) { return a.output_digest == b.output_digest; }

/// `best` holds the best of what was offered, best first, at most `most`, no two the same.
template <class Offer>
void keep_best(std::vector<Offer>& best, const Offer& offer, std::size_t most) {
  if (best.size() == most && (most == 0 || !better(offer, best.back()))) return;
  if (std::any_of(best.begin(), best.end(),
                  [&](const Offer& b) { return same(b, offer) && better(b, offer); })) {
    return;
  }
  std::erase_if(best, [&](const Offer& b) { return same(b, offer); });
  const auto at =
      std::find_if(best.begin(), best.end(), [&](const Offer& b) { return better(offer, b); });
  best.insert(at, offer);
  if (best.size() > most) best.pop_back();
}

std::uint64_t with(std::uint64_t answers, std::uint64_t output_digest) {
  Fnv64 sum;
  sum.u64(answers);
  sum.u64(output_digest);
  return sum.value();
}

/// One band of programs over all samples, task by task.
class Band {
 public:
  Band(const store::SweepFile& sweep, const ChoiceTerms& terms,
       std::span<const std::uint32_t> preferences, std::uint64_t first, std::uint64_t count,
       Choices& choices)
      : sweep_(sweep),
        terms_(terms),
        preferences_(preferences),
        first_(first),
        tallies_(count),
        answers_(count),
        met_(count),
        choices_(choices) {}

  void run() {
    for_each_band(sweep_, first_, tallies_.size(), [this](const store::Rectangle& part) { add(part); });
  }

 private:
  bool asks_for_digests(const store::Rectangle& part) const {
    const auto rows = sweep_.samples().subspan(part.first_sample, part.samples);
    return terms_.by_answers || std::any_of(rows.begin(), rows.end(), [](const store::SampleRow& r) {
             return r.split == arc::Split::test;
           });
  }

  void add(const store::Rectangle& part) {
    const auto outcomes = sweep_.outcomes(part);
    const auto cells = sweep_.cells_right(part);
    std::vector<std::uint64_t> digests(outcomes.size());
    if (asks_for_digests(part)) digests = sweep_.output_digests(part);
    for (std::uint64_t row = 0; row < part.samples; ++row) {
      const auto of_row = [&](const auto& matrix) {
        return std::span(matrix).subspan(row * tallies_.size(), tallies_.size());
      };
      add(SampleId(static_cast<std::uint32_t>(part.first_sample + row)), of_row(outcomes), of_row(cells),
          of_row(digests));
    }
  }

  void add(SampleId sample, std::span<const std::uint8_t> outcomes,
           std::span<const std::uint16_t> cells, std::span<const std::uint64_t> digests) {
    const store::SampleRow& row = sweep_.samples()[sample.value];
    const store::TaskRow& task = sweep_.tasks()[row.task.value];
    if (row.split == arc::Split::demo) {
      add_demo(outcomes, cells);
    } else {
      // Tests come after all demos of their task: the tallies are complete.
      for (std::size_t p = 0; p < digests.size(); ++p) {
        if (met_[p] == 0 || digests[p] == 0) continue;
        choices_.by_sample[sample.value].offer(candidate(p), digests[p]);
      }
    }
    if (terms_.by_answers) {
      for (std::size_t p = 0; p < digests.size(); ++p) answers_[p] = with(answers_[p], digests[p]);
    }
    if (sample.value + 1 == task.first_sample + task.sample_count) close(row.task);
  }

  void add_demo(std::span<const std::uint8_t> outcomes, std::span<const std::uint16_t> cells) {
    for (std::size_t p = 0; p < outcomes.size(); ++p) {
      const auto outcome = static_cast<score::Outcome>(outcomes[p] & 0x7f);
      if (outcome == score::Outcome::unpaired) continue;
      met_[p] = 1;
      if (outcome == score::Outcome::exact) ++tallies_[p].exact;
      tallies_[p].cells_right += cells[p];
    }
  }

  Candidate candidate(std::size_t p) const {
    const auto program = static_cast<std::uint32_t>(first_ + p);
    return {.program = ProgramId(program),
            .canonical_digest = sweep_.programs()[program].canonical_digest,
            .demos = tallies_[p],
            .preference = preferences_[program],
            .answers = answers_[p]};
  }

  void close(TaskId task) {
    const std::uint32_t demos = sweep_.tasks()[task.value].demo_count;
    for (std::size_t p = 0; p < tallies_.size(); ++p) {
      if (met_[p] == 0) continue;
      choices_.by_task[task.value].offer(candidate(p));
      if (tallies_[p].exact == demos) choices_.solved_demos[task.value] = 1;
    }
    std::fill(tallies_.begin(), tallies_.end(), DemoTally{});
    std::fill(answers_.begin(), answers_.end(), std::uint64_t{0});
    std::fill(met_.begin(), met_.end(), std::uint8_t{0});
  }

  const store::SweepFile& sweep_;
  const ChoiceTerms& terms_;
  std::span<const std::uint32_t> preferences_;  ///< [program]
  std::uint64_t first_;
  std::vector<DemoTally> tallies_;       ///< [program of the band] of the task at hand
  std::vector<std::uint64_t> answers_;   ///< [program of the band] digest of its answers so far
  std::vector<std::uint8_t> met_;        ///< [program of the band] the task is one of its own
  Choices& choices_;
};

}  // namespace

void Choice::offer(const Candidate& candidate) { keep_best(chosen_, candidate, most_); }

void Attempts::offer(const Candidate& candidate, std::uint64_t output_digest) {
  keep_best(chosen_, {candidate, output_digest}, attempts);
}

Choices choose(const store::SweepFile& sweep, const ChoiceTerms& terms) {
  Choices choices;
  choices.by_task.resize(sweep.tasks().size(), Choice(terms.per_task));
  choices.solved_demos.resize(sweep.tasks().size());
  choices.by_sample.resize(sweep.samples().size());
  const std::vector<std::uint32_t> preferred = preferences(sweep);
  const std::uint64_t programs = sweep.programs().size();
  for (std::uint64_t p = 0; p < programs; p += store::band_programs) {
    Band(sweep, terms, preferred, p, std::min(store::band_programs, programs - p), choices).run();
  }
  return choices;
}

}  // namespace battalion::report
