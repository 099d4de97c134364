#pragma once
// A whole file as text.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace battalion::arc {

/// What is read at most: what never ends (/dev/zero under a file's name) must not take all memory.
inline constexpr std::size_t longest_text = std::size_t{512} << 20;

/// Throws InputError where the file cannot be read, with the reason of the system, or is longer than that.
std::string read_text(const std::filesystem::path& path);

/// Files of a folder (no folders) whose names end with `extension` (".json"), sorted by name.
/// Hidden files are left out. Throws InputError where the folder cannot be read.
std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder,
                                              std::string_view extension);

}  // namespace battalion::arc
