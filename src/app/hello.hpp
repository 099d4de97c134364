#pragma once
// Who takes part: each rank's host and device, told to rank 0 before the broadcast.

#include <optional>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "kernels/cuda/device.hpp"

namespace battalion::app {

struct Hello {
  std::string host;
  std::string device;  ///< as shown to people: "cpu", or with the GPU that is this rank's
  std::string gpu;     ///< what identifies that GPU on its host; empty where there is none
  bool operator==(const Hello&) const = default;
};

/// This rank's, whose device this is, if it has one.
Hello introduce(const comm::Communicator& comm, const std::optional<kernels::cuda::Device>& device);

/// The device that this rank takes: of several that it sees by its local rank. None where it sees none, or this build has no CUDA.
std::optional<kernels::cuda::Device> own_device(const comm::Communicator& comm);
/// For /ranks: name, UUID, what its driver knows.
std::string described(const kernels::cuda::Device& device);

/// Ranks other than 0: sends it to rank 0.
void send_hello(comm::Communicator& comm, const Hello& hello);
/// Rank 0: its own and everybody else's, [rank]; waits for those that have not come yet. Nothing
/// but hellos may be on its way to rank 0.
std::vector<Hello> gather_hellos(comm::Communicator& comm, const Hello& own);

}  // namespace battalion::app
