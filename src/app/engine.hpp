#pragma once
// Which engine scores.

#include <cstdint>
#include <string>

#include "app/config.hpp"
#include "score/result.hpp"

namespace battalion::app {

/// Throws InputError where the configuration asks for an engine that cannot do what else it asks for, or for a device where this
/// host shows none.
void check_engine(const Config& config);

/// The fastest of those on the CPU that the configuration allows.
score::Engine engine_on_cpu(const Config& config);

/// Whether a rank that has a device gives it its pairs, of so many that `ranks` share: if the configuration says so, or under
/// `auto`, if there are enough of them to pay.
bool takes_device(const Config& config, std::uint64_t pairs, int ranks);

/// The CPU lanes of this machine as people know them, e.g. "AVX2".
std::string lanes_name();

}  // namespace battalion::app
