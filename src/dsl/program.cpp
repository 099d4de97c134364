#include "dsl/program.hpp"

#include <fmt/format.h>

namespace battalion::dsl {

std::string Problem::text() const {
  if (line == 0) return fmt::format("{}: {}", file, message);
  return fmt::format("{}:{}:{}: {}", file, line, column, message);
}

}  // namespace battalion::dsl
