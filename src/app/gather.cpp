#include "app/gather.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "sched/protocol_error.hpp"

namespace battalion::app {

void gather(comm::Communicator& comm, int tag, std::string_view during,
            const std::function<void(int rank, const Bytes& body)>& take) {
  for (int missing = comm.size() - 1; missing > 0;) {
    const auto message = comm.try_receive();
    if (!message) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    if (message->tag != tag) {
      throw sched::ProtocolError(
          fmt::format("message {} of rank {} during {}", message->tag, message->source, during));
    }
    take(message->source, message->body);
    --missing;
  }
}

}  // namespace battalion::app
