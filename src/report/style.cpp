#include "report/style.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

namespace battalion::report {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = environment(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != value.npos || value.find("utf8") != value.npos ||
           value.find("UTF8") != value.npos;
  }
  return false;
}

}  // namespace

std::string Style::paint(std::string_view text, Colour which) const {
  if (!colour || text.empty()) return std::string(text);
  static constexpr int codes[] = {32, 31, 33, 35, 90, 1};
  return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<int>(which)], text);
}

Style style_of(std::FILE* stream, bool relayed) {
  const std::string_view force = environment("CLICOLOR_FORCE");
  const bool forced = !force.empty() && force != "0";
  const bool terminal = !relayed && isatty(fileno(stream)) == 1 && environment("TERM") != "dumb";
  if (!forced && !terminal) return {};
  return {.unicode = utf8_locale(), .colour = environment("NO_COLOR").empty()};
}

}  // namespace battalion::report
