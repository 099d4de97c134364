#pragma once
// A JSON file read whole, with places in it for messages. Source-private to src/arc (names nlohmann/json).

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace battalion::arc {

/// The text of a file. Throws InputError where it cannot be read.
std::string read_text(const std::filesystem::path& file);

/// Parses; throws InputError "file:line:column: ..." for what is no JSON, or repeats a key of the outermost object.
nlohmann::json parse_json(const std::string& file, const std::string& text);

}  // namespace battalion::arc
