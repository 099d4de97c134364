#pragma once
// What this binary was built from and with.

#include <string>

namespace battalion::app::build_info {

extern const char* const version;     ///< of Battalion, e.g. "0.1.0"
extern const char* const build_type;  ///< of CMake, e.g. "Release"
extern const char* const cuda;        ///< the toolkit that it was built with, or "none"
std::string commit();                 ///< of the checkout when it was built, or "unknown"
std::string compiler();

/// All of it and the libraries, a line each, for --version.
std::string text();

}  // namespace battalion::app::build_info
