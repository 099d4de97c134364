#include "report/html/pair_state.hpp"

namespace battalion::report::html {

PairState state_of(const TaskTally& tally, const TaskSize& size) {
  using score::Outcome;
  if (!tally.met()) return PairState::unpaired;
  if (tally.solved(size)) return PairState::solved;
  if (size.demos > 0 && tally.exact_demos == size.demos) return PairState::demos;
  if (tally.of(Outcome::exact) > 0) return PairState::some;
  // What went wrong on one sample says more than wrong answers on the others.
  if (tally.of(Outcome::timeout) > 0) return PairState::timeout;
  if (tally.of(Outcome::memory) > 0) return PairState::memory;
  if (tally.of(Outcome::error) > 0) return PairState::error;
  if (tally.of(Outcome::wrong) == 0) {
    return tally.of(Outcome::skipped) > 0 ? PairState::skipped : PairState::pending;
  }
  const bool near = size.cells > 0 && tally.cells_right * 10 >= size.cells * 9;
  return near ? PairState::near : PairState::wrong;
}

}  // namespace battalion::report::html
