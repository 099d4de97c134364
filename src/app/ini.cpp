#include "app/ini.hpp"

#include <algorithm>
#include <iterator>

#include "arc/read_text.hpp"
#include "base/contract.hpp"
#include "base/nearest.hpp"

namespace battalion::app {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(blanks) - first + 1);
}

/// Without a trailing comment, blanks and quotes. The value may be empty.
std::string value_of(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('"')) {
    // A comment may follow the closing quote; a # inside the quotes belongs to the value, and "" is a quote there.
    std::string value;
    std::size_t at = 1;
    for (; at < text.size() && !(text[at] == '"' && !text.substr(at + 1).starts_with('"')); ++at) {
      if (text[at] == '"') ++at;
      value += text[at];
    }
    if (at < text.size()) {
      const std::string_view rest = trimmed(text.substr(at + 1));
      if (rest.empty() || rest.front() == '#') return value;
    }
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#' && (i == 0 || blanks.find(text[i - 1]) != std::string_view::npos)) {
      text = trimmed(text.substr(0, i));
      break;
    }
  }
  return std::string(text);
}

/// As value_of() takes it back.
std::string written(const std::string& key, const std::string& value) {
  if (value.find('\n') != std::string::npos) {
    fail_input("{}: '{}' cannot stand in an ini file (it holds a line break) give it on the command line", key,
               value);
  }
  const bool plain = !value.empty() && value == trimmed(value) && value.find_first_of("#;\"") == std::string::npos;
  if (plain) return value;
  std::string quoted = "\"";
  for (const char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

IniEntry& entry_of(std::vector<IniEntry>& entries, std::string_view key, std::uint32_t line) {
  for (IniEntry& e : entries) {
    if (e.key == key) return e;
  }
  entries.push_back({std::string(key), {}, line});
  return entries.back();
}

}  // namespace

std::vector<IniEntry> parse_ini(std::string_view text, const std::string& name) {
  std::vector<IniEntry> entries;
  std::uint32_t number = 0;
  IniEntry* open = nullptr;  // the entry that an indented line continues
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);

    const std::string_view body = trimmed(line);
    if (body.empty() || body.front() == '#' || body.front() == ';') continue;
    const bool indented = blanks.find(line.front()) != std::string_view::npos;
    if (indented && open != nullptr) {
      open->values.push_back(value_of(body));
      continue;
    }
    if (body == "[sweep]") continue;
    if (body.front() == '[') {
      fail_input("{}:{}: section {} (only [sweep] may head the file) remove the line", name, number,
                 body);
    }
    const auto equals = body.find('=');
    if (equals == std::string_view::npos) {
      fail_input("{}:{}: '{}' has no = (a line is `key = value`) add a value or remove the line",
                 name, number, body);
    }
    const std::string_view key = trimmed(body.substr(0, equals));
    if (key.empty()) {
      fail_input("{}:{}: no key before the = (a line is `key = value`) name one or remove the line", name, number);
    }
    open = &entry_of(entries, key, number);
    const std::string_view rest = trimmed(body.substr(equals + 1));
    std::string value = value_of(rest);
    if (!value.empty() || rest.starts_with('"')) open->values.push_back(std::move(value));
  }
  return entries;
}

void apply_ini(const std::filesystem::path& file, const std::vector<Option>& options,
               const std::vector<std::string>& skip) {
  const std::string text = arc::read_text(file);
  std::vector<std::string> keys;
  for (const Option& o : options) {
    if (o.in_file) keys.push_back(o.name);
  }
  for (const IniEntry& e : parse_ini(text, file.string())) {
    const auto option = std::find_if(options.begin(), options.end(),
                                     [&](const Option& o) { return o.in_file && o.name == e.key; });
    if (option == options.end()) {
      fail_input("{}:{}: unknown key '{}' (keys are the long names of options){}", file.string(),
                 e.line, e.key, suggestion(e.key, keys));
    }
    if (e.values.empty()) {
      fail_input("{}:{}: {} has no value (every key needs one) write one or remove the line",
                 file.string(), e.line, e.key);
    }
    if (e.values.size() > 1 && !option->many) {
      fail_input("{}:{}: {} has {} values (it takes one) keep one line", file.string(), e.line,
                 e.key, e.values.size());
    }
    if (std::find(skip.begin(), skip.end(), e.key) != skip.end()) continue;
    try {
      option->set(e.values);
    } catch (const InputError& error) {
      fail_input("{}:{}: {}: {}", file.string(), e.line, e.key, error.what());
    }
  }
}

std::string dump_ini(const std::vector<Option>& options, std::string_view section) {
  std::string text = fmt::format("[{}]\n", section);
  auto out = std::back_inserter(text);
  for (const Option& o : options) {
    if (!o.in_file) continue;
    const std::vector<std::string> values = o.get();
    if (values.empty()) {
      fmt::format_to(out, "# {} =\n", o.name);
    } else if (values.size() == 1) {
      fmt::format_to(out, "{} = {}\n", o.name, written(o.name, values[0]));
    } else {
      fmt::format_to(out, "{} =\n", o.name);
      for (const std::string& v : values) fmt::format_to(out, "    {}\n", written(o.name, v));
    }
  }
  return text;
}

}  // namespace battalion::app
