#include "report/grouped.hpp"

#include <fmt/format.h>

namespace battalion::report {

std::string grouped(std::uint64_t n) {
  const std::string digits = fmt::format("{}", n);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

}  // namespace battalion::report
