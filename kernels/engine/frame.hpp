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
  std::uint64_t uncounted = 0;  ///< as many instructions are weighed; then their cells are counted, which takes longer and tells more
  std::uint64_t most = ~std::uint64_t{0};
  std::uint32_t at = 0;
  std::uint64_t weight = 0, cells = 0, taken = 0;  ///< so far, as Work says
  std::uint64_t most_taken = ~std::uint64_t{0};
  // Loops that are going on: over sets of several (which element raises first hangs on their order), and extracts among
  // them (where raising does not end the loop).
  int set_loops = 0;
  int set_extracts = 0;

  BATTALION_BOTH Work work() const { return {executed, weight, cells, taken}; }
};

}  // namespace battalion::kernels
