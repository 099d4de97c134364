#include <filesystem>
#include <unordered_map>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/help.hpp"
#include "app/prepare.hpp"
#include "base/contract.hpp"
#include "dsl/read_programs.hpp"
#include "score/scorer.hpp"

namespace battalion::app {
namespace {

/// One line for each program that computes the same as an earlier one; returns their number.
std::size_t print_duplicates(const std::vector<dsl::Program>& programs) {
  const std::vector<std::uint64_t> digests = score::canonical_digests(programs);
  std::unordered_map<std::uint64_t, const dsl::Program*> first;
  std::size_t count = 0;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const dsl::Program& p = programs[i];
    const auto [at, is_first] = first.emplace(digests[i], &p);
    if (is_first) continue;
    ++count;
    fmt::print("{}:{}: {} computes the same as {} ({}:{})\n", p.file, p.line, p.name,
               at->second->name, at->second->file, at->second->line);
  }
  return count;
}

}  // namespace

CommandSpec check_spec() {
  return {.name = "check",
          .about = "reads and resolves programs and reports problems and duplicates",
          .usage = "PROGRAMS...",
          .words = {.value = "PROGRAMS",
                    .help = "program files, or folders of *.py files",
                    .many = true},
          .options = {}};
}

int run_check(const std::vector<std::string>& args) {
  const CommandSpec spec = check_spec();
  const Arguments arguments = read_arguments(spec, args);
  if (arguments.find("help") != nullptr) {
    fmt::print("{}", help_text(spec));
    return 0;
  }
  check_required(spec, arguments);
  const std::vector<std::filesystem::path> paths(arguments.words.begin(), arguments.words.end());
  const std::vector<dsl::SourceFile> sources = dsl::load_sources(paths);
  const dsl::ProgramSet set = dsl::parse_programs(sources);

  for (const dsl::Problem& p : set.problems) fmt::print("{}\n", p.text());
  const std::size_t duplicates = print_duplicates(set.programs);
  const std::size_t bad = unreadable(set.problems);
  fmt::print("{} file{}, {} programs: {} good, {} unreadable, {} duplicate{}\n", sources.size(),
             sources.size() == 1 ? "" : "s", set.programs.size() + bad, set.programs.size(), bad,
             duplicates, duplicates == 1 ? "" : "s");
  return set.problems.empty() ? 0 : 1;
}

}  // namespace battalion::app
