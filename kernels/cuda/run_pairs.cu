// The engine on a device: the warps of a block take pairs off the queue side by side and go through their operations in step.
//
// An operation is kilobytes of code, of which a multiprocessor's caches hold few: in step the warps of a block need the same
// ones, as long as their pairs are of one program.

#define BATTALION_WARP 1
#include "kernels/cuda/run_pairs.hpp"
#include "kernels/engine/pair.hpp"

namespace battalion::kernels::cuda {
namespace {

struct DeviceClock {
  __device__ std::uint64_t operator()() const {
    std::uint64_t ns;
    asm volatile("mov.u64 %0, %globaltimer;" : "=l"(ns));
    return ns;
  }
};

__global__ void __launch_bounds__(most_threads_a_block) run_pairs(PairJob job) {
  const unsigned lane = threadIdx.x & 31, warp_of_block = threadIdx.x / 32, warps_a_block = blockDim.x / 32;
  const std::size_t warp = static_cast<std::size_t>(blockIdx.x) * warps_a_block + warp_of_block;
  const void** const registers = job.registers + warp * job.registers_a_warp;
  unsigned char* const scratch = job.scratch + warp * job.scratch_a_warp;
  __shared__ std::uint32_t first;
  for (;;) {
    if (threadIdx.x == 0) first = atomicAdd(job.next, warps_a_block);
    __syncthreads();
    const std::uint32_t k = first + warp_of_block;
    if (first >= job.pair_count) return;
    const bool has_one = k < job.pair_count;
    const Pairing pair = job.pairs[has_one ? k : first];
    warp::PairRun<DeviceClock> run(job.programs[pair.program], job.samples[pair.sample], job.limits, registers,
                                   Scratch{scratch, scratch + job.scratch_a_warp}, DeviceClock{});
    while (__syncthreads_or(has_one && !run.is_done())) {
      if (has_one && !run.is_done()) run.step();
    }
    if (!has_one) continue;
    if (lane == 0) job.answers[k] = run.answer();
    if (job.grids == nullptr || run.grid() == nullptr) continue;
    const Grid& from = *run.grid();
    Grid& to = job.grids[k];
    for (int p = 0; p < planes; ++p) to.plane[p][lane] = from.plane[p][lane];
    if (lane == 0) to.height = from.height, to.width = from.width;
  }
}

}  // namespace

const void* run_pairs_kernel() { return reinterpret_cast<const void*>(&run_pairs); }

}  // namespace battalion::kernels::cuda
