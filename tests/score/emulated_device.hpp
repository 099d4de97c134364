#pragma once
// Devices that are not there: what is linked with this asks CUDA for none, and runs a device's pairs on plain lanes.

#include <atomic>
#include <cstddef>
#include <limits>

namespace battalion::test {

struct EmulatedDevices {
  static constexpr int never = std::numeric_limits<int>::max();
  std::atomic<int> count{1};              ///< that are to be seen
  std::atomic<bool> refuse{false};        ///< to be loaded
  std::atomic<int> fail_after{never};     ///< batches that go well
  std::atomic<bool> hang{false};          ///< no batch is ever done
  std::atomic<int> batches{0};            ///< so far
  std::atomic<std::size_t> pairs{0};      ///< in these
  void reset() {
    count = 1, refuse = hang = false, fail_after = never, batches = 0, pairs = 0;
  }
};
extern EmulatedDevices emulated_devices;

}  // namespace battalion::test
