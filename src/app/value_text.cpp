#include "app/value_text.hpp"

#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "base/contract.hpp"
#include "base/nearest.hpp"

namespace battalion::app {
namespace {

struct Suffix {
  std::string_view name;
  double factor;
};

// Largest first: formatting takes the first that divides the value.
constexpr Suffix time_suffixes[] = {{"h", 3600e9}, {"min", 60e9}, {"s", 1e9},
                                    {"ms", 1e6},   {"us", 1e3},   {"ns", 1}};
constexpr Suffix size_suffixes[] = {
    {"TiB", 0x1p40}, {"GiB", 0x1p30}, {"MiB", 0x1p20}, {"KiB", 0x1p10}, {"TB", 1e12},
    {"GB", 1e9},     {"MB", 1e6},     {"KB", 1e3},     {"kB", 1e3},     {"B", 1},
};

/// A number with a suffix, in the smallest unit, rounded; nullopt where the text is none or does
/// not fit in 63 bits.
std::optional<std::int64_t> scaled(const std::string& text, std::span<const Suffix> suffixes,
                                   double plain) {
  if (text == "none") return 0;
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || !std::isfinite(number) || number < 0) return std::nullopt;
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  double factor = unit.empty() ? plain : 0;
  for (const Suffix& s : suffixes) {
    if (s.name == unit) factor = s.factor;
  }
  const double value = std::round(number * factor);
  if (factor == 0 || value >= 0x1p63) return std::nullopt;
  if (value == 0 && number > 0) return std::nullopt;  // would turn a limit into none
  return static_cast<std::int64_t>(value);
}

std::string with_suffix(std::uint64_t value, std::span<const Suffix> suffixes) {
  if (value == 0) return "0";
  for (const Suffix& s : suffixes) {
    const auto factor = static_cast<std::uint64_t>(s.factor);
    if (value % factor == 0) return fmt::format("{}{}", value / factor, s.name);
  }
  return fmt::format("{}", value);
}

}  // namespace

std::int64_t parse_duration(const std::string& text) {
  const auto ns = scaled(text, time_suffixes, 1e9);
  if (!ns) {
    fail_input(
        "'{}' is no duration (a number and ns, us, ms, s, min or h; 0 is none) write e.g. 500ms",
        text);
  }
  return *ns;
}

std::string format_duration(std::int64_t ns) {
  return with_suffix(static_cast<std::uint64_t>(ns), time_suffixes);
}

std::uint64_t parse_size(const std::string& text) {
  const auto bytes = scaled(text, size_suffixes, 1);
  if (!bytes) {
    fail_input(
        "'{}' is no size (a number and B, KB, KiB, MB, MiB, GB, GiB; 0 is none) write e.g. 256MiB",
        text);
  }
  return static_cast<std::uint64_t>(*bytes);
}

std::string format_size(std::uint64_t bytes) { return with_suffix(bytes, size_suffixes); }

std::uint64_t parse_count(const std::string& text, std::uint64_t least, std::uint64_t most) {
  if (least == 0 && text == "none") return 0;
  std::uint64_t count = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || rest != end || count < least || count > most) {
    if (most == std::numeric_limits<std::uint64_t>::max()) {
      fail_input("'{}' is no count (a whole number from {}) give one", text, least);
    }
    fail_input("'{}' is no count (a whole number from {} to {}) give one", text, least, most);
  }
  return count;
}

bool parse_switch(const std::string& text) {
  if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
  if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  fail_input("'{}' is neither true nor false (it switches something on or off) write true or false",
             text);
}

std::string format_switch(bool on) { return on ? "true" : "false"; }

std::size_t parse_choice(const std::string& text, std::span<const std::string_view> names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return i;
  }
  const std::string hint = suggestion(text, {names.begin(), names.end()});
  fail_input("'{}' is no choice (it is one of {}){}", text, fmt::join(names, ", "),
             hint.empty() ? " write one of them" : hint);
}

arc::Part parse_part(const std::string& text) {
  const auto number = [](std::string_view digits, std::uint32_t& value) {
    const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && rest == digits.data() + digits.size();
  };
  const std::string_view view = text;
  const auto slash = view.find('/');
  arc::Part part;
  if (slash == view.npos || !number(view.substr(0, slash), part.number) ||
      !number(view.substr(slash + 1), part.count) || part.number < 1 || part.number > part.count) {
    fail_input("'{}' is no part (K/N is expected, with K from 1 to N) e.g. 3/8 for the third of eight", text);
  }
  return part;
}

std::string format_part(const arc::Part& part) { return fmt::format("{}/{}", part.number, part.count); }

}  // namespace battalion::app
