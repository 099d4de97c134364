#pragma once
// What every command does with its arguments before it begins.

#include <optional>
#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "app/option.hpp"

namespace battalion::app {

/// Adds options that elsewhere may stand in a file too; a command has none.
void add_options(CommandSpec& spec, std::vector<Option> options);

/// For the overview: options refer to a request that does not outlive this.
CommandSpec without_options(CommandSpec spec);

/// Sets every option that was given. None where --help was asked for, and is printed. Throws InputError for what is
/// unknown, bad or missing.
std::optional<Arguments> read_command(const CommandSpec& spec, const std::vector<std::string>& args);

/// Throws InputError where what a command writes, as the option says, would replace what it reads.
void check_no_replacement(const std::string& read, const std::string& written, const char* option = "out");

}  // namespace battalion::app
