#pragma once
// Where in a text something stands, as messages say it.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace battalion {

/// "line:column" of a byte offset, both from 1, columns in bytes.
inline std::string text_place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("{}:{}", line, before.size() - line_start + 1);
}

}  // namespace battalion
