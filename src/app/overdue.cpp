#include "app/overdue.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "base/printable.hpp"

namespace battalion::app {

std::string overdue_text(const std::string& what, std::int64_t seen_ns) {
  return fmt::format(
      "{} has been running for {} s, past every limit and {} s of grace (a bug in battalion) "
      "please report it; "
      "what was finished is on disk",
      printable(what, 4 * name_width), seen_ns / 1'000'000'000, grace_ns / 1'000'000'000);
}

exec::GraceWatch::Tell end_when_overdue() {
  return [](const std::string& what, std::int64_t seen_ns) {
    fmt::print(stderr, "battalion: {}\n", overdue_text(what, seen_ns));
    std::fflush(stderr);
    std::_Exit(1);
  };
}

}  // namespace battalion::app
