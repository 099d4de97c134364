#include "dsl/program.hpp"

#include <fmt/format.h>

namespace battalion::dsl {

std::string Problem::text() const {
  return line == 0 ? fmt::format("{}: {}", file, message)
                   : fmt::format("{}:{}:{}: {}", file, line, column, message);
}

}  // namespace battalion::dsl
