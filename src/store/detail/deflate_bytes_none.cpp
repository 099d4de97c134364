#include "base/contract.hpp"
#include "store/detail/deflate_bytes.hpp"

namespace battalion::store::detail {

bool can_deflate_bytes() { return false; }

void deflate_bytes(std::span<const std::byte>, std::vector<std::byte>&) {
  throw ContractError("there is no libdeflate in this build");
}

bool inflate_bytes(std::span<const std::byte>, std::span<std::byte>) { return false; }

}  // namespace battalion::store::detail
