#pragma once
// How a report may look where it goes.

#include <cstdio>
#include <string>
#include <string_view>

namespace battalion::report {

struct Style {
  bool unicode = false;  ///< bars and rules beyond ASCII
  bool colour = false;   ///< ANSI colours

  enum class Colour { green, red, yellow, magenta, grey, bold };
  /// The text in a colour, or as it is.
  std::string paint(std::string_view text, Colour colour) const;
};

/// Plain unless the stream is a terminal; NO_COLOR and TERM=dumb are respected, and the locale's
/// encoding.
Style style_of(std::FILE* stream);

}  // namespace battalion::report
