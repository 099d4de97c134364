#include "comm/host.hpp"

#include <unistd.h>

#include <array>

namespace battalion::comm {

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  const std::string full(name.data());
  return full.substr(0, full.find('.'));
}

}  // namespace battalion::comm
