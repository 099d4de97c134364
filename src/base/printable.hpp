#pragma once
// Names and messages as they may be shown. File names, task ids, hosts and what files say are other people's
// text: shown raw it could move the cursor, set a title, forge a line, or write backwards.

#include <cstddef>
#include <string>
#include <string_view>

namespace battalion {

/// `text` on one line: line ends, control characters (terminal escapes begin with one), what turns the direction of
/// writing, and bytes that are no UTF-8 are spelled out, as \n, \x1b, \u202e. All else stays, backslashes too, so
/// doing it twice changes nothing.
std::string printable(std::string_view text);

/// The same, its middle left out where `text` has more bytes than `most` (at least 8).
std::string printable(std::string_view text, std::size_t most);

/// What a table's columns have room for.
inline constexpr std::size_t name_width = 60;

}  // namespace battalion
