#include "dsl/read_programs.hpp"

#include <algorithm>

#include "arc/read_text.hpp"
#include "base/contract.hpp"
#include "dsl/parser.hpp"

namespace battalion::dsl {
namespace fs = std::filesystem;

std::vector<SourceFile> load_sources(std::span<const fs::path> paths) {
  std::vector<SourceFile> sources;
  const auto load = [&](const fs::path& file) {
    sources.push_back({file.string(), arc::read_text(file)});
  };
  for (const fs::path& path : paths) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
      fail_input("no programs at {} (there is no such file or folder) check the path", path.string());
    }
    if (!fs::is_directory(status)) {
      load(path);
      continue;
    }
    std::vector<fs::path> files = arc::list_files(path, ".py");
    const std::vector<fs::path> lines = arc::list_files(path, ".jsonl");
    files.insert(files.end(), lines.begin(), lines.end());
    std::sort(files.begin(), files.end());
    if (files.empty()) {
      fail_input(
          "no *.py files in the folder {} (programs are read from such, and from *.jsonl) name another, or a file",
          path.string());
    }
    for (const fs::path& file : files) load(file);
  }
  return sources;
}

ProgramSet parse_programs(const SourceFile& source) {
  return parse_programs(std::span(&source, 1));
}

ProgramSet parse_programs(std::span<const SourceFile> sources) {
  ProgramSet set;
  for (const SourceFile& source : sources) Parser(source, set).run();
  return set;
}

}  // namespace battalion::dsl
