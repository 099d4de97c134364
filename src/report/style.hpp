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

/// Plain unless the stream is a terminal, or CLICOLOR_FORCE says that one reads it. NO_COLOR and
/// TERM=dumb are respected, and the locale's encoding. `relayed`: a launcher stands between, and
/// what looks like a terminal here (Open MPI makes one for its ranks) may well end in a file.
Style style_of(std::FILE* stream, bool relayed);

}  // namespace battalion::report
