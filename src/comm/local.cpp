#include "comm/local.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "comm/host.hpp"

namespace battalion::comm {

std::string Local::host() const { return host_name(); }

void Local::send([[maybe_unused]] int destination, int tag, Bytes body) {
  BATTALION_EXPECT(destination == 0);
  inbox_.push_back({0, tag, std::move(body)});
}

std::optional<Message> Local::try_receive() {
  if (inbox_.empty()) return std::nullopt;
  Message message = std::move(inbox_.front());
  inbox_.pop_front();
  return message;
}

Bytes Local::broadcast(Bytes bytes, [[maybe_unused]] int root) {
  BATTALION_EXPECT(root == 0);
  return bytes;
}

void Local::abort(int exit_code) {
  std::fflush(nullptr);
  std::_Exit(exit_code);
}

}  // namespace battalion::comm
