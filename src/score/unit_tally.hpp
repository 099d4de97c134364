#pragma once
// Puts evaluated samples into a unit's result.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "score/error_list.hpp"
#include "score/judge.hpp"
#include "score/scorer.hpp"

namespace battalion::score {

/// What evaluating a sample gave.
struct Evaluated {
  std::vector<Verdict> verdicts;  ///< [todo]
  SampleTiming timing;
};

/// Takes in the samples of one unit in their order. Keeps references to options and unit.
class UnitTally {
 public:
  /// first: [column] the first column of the unit that does the same; itself where it is the first.
  UnitTally(const ScoreOptions& options, const UnitSpec& unit, SampleId first_sample, std::vector<std::uint32_t> first);

  /// The columns to evaluate on the next sample: one of those that do the same, none that early stop has stopped.
  std::span<const std::uint32_t> todo();
  /// Takes in sample `r` of the unit, evaluated for what todo() last gave.
  void add(std::uint32_t r, const arc::Sample& sample, const Evaluated& evaluated, const Scorer::Progress& progress);
  /// Last: the tally is of no use after it.
  UnitResult finish();

 private:
  struct Split {
    std::int64_t wall_ns = 0, cpu_ns = 0;
  };

  const ScoreOptions& options_;
  const UnitSpec& unit_;
  const std::vector<std::uint32_t> first_;  ///< [column]
  std::vector<std::uint32_t> place_;        ///< [column] in todo; of first columns alone
  std::vector<bool> stopped_;               ///< [column]
  std::vector<bool> failed_;                ///< [column] on a sample before
  std::vector<std::uint32_t> todo_;
  std::array<Split, 2> splits_;  ///< demo, test
  ErrorList errors_;
  std::map<std::pair<Engine, std::string_view>, std::uint64_t> answered_;
  UnitResult result_;
};

}  // namespace battalion::score
