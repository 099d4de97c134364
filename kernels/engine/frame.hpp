#pragma once
// What running bytecode needs of its surroundings.

#include <cstdint>

#include "kernels/engine/code.hpp"
#include "kernels/scratch.hpp"
#include "kernels/signature.hpp"
#include "kernels/status.hpp"

namespace battalion::kernels {

struct Frame {
  const void** registers = nullptr;
  Scratch scratch;
  void* aside = nullptr;  ///< on a warp: room for a Slicer's values, which are the same for all threads
  /// A result hung on set order; ends the run with Punt::order if `cpython`.
  bool ordered = false;
  bool cpython = false;
  bool ordered_before = false;  ///< remembered
  /// Instructions so far. After `most`, or when `taken` has passed `most_taken`, the run ends with Punt::paused, and can go
  /// on from `at`, with more, as if it had not.
  std::uint64_t executed = 0;
  std::uint64_t uncounted = 0;  ///< as much of `weight` is taken on trust; then cells are counted, which takes longer and tells more
  std::uint64_t most = ~std::uint64_t{0};
  std::uint32_t at = 0;
  std::uint64_t fixed = 0, weight = 0, cells = 0, taken = 0;  ///< so far, as Work says
  std::uint64_t most_taken = ~std::uint64_t{0};
  // Loops that are going on: over sets of several (which element raises first hangs on their order), and extracts among
  // them (where raising does not end the loop).
  int set_loops = 0;
  int set_extracts = 0;

  /// What comes is counted from here on, and is in no loop.
  BATTALION_BOTH void start_counting() {
    executed = fixed = weight = cells = taken = 0;
    set_loops = set_extracts = 0;
  }
  /// Of whole patches, grids or lists that no operation counts.
  BATTALION_BOTH void count(std::uint64_t more_cells) { cells += more_cells * cell_units_at_most; }
  /// So many rounds of the loop are done, in some other way.
  BATTALION_BOTH void go_rounds(const CodeView& code, const Loop& l, std::uint64_t rounds) {
    std::uint64_t one = 0;
    for (std::uint32_t k = l.body; k < l.end; ++k) one += code.instructions[k].fixed;
    executed += rounds * (l.end - l.body);
    fixed += rounds * one;
  }

  BATTALION_BOTH Work work() const { return {fixed, weight, cells, taken}; }
};

}  // namespace battalion::kernels
