#include "app/command.hpp"

#include <fmt/format.h>

#include "app/help.hpp"

namespace battalion::app {

CommandSpec without_options(CommandSpec spec) {
  spec.options.clear();
  return spec;
}

std::optional<Arguments> read_command(const CommandSpec& spec, const std::vector<std::string>& args) {
  Arguments arguments = read_arguments(spec, args);
  if (arguments.find("help") != nullptr) {
    fmt::print("{}", help_text(spec));
    return std::nullopt;
  }
  apply_arguments(spec.options, arguments);
  check_required(spec, arguments);
  return arguments;
}

}  // namespace battalion::app
