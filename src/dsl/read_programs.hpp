#pragma once
// From program text to programs. Text is only ever parsed: nothing in a file is executed.

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "dsl/program.hpp"

namespace battalion::dsl {

/// A program file's name and text, as it travels between ranks.
struct SourceFile {
  std::string name;
  std::string text;
};

/// Reads files, and the *.py and *.jsonl files of folders (sorted by name, not recursive). Throws InputError
/// for a path that is missing or cannot be read, and for a folder without any.
std::vector<SourceFile> load_sources(std::span<const std::filesystem::path> paths);

/// Parses and resolves the programs of one text. Never throws for what the text says: problems are
/// listed.
ProgramSet parse_programs(const SourceFile& source);
/// The same for several texts, in order.
ProgramSet parse_programs(std::span<const SourceFile> sources);

}  // namespace battalion::dsl
