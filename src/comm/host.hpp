#pragma once

#include <string>

namespace battalion::comm {

/// The name of this host, up to its first dot.
std::string host_name();

}  // namespace battalion::comm
