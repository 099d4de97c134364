// The engine on a device: a warp takes a pair off the queue, runs it start to end, leaves the answer, takes the next.

#define BATTALION_WARP 1
#include "kernels/cuda/run_pairs.hpp"
#include "kernels/engine/pair.hpp"

namespace battalion::kernels::cuda {
namespace {

__device__ std::uint64_t device_ns() {
  std::uint64_t ns;
  asm volatile("mov.u64 %0, %globaltimer;" : "=l"(ns));
  return ns;
}

__global__ void __launch_bounds__(threads_a_block) run_pairs(PairJob job) {
  const unsigned lane = threadIdx.x & 31;
  const std::size_t warp = (static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x) / 32;
  const void** const registers = job.registers + warp * job.registers_a_warp;
  unsigned char* const scratch = job.scratch + warp * job.scratch_a_warp;
  for (;;) {
    std::uint32_t k = 0;
    if (lane == 0) k = atomicAdd(job.next, 1u);
    k = __shfl_sync(0xffffffffu, k, 0);
    if (k >= job.pair_count) return;
    const Pairing pair = job.pairs[k];
    const PairAnswer answer = warp::run_pair(job.programs[pair.program], job.samples[pair.sample], job.limits, registers,
                                             Scratch{scratch, scratch + job.scratch_a_warp}, device_ns);
    if (lane == 0) job.answers[k] = answer;
    __syncwarp();
  }
}

}  // namespace

const void* run_pairs_kernel() { return reinterpret_cast<const void*>(&run_pairs); }

}  // namespace battalion::kernels::cuda
