#include "dsl/read_programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unordered_map>

#include "base/contract.hpp"
#include "dsl/parser.hpp"
#include "dsl/resolver.hpp"

namespace battalion::dsl {
namespace {

namespace fs = std::filesystem;

SourceFile load(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || in.bad()) fail_input("{}: cannot be read ({}) check the path and its permissions", file.string(), std::strerror(errno));
  return {file.string(), std::move(text).str()};
}

std::vector<fs::path> python_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".py" && !entry.is_directory()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) fail_input("{}: no programs (the folder holds no *.py file) check --programs", folder.string());
  return files;
}

}  // namespace

std::vector<SourceFile> load_sources(std::span<const fs::path> paths) {
  std::vector<SourceFile> sources;
  for (const fs::path& path : paths) {
    std::error_code failed;
    if (!fs::exists(path, failed)) {
      fail_input("{}: no such file or folder (programs are looked for there) check --programs", path.string());
    }
    try {
      if (!fs::is_directory(path)) {
        sources.push_back(load(path));
        continue;
      }
      for (const fs::path& file : python_files(path)) sources.push_back(load(file));
    } catch (const fs::filesystem_error& e) {
      fail_input("{}: cannot be read ({})", path.string(), e.code().message());
    }
  }
  return sources;
}

ProgramSet parse_programs(const SourceFile& source) {
  ProgramSet set;
  Parser parser(source.text);
  std::unordered_map<std::string, std::uint32_t> lines;  // by name
  Definition definition;
  for (;;) {
    definition = Definition{};
    try {
      if (!parser.at_definition()) return set;
      parser.read(definition);
      Program program;
      program.name = std::string(definition.name);
      program.file = source.name;
      program.line = definition.line;
      program.source = std::string(definition.source);
      const auto [earlier, is_new] = lines.emplace(program.name, program.line);
      if (!is_new) {
        throw SyntaxFault{definition.at.line, definition.at.column,
                          fmt::format("program '{}' is already defined (at line {}) give one of them another name",
                                      program.name, earlier->second)};
      }
      resolve(definition, program);
      set.programs.push_back(std::move(program));
    } catch (const SyntaxFault& fault) {
      set.problems.push_back({source.name, fault.line, fault.column, fault.message, std::string(definition.name)});
    }
  }
}

ProgramSet parse_programs(std::span<const SourceFile> sources) {
  ProgramSet all;
  for (const SourceFile& source : sources) {
    ProgramSet one = parse_programs(source);
    std::move(one.programs.begin(), one.programs.end(), std::back_inserter(all.programs));
    std::move(one.problems.begin(), one.problems.end(), std::back_inserter(all.problems));
  }
  return all;
}

}  // namespace battalion::dsl
