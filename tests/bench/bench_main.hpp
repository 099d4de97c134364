#pragma once
// How a bench that reads files ends: bad input is a line and 2, a device that fails a line and 3.

#include <fmt/format.h>

#include <cstdio>

#include "base/contract.hpp"
#include "kernels/cuda/device.hpp"

namespace battalion::bench {

inline int ended(int (*run)(int, char**), int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const InputError& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  } catch (const kernels::cuda::DeviceError& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 3;
  }
}

}  // namespace battalion::bench
