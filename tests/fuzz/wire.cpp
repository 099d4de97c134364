// Messages between ranks: what is taken packs into the same bytes.

#include "fuzz.hpp"
#include "sched/protocol.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  fuzz::Pieces in(data, size);
  const int tag = in.byte() % 10 - 1;  // 1 to 7 are messages
  const Bytes body = in.rest();
  try {
    const sched::wire::Message message = sched::wire::unpack(tag, body);
    fuzz::require(sched::wire::tag_of(message) == tag, "a message with another tag");
    fuzz::require(sched::wire::pack(message) == body, "a message packs into other bytes");
  } catch (const sched::ProtocolError& error) {
    fuzz::require_line(error.what());
  }
  return 0;
}
