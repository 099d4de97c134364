#pragma once
// What a launch is given: all of it lies in device memory.

#include <cstddef>
#include <cstdint>

#include "kernels/pair.hpp"

namespace battalion::kernels::cuda {

inline constexpr int most_threads_a_block = 1024;

struct Pairing {
  std::uint32_t program, sample;
};

struct PairJob {
  const PairProgram* programs;
  const PairSample* samples;
  const Pairing* pairs;    ///< [pair_count], taken in this order
  PairAnswer* answers;     ///< [pair_count]
  Grid* grids;             ///< [pair_count] those of answers whose digest is not 0; null where nobody wants them
  std::uint32_t* next;     ///< of the queue; 0 to begin with
  std::uint32_t pair_count;
  const void** registers;  ///< [warp][registers_a_warp]
  unsigned char* scratch;  ///< [warp][scratch_a_warp], aligned as Scratch wants it
  std::size_t registers_a_warp, scratch_a_warp;
  PairLimits limits;
};

/// For cudaLaunchKernel and cudaFuncGetAttributes: a kernel of one PairJob.
const void* run_pairs_kernel();

}  // namespace battalion::kernels::cuda
