#pragma once
// --help, from a command's table.

#include <span>
#include <string>

#include "app/option.hpp"

namespace battalion::app {

/// Usage, what the command does, and every option with its default (the table's present values).
std::string help_text(const CommandSpec& command);

/// The overview: all commands, one line each.
std::string overview_text(std::span<const CommandSpec> commands);

}  // namespace battalion::app
