#pragma once
// "did you mean": the nearest of a few names.

#include <string>
#include <string_view>
#include <vector>

namespace battalion::app {

/// The name with fewest single-character edits from `text`, the first of several; empty where all
/// are farther than a third of its length (at least 2).
std::string nearest(std::string_view text, const std::vector<std::string>& names);

/// " did you mean X?" with `prefix` before X, or empty.
std::string suggestion(std::string_view text, const std::vector<std::string>& names,
                       std::string_view prefix = "");

}  // namespace battalion::app
