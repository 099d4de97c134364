#pragma once
// Every call of the runtime is looked at. Only for sources of this folder.

#include <cuda_runtime_api.h>

#include <string>

#include "kernels/cuda/device.hpp"

namespace battalion::kernels::cuda {

inline void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  (void)cudaGetLastError();
  throw DeviceError(std::string(what) + ": " + cudaGetErrorString(status));
}

}  // namespace battalion::kernels::cuda
