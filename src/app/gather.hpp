#pragma once
// Rank 0 hears every other rank once, before scoring starts.

#include <functional>
#include <string_view>

#include "comm/communicator.hpp"

namespace battalion::app {

/// On rank 0 alone; the others send one message with this tag each. Calls `take` for every one of
/// them, in the order of arrival, and returns when all have come. `during`: what for, told in a
/// ProtocolError where a message of another tag comes first.
void gather(comm::Communicator& comm, int tag, std::string_view during,
            const std::function<void(int rank, const Bytes& body)>& take);

}  // namespace battalion::app
