#include "python/read_programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/fnv.hpp"

namespace battalion::python {
namespace {

/// Nobody's program is so long, and each child is sent it whole.
constexpr std::size_t longest_text = std::size_t{1} << 20;

bool is_json_lines(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return at != text.npos && text[at] == '{';
}

/// The line, from 1, that begins with `def ENTRY`, or sets it otherwise; 0 where none does.
std::uint32_t line_of(std::string_view text, std::string_view entry) {
  std::uint32_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view rest = text.substr(at, end - at);
    if (rest.starts_with("def ")) {
      rest.remove_prefix(4);
      rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
      if (rest.starts_with(entry)) {
        const std::string_view behind = rest.substr(entry.size());
        const std::size_t next = behind.find_first_not_of(' ');
        if (next != behind.npos && behind[next] == '(') return line;
      }
    }
    at = end + 1;
  }
  return 0;
}

std::string stem_of(const std::string& file) { return std::filesystem::path(file).stem().string(); }

class Lines {
 public:
  Lines(const dsl::SourceFile& source, std::string_view entry, dsl::ProgramSet& set) : source_(source), entry_(entry), set_(set) {}

  void run() {
    const std::string_view text = source_.text;
    for (std::size_t at = 0; at < text.size();) {
      ++line_;
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view line = text.substr(at, end - at);
      if (line.find_first_not_of(" \t\r") != line.npos) read(line);
      at = end + 1;
    }
  }

 private:
  void read(std::string_view line) {
    try {
      const nlohmann::json json = nlohmann::json::parse(line);
      if (!json.is_object()) return problem(1, "no program (it is no JSON object) give {\"task\": ..., \"name\": ..., \"code\": ...}");
      const std::string task = text(json, "task"), given = text(json, "name"), code = text(json, "code");
      if (!flaw_.empty()) return problem(1, std::exchange(flaw_, {}));
      if (code.empty()) return problem(1, "no code (its \"code\" is missing or empty) give the program's text");
      if (code.size() > longest_text) return problem(1, fmt::format("code of {} bytes (more than {}) leave it out", code.size(), longest_text));
      std::string name = given.empty() ? fmt::format("{}_line{}", stem_of(source_.name), line_) : given;
      if (!task.empty() && name != task && !name.ends_with('_' + task)) name += '_' + task;
      set_.programs.push_back(make_program(std::move(name), source_.name, line_, code, entry_));
    } catch (const nlohmann::json::parse_error& error) {
      problem(static_cast<std::uint32_t>(std::min(error.byte, line.size() + 1)), "no JSON (each line is to be one object) correct the line");
    }
  }
  /// Of a member, if there is one; what is no text is a flaw.
  std::string text(const nlohmann::json& json, const char* member) {
    const auto found = json.find(member);
    if (found == json.end() || found->is_null()) return {};
    if (found->is_string()) return found->get<std::string>();
    flaw_ = fmt::format("\"{}\" is no text (it is {}) give a string", member, found->type_name());
    return {};
  }
  void problem(std::uint32_t column, std::string message) {
    set_.problems.push_back({source_.name, line_, column, std::move(message), fmt::format("{}_line{}", stem_of(source_.name), line_)});
  }

  const dsl::SourceFile& source_;
  const std::string_view entry_;
  dsl::ProgramSet& set_;
  std::uint32_t line_ = 0;
  std::string flaw_;
};

}  // namespace

bool is_python(const dsl::SourceFile& source, std::string_view entry) {
  return is_json_lines(source.text) || line_of(source.text, entry) != 0;
}

dsl::ProgramSet parse_programs(const dsl::SourceFile& source, std::string_view entry) {
  dsl::ProgramSet set;
  if (is_json_lines(source.text)) {
    Lines(source, entry, set).run();
  } else if (source.text.size() > longest_text) {
    set.problems.push_back({source.name, 1, 1, fmt::format("a program of {} bytes (more than {}) leave it out", source.text.size(), longest_text), stem_of(source.name)});
  } else {
    set.programs.push_back(make_program(stem_of(source.name), source.name, std::max(1u, line_of(source.text, entry)), source.text, entry));
  }
  return set;
}

dsl::Program make_program(std::string name, std::string file, std::uint32_t line, std::string source, std::string_view entry) {
  Fnv64 digest;
  digest.text(entry);
  digest.text(source);
  dsl::Program program;
  program.name = std::move(name);
  program.file = std::move(file);
  program.line = line;
  program.source = std::move(source);
  program.entry = entry;
  program.ops.push_back({.kind = dsl::OpKind::foreign, .number = static_cast<std::int64_t>(digest.value()), .args = {}, .line = line});
  return program;
}

}  // namespace battalion::python
