#include "app/languages.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

#include "app/table_options.hpp"
#include "app/value_text.hpp"
#include "base/contract.hpp"
#include "python/engine.hpp"
#include "python/read_programs.hpp"

namespace battalion::app {
namespace {

constexpr std::string_view language_names[] = {"auto", "dsl", "python"};

void check_entry(const std::string& name) {
  const auto goes_on = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  const bool good = !name.empty() && name.size() <= 100 && std::isdigit(static_cast<unsigned char>(name[0])) == 0 && std::all_of(name.begin(), name.end(), goes_on);
  if (!good) fail_input("'{}' is no name (a function is called by it) give one of letters, digits and underscores", name);
}

}  // namespace

std::vector<Option> language_options(LanguageOptions& o) {
  return {
      shaping(choice("language", "what program files are written in: auto tells by content (lines of JSON, or a file with a function named as --entry, are Python)",
                     o.language, language_names)),
      shaping(valued(
          "entry", "NAME", "the function of a program in Python that takes a grid and returns one",
          [&o](const std::string& v) {
            check_entry(v);
            o.entry = v;
          },
          [&o] { return o.entry; })),
      shaping(toggle("numpy", "programs in Python are given numpy arrays, not lists of lists", o.numpy)),
      text("python", "PATH", "the interpreter for programs in Python: a path, or a name that is looked for in PATH", o.python),
  };
}

dsl::ProgramSet parse_programs(std::span<const dsl::SourceFile> sources, const LanguageOptions& options) {
  dsl::ProgramSet all;
  for (const dsl::SourceFile& source : sources) {
    const bool is_python = options.language == Language::python ||
                           (options.language == Language::automatic && python::is_python(source, options.entry));
    dsl::ProgramSet set = is_python ? python::parse_programs(source, options.entry) : dsl::parse_programs(source);
    std::move(set.programs.begin(), set.programs.end(), std::back_inserter(all.programs));
    std::move(set.problems.begin(), set.problems.end(), std::back_inserter(all.problems));
  }
  return all;
}

ForeignRuntime make_runtime(std::span<const dsl::Program> programs, const LanguageOptions& options, const exec::Limits& limits,
                            std::vector<std::string> hidden) {
  ForeignRuntime out;
  const auto first = std::find_if(programs.begin(), programs.end(), [](const dsl::Program& p) { return p.foreign(); });
  if (first == programs.end()) return out;
  if (limits.steps != 0) {
    fail_input("--step-limit with programs in Python, {} among them (only the DSL's steps are counted) give --cpu-limit instead", first->file);
  }
  python::EngineTerms terms{.interpreter = python::find_interpreter(options.python, options.numpy),
                            .limits = limits,
                            .arrays = options.numpy,
                            .imports_numpy = false,
                            .hidden = std::move(hidden)};
  terms.imports_numpy = !terms.interpreter.numpy.empty() && std::any_of(programs.begin(), programs.end(), [](const dsl::Program& p) {
    return p.foreign() && p.source.find("numpy") != p.source.npos;
  });
  out.interpreter = terms.interpreter.text();
  out.engine = std::make_shared<python::Engine>(std::move(terms));
  return out;
}

std::string isolation_of(const ForeignRuntime& runtime) {
  const auto& engine = static_cast<const python::Engine&>(*runtime.engine);
  try {
    return python::WorkerProcess(engine.worker_terms()).holds().text();
  } catch (const std::runtime_error& error) {
    fail_input("--python: {} (a worker process for programs cannot be had) see what the system permits", error.what());
  }
}

}  // namespace battalion::app
