#include "app/help.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace battalion::app {
namespace {

constexpr std::size_t text_width = 92;

/// `text` broken at blanks into lines of at most `width`, later lines indented.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (column > indent && column + 1 + end > text_width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

struct Row {
  std::string left, right;
};

Row row_of(const Option& o) {
  std::string left = fmt::format("--{}", o.name);
  if (!o.value.empty()) left += ' ' + o.value;
  if (o.many) left += "...";
  std::string right = o.help;
  const std::vector<std::string> values = o.get ? o.get() : std::vector<std::string>{};
  if (o.required) {
    right += " (required)";
  } else if (!values.empty()) {
    right += fmt::format(" (default: {})", fmt::join(values, " "));
  }
  return {std::move(left), std::move(right)};
}

std::string table(const std::vector<Row>& rows) {
  std::size_t width = 0;
  for (const Row& r : rows) width = std::max(width, r.left.size());
  std::string text;
  for (const Row& r : rows) {
    fmt::format_to(std::back_inserter(text), "  {:<{}}  {}\n", r.left, width,
                   wrapped(r.right, width + 4));
  }
  return text;
}

}  // namespace

std::string help_text(const CommandSpec& command) {
  std::vector<Row> rows;
  if (!command.words.value.empty()) {
    rows.push_back({command.words.value + (command.words.many ? "..." : ""),
                    command.words.help + " (required)"});
  }
  for (const Option& o : command.options) rows.push_back(row_of(o));
  rows.push_back({"--help", "prints this and exits"});
  return fmt::format("usage: battalion {} {}\n\n{}\n\n{}", command.name, command.usage,
                     wrapped(command.about, 0), table(rows));
}

std::string overview_text(std::span<const CommandSpec> commands) {
  std::vector<Row> rows;
  for (const CommandSpec& c : commands) rows.push_back({c.name, c.about});
  std::vector<Row> others{{"--version", "version, commit, compiler, libraries"},
                          {"--help", "prints this; `battalion COMMAND --help` has every option"}};
  return "usage: battalion COMMAND [options]\n\nScores batteries of ARC programs over ARC "
         "datasets.\n\n" +
         table(rows) + "\n" + table(others) +
         "\nmpirun -n RANKS battalion sweep ... runs one sweep on several ranks.\n";
}

}  // namespace battalion::app
