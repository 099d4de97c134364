#pragma once
// A dataset in bytes, as rank 0 sends it to the others.

#include "arc/dataset.hpp"
#include "base/bytes.hpp"

namespace battalion::arc {

Bytes pack(const Dataset& dataset);
/// Throws ContractError for bytes that pack() did not make.
Dataset unpack(const Bytes& bytes);

}  // namespace battalion::arc
