#pragma once
// Who takes part: each rank's host and device, told to rank 0 before the broadcast.

#include <string>
#include <vector>

#include "comm/communicator.hpp"

namespace battalion::app {

struct Hello {
  std::string host;
  std::string device;  ///< as shown to people: "cpu", or with the GPU that is this rank's
  bool operator==(const Hello&) const = default;
};

/// This rank's. Several visible devices are dealt out by local rank.
Hello introduce(const comm::Communicator& comm);

/// Ranks other than 0: sends it to rank 0.
void send_hello(comm::Communicator& comm, const Hello& hello);
/// Rank 0: its own and everybody else's, [rank]; waits for those that have not come yet. Nothing
/// but hellos may be on its way to rank 0.
std::vector<Hello> gather_hellos(comm::Communicator& comm, const Hello& own);

}  // namespace battalion::app
