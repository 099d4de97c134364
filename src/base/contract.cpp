#include "base/contract.hpp"

namespace battalion::detail {

void contract_broken(const char* kind, const char* text, const char* file, int line) {
  throw ContractError(fmt::format("{}:{}: {} broken: {}", file, line, kind, text));
}

}  // namespace battalion::detail
