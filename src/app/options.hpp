#pragma once
// The tables of options: every field of a command's settings, once.

#include <vector>

#include "app/config.hpp"
#include "app/option.hpp"

namespace battalion::app {

/// All of Config. The options refer to `config`, which must outlive them.
std::vector<Option> sweep_options(Config& config);

/// Limits and set order alone, for commands that run single programs.
std::vector<Option> run_options(exec::Limits& limits, dsl::SetOrder& order);

/// A switch that only the command line has.
Option command_switch(std::string name, std::string help, bool& field);
/// A text that only the command line has.
Option command_text(std::string name, std::string value, std::string help, std::string& field,
                    bool required);

}  // namespace battalion::app
