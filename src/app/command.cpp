#include "app/command.hpp"

#include <filesystem>
#include <utility>

#include "app/help.hpp"
#include "base/contract.hpp"
#include "base/printable.hpp"

namespace battalion::app {

void add_options(CommandSpec& spec, std::vector<Option> options) {
  for (Option& o : options) {
    o.in_file = false;
    spec.options.push_back(std::move(o));
  }
}

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

void check_no_replacement(const std::string& read, const std::string& written, const char* option) {
  std::error_code ignored;
  if (!written.empty() && std::filesystem::equivalent(read, written, ignored)) {
    fail_input("{}: would be replaced (it is the sweep itself) give --{} another name", printable(written), option);
  }
}

}  // namespace battalion::app
