#pragma once
// Values as people write them in options: durations, sizes, counts, choices. Every format_ gives
// text that its parse_ reads back to the same value. parse_ throws InputError.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "arc/dataset.hpp"

namespace battalion::app {

/// `500ms`, `1.5s`, `2min`; a plain number is seconds; 0 or `none` is none. Nanoseconds.
std::int64_t parse_duration(const std::string& text);
std::string format_duration(std::int64_t ns);

/// `256MiB`, `1GB`; a plain number is bytes; 0 or `none` is none.
std::uint64_t parse_size(const std::string& text);
std::string format_size(std::uint64_t bytes);

/// A whole number from `least` to `most`; where 0 is allowed, `none` is 0.
std::uint64_t parse_count(const std::string& text, std::uint64_t least, std::uint64_t most);

/// true|false, yes|no, on|off, 1|0.
bool parse_switch(const std::string& text);
std::string format_switch(bool on);

/// Index into names.
std::size_t parse_choice(const std::string& text, std::span<const std::string_view> names);

/// `K/N`, the K-th of N parts.
arc::Part parse_part(const std::string& text);
std::string format_part(const arc::Part& part);

}  // namespace battalion::app
