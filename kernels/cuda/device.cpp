#include "kernels/cuda/device.hpp"

#include <cstdio>

#include "kernels/cuda/check.hpp"

namespace battalion::kernels::cuda {
namespace {

std::string text(const cudaUUID_t& id) {
  std::string out = "GPU";
  for (int k = 0; k < 16; ++k) {
    char two[4];
    std::snprintf(two, sizeof(two), "%02x", static_cast<unsigned char>(id.bytes[k]));
    out += (k == 0 || k == 4 || k == 6 || k == 8 || k == 10 ? "-" : "") + std::string(two);
  }
  return out;
}

}  // namespace

std::vector<Device> devices() {
  int count = 0;
  if (cudaGetDeviceCount(&count) != cudaSuccess) {
    (void)cudaGetLastError();
    return {};
  }
  int version = 0;
  check(cudaDriverGetVersion(&version), "driver version");
  std::vector<Device> out;
  for (int k = 0; k < count; ++k) {
    cudaDeviceProp p{};
    check(cudaGetDeviceProperties(&p, k), "device properties");
    out.push_back({k, p.name, text(p.uuid), p.multiProcessorCount, p.totalGlobalMem,
                   std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10)});
  }
  return out;
}

}  // namespace battalion::kernels::cuda
