#include "dsl/program.hpp"

#include <fmt/format.h>

#include "base/printable.hpp"

namespace battalion::dsl {

std::string Problem::text() const {
  return printable(line == 0 ? fmt::format("{}: {}", file, message)
                             : fmt::format("{}:{}:{}: {}", file, line, column, message));
}

}  // namespace battalion::dsl
