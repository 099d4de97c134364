#pragma once
// A dataset as bytes, for the broadcast from rank 0.

#include "arc/dataset.hpp"
#include "base/bytes.hpp"

namespace battalion::arc {

Bytes pack(const Dataset& dataset);
/// What pack() wrote, file names included. Throws ContractError where the bytes are cut short or
/// too long.
Dataset unpack(const Bytes& bytes);

}  // namespace battalion::arc
