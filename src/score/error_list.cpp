#include "score/error_list.hpp"

#include <limits>

namespace battalion::score {

std::uint16_t ErrorList::number(const ErrorKind& kind) {
  const auto it = numbers_.find(kind);
  if (it != numbers_.end()) return it->second;
  if (kinds_.size() >= std::numeric_limits<std::uint16_t>::max()) return 0;
  kinds_.push_back(kind);
  const auto number = static_cast<std::uint16_t>(kinds_.size());
  numbers_.emplace(kind, number);
  return number;
}

}  // namespace battalion::score
