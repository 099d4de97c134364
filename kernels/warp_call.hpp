#pragma once
// One operation for one warp: everything lies in device memory.

#include "kernels/scratch.hpp"
#include "kernels/signature.hpp"
#include "kernels/status.hpp"

namespace battalion::kernels {

struct WarpCall {
  Signature operation;
  Scratch scratch;
  const void* arguments[4];  ///< [arity]
  void* out;
  Status* status;
};

}  // namespace battalion::kernels
