#pragma once
// What every communicator must do, as a program that each rank runs. Each function is collective
// over the ranks of `c` and may be called again; throws std::runtime_error where the communicator
// is wrong.

#include <cstdint>
#include <vector>

#include "comm/communicator.hpp"

namespace battalion::comm {

/// Messages of two sizes to and fro between rank 0 and each other rank.
void ping_pong(Communicator& c);
/// 8 MiB from each rank to each rank, itself included, all sent before any is received.
void large_messages(Communicator& c);
/// Many messages from all ranks to rank 0, sizes small and large mixed, arrive in each rank's
/// order.
void ordering(Communicator& c);
/// Empty, small and several MiB, from each rank in turn.
void broadcasts(Communicator& c);
/// A message to oneself, and several before the first is taken.
void self_send(Communicator& c);
/// Rank, local rank and host are what they must be, as each rank tells rank 0.
void identities(Communicator& c);

/// The sweep's protocol with rank 0 coordinating and working too. Returns on rank 0 how often each
/// unit was scored, elsewhere nothing. [units]
std::vector<int> coordinate(Communicator& c, std::uint32_t units);
/// The same where rank `failing` gives up on its first unit: true on every rank that heard of it
/// with the failing rank's message, before it was told anything else to do.
bool coordinate_failure(Communicator& c, std::uint32_t units, int failing);

}  // namespace battalion::comm
