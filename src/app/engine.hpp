#pragma once
// Which engine scores.

#include <cstdint>
#include <string>

#include "app/config.hpp"
#include "score/result.hpp"

namespace battalion::app {

/// The one that the configuration asks for; of `auto` the fastest that is there and can do what else is asked. Throws
/// InputError for one that cannot, or that this build has not.
score::Engine engine_of(const Config& config);

/// The CPU lanes of this machine as people know them, e.g. "AVX2".
std::string lanes_name();

}  // namespace battalion::app
