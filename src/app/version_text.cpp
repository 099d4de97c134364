// --version.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "app/build_info.hpp"
#include "app/engine.hpp"
#include "comm/mpi.hpp"
#include "kernels/cuda/device.hpp"
#include "store/h5.hpp"

namespace battalion::app::build_info {

std::string compiler() {
#if defined(__clang__)
  return fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
  return fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
  return "unknown";
#endif
}

static std::string devices_text() {
  const std::vector<kernels::cuda::Device> devices = kernels::cuda::devices();
  if (devices.empty()) return "no device";
  std::vector<std::string> names;
  for (const kernels::cuda::Device& d : devices) names.push_back(d.name);
  return fmt::format("cuda ({})", fmt::join(names, ", "));
}

std::string text() {
  return fmt::format(
      "battalion {}\n"
      "commit    {}\n"
      "build     {}\n"
      "compiler  {}\n"
      "HDF5      {}\n"
      "MPI       {}\n"
      "faults    {}\n"
      "CUDA      {}\n"
      "engines   interpreter, lanes ({}), {}\n",
      version, commit(), build_type, compiler(), store::h5::library_version(), comm::mpi_version(),
      comm::fault_tolerance(), cuda, lanes_name(), devices_text());
}

}  // namespace battalion::app::build_info
