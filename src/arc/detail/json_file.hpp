#pragma once
// A JSON file and what kind of ARC file its content is.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace battalion::arc::detail {

using Json = nlohmann::json;

enum class FileKind {
  task,        ///< {"train": [...], "test": [...]}
  pairs,       ///< [{"input", "output"}, ...]
  challenges,  ///< id -> {"train", "test"}
  solutions,   ///< id -> [grid, ...]
  other,
};

/// Throws InputError for what is not JSON ("file:line:column: ...") and for a key that occurs twice
/// in one object (a JSON library keeps one of them, silently).
Json load_json(const std::filesystem::path& file);

FileKind kind_of(const Json& content);

/// "an object", "a string", ... for messages
std::string type_of(const Json& value);

}  // namespace battalion::arc::detail
