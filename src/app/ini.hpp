#pragma once
// Ini files: `key = value`, keys being the long option names. Comments start with # or ; at the
// start of a line, or with # after a blank. A value that several lines repeat, or indented lines
// continue, is a list. A value in double quotes is taken as it stands, but for "", which is one
// quote. A `[sweep]` line may head the file.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/option.hpp"

namespace battalion::app {

struct IniEntry {
  std::string key;
  std::vector<std::string> values;
  std::uint32_t line = 0;  ///< of its first value, from 1
};

/// Entries in the order of their first lines. `name` is how errors call the file. Throws InputError
/// for a line that is none of the above.
std::vector<IniEntry> parse_ini(std::string_view text, const std::string& name);

/// Reads a file and sets every option that it names, but those that `skip` lists (the command line
/// has them). Throws InputError with file and line for a wrong key, a bad value, and a second value
/// where one is meant.
void apply_ini(const std::filesystem::path& file, const std::vector<Option>& options,
               const std::vector<std::string>& skip);

/// The present values of the options that may stand in a file; those without one as comments. Throws
/// InputError for a value that holds a line break: no file can say it.
std::string dump_ini(const std::vector<Option>& options, std::string_view section);

}  // namespace battalion::app
