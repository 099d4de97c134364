#pragma once
// Memory of the device at hand, and pinned memory of the host. Only for sources of this folder.

#include <cuda_runtime_api.h>

#include <cstddef>
#include <memory>

#include "kernels/cuda/check.hpp"

namespace battalion::kernels::cuda {

struct FreeDevice {
  void operator()(void* p) const { (void)cudaFree(p); }
};
struct FreePinned {
  void operator()(void* p) const { (void)cudaFreeHost(p); }
};

/// n of T, uninitialised, owned.
template <class T>
using DeviceArray = std::unique_ptr<T[], FreeDevice>;
template <class T>
using PinnedArray = std::unique_ptr<T[], FreePinned>;

template <class T>
DeviceArray<T> device_array(std::size_t n) {
  void* p = nullptr;
  if (n > 0) check(cudaMalloc(&p, n * sizeof(T)), "memory of the device");
  return DeviceArray<T>(static_cast<T*>(p));
}
template <class T>
PinnedArray<T> pinned_array(std::size_t n) {
  void* p = nullptr;
  if (n > 0) check(cudaMallocHost(&p, n * sizeof(T)), "pinned memory");
  return PinnedArray<T>(static_cast<T*>(p));
}

}  // namespace battalion::kernels::cuda
