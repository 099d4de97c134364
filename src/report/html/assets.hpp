#pragma once
// The files of page/, as CMake put them into the library.

#include <string_view>

namespace battalion::report::html {

extern const std::string_view page_html;    ///< page.html, with places for the rest: %STYLE% ...
extern const std::string_view page_style;   ///< page.css
extern const std::string_view page_script;  ///< the .js files, one after the other

}  // namespace battalion::report::html
