#include "report/html/json.hpp"

#include <algorithm>

#include "base/printable.hpp"

namespace battalion::report::html {

std::string shown(std::string_view text) {
  constexpr std::size_t most = 200;
  return printable(text, most);
}

std::string shown_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines += printable(text.substr(0, end));
    lines += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Json grid_json(const arc::Grid& grid) {
  const bool of_data = std::all_of(grid.cells.begin(), grid.cells.end(),
                                   [](std::int8_t c) { return c >= 0 && c <= 9; });
  if (!of_data) return {grid.height, grid.width, grid.cells};
  std::string digits;
  for (const std::int8_t c : grid.cells) digits += static_cast<char>('0' + c);
  return {grid.height, grid.width, digits};
}

std::string script_text(const Json& json) {
  // Of JSON's own characters none is replaced, so these stand within texts, where \u is allowed.
  std::string text;
  for (const char c : json.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    switch (c) {
      case '<':
        text += "\\u003c";
        break;
      case '>':
        text += "\\u003e";
        break;
      case '&':
        text += "\\u0026";
        break;
      default:
        text += c;
    }
  }
  return text;
}

}  // namespace battalion::report::html
