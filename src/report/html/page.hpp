#pragma once
// A sweep as one HTML page that needs nothing else: style, script and data are in it.

#include <filesystem>
#include <string>

#include "report/html/limits.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report::html {

/// The same sweep gives the same text.
std::string page_text(const store::SweepFile& sweep, const PageLimits& limits = {});

/// Writes the page whole or not at all, and returns its size in bytes. Throws StoreError where it
/// cannot be written, or the name is that of something else than a file.
std::size_t write_page(const store::SweepFile& sweep, const std::filesystem::path& path);

}  // namespace battalion::report::html
