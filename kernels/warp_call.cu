// The operations for a CUDA warp: one call a warp, for tests; a bytecode engine calls them in its own kernel.

#define BATTALION_WARP 1
#include "kernels/op/all.hpp"
#include "kernels/warp_call.hpp"

namespace battalion::kernels {

__global__ void call_on_warps(const WarpCall* calls, int n) {
  const int warp = static_cast<int>((blockIdx.x * blockDim.x + threadIdx.x) / 32);
  if (warp >= n) return;
  const WarpCall& c = calls[warp];
  Scratch scratch = c.scratch;
  const Status status = warp::call(c.operation, scratch, c.arguments, c.out);
  if ((threadIdx.x & 31) == 0) *c.status = status;
}

}  // namespace battalion::kernels
