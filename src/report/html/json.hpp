#pragma once
// What a page's data are made of. Names and messages are other people's text: they are put in by
// shown() alone.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "arc/grid.hpp"

namespace battalion::report::html {

using Json = nlohmann::ordered_json;

/// Printable, on one line, and not longer than a page has room for.
std::string shown(std::string_view text);

/// A program's text: printable line by line.
std::string shown_lines(std::string_view text);

/// [height, width, cells]: a text of digits where all cells are colours of the data, else an array
/// of integers. Either way cell (i, j) is cells[i * width + j].
Json grid_json(const arc::Grid& grid);

/// ASCII that may stand inside a <script> element: no character of it means anything to HTML.
std::string script_text(const Json& json);

}  // namespace battalion::report::html
