#pragma once
// Programs of either language: the DSL's, and Python's, which the user's interpreter runs.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/option.hpp"
#include "dsl/read_programs.hpp"
#include "exec/limits.hpp"
#include "score/foreign.hpp"

namespace battalion::app {

enum class Language : std::uint8_t {
  automatic = 0,  ///< each file is what its content says
  dsl = 1,
  python = 2,
};

/// What is said of programs, besides where they are.
struct LanguageOptions {
  Language language = Language::automatic;
  std::string entry = "transform";  ///< the function of a program in Python
  bool numpy = false;               ///< it is given numpy arrays
  std::string python = "python3";   ///< path of the interpreter, or its name in PATH
  bool operator==(const LanguageOptions&) const = default;
};

/// Options for it, in a table of options.
std::vector<Option> language_options(LanguageOptions& options);

/// Parses and resolves each source in its language; as dsl::parse_programs.
dsl::ProgramSet parse_programs(std::span<const dsl::SourceFile> sources, const LanguageOptions& options);

/// What runs the programs that are not the DSL's.
struct ForeignRuntime {
  std::shared_ptr<score::ForeignEngine> engine;  ///< null where there are no such programs
  std::string interpreter;                       ///< as recorded: version, path, packages; empty where there is none
};

/// hidden: what no program may see. Throws InputError where the interpreter is missing or will not do, and where the limits count steps.
ForeignRuntime make_runtime(std::span<const dsl::Program> programs, const LanguageOptions& options, const exec::Limits& limits,
                            std::vector<std::string> hidden);

/// Starts a worker process and ends it, to tell before anything is scored whether it can be had, and what holds. Throws InputError.
std::string isolation_of(const ForeignRuntime& runtime);

}  // namespace battalion::app
