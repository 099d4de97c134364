#pragma once
// The devices that this process is shown.

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace battalion::kernels::cuda {

/// What the device or its driver said, and to what: "run_pairs: an illegal memory access was encountered".
class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Device {
  int index = 0;            ///< as CUDA counts those that it shows
  std::string name, uuid;   ///< uuid: "GPU-..." as nvidia-smi writes it
  int multiprocessors = 0;
  std::size_t memory = 0;   ///< bytes
  std::string driver;       ///< the CUDA version that the driver knows, e.g. "13.0"
};

/// None where there is no driver. Never throws for want of one.
std::vector<Device> devices();

}  // namespace battalion::kernels::cuda
