#pragma once
// Makers of options that a table of a sweep's options has several of.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/option.hpp"
#include "app/value_text.hpp"

namespace battalion::app {

/// An option of one value that a file may hold too.
template <class Parse, class Format>
Option valued(std::string name, std::string value, std::string help, Parse parse, Format format) {
  return {.name = std::move(name),
          .value = std::move(value),
          .help = std::move(help),
          .in_file = true,
          .set = [parse](const std::vector<std::string>& v) { parse(v.back()); },
          .get = [format]() -> std::vector<std::string> {
            std::string text = format();
            return text.empty() ? std::vector<std::string>{} : std::vector<std::string>{std::move(text)};
          }};
}

Option text(std::string name, std::string value, std::string help, std::string& field);
Option toggle(std::string name, std::string help, bool& field);
Option duration(std::string name, std::string help, std::int64_t& field);

/// names: in the order of the enumerators; they must outlive the option.
template <class Enum>
Option choice(std::string name, std::string help, Enum& field, std::span<const std::string_view> names) {
  return valued(
      std::move(name), fmt::format("{}", fmt::join(names, "|")), std::move(help),
      [&field, names](const std::string& v) { field = static_cast<Enum>(parse_choice(v, names)); },
      [&field, names] { return std::string(names[static_cast<std::size_t>(field)]); });
}

inline Option required(Option o) {
  o.required = true;
  return o;
}

inline Option shaping(Option o) {
  o.shapes_results = true;
  return o;
}

}  // namespace battalion::app
