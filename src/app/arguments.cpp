#include "app/arguments.hpp"

#include <algorithm>
#include <boost/program_options.hpp>

#include "base/contract.hpp"
#include "base/nearest.hpp"

namespace battalion::app {
namespace {

namespace po = boost::program_options;

constexpr const char* words_key = "WORDS";  // no option has a name in capitals

po::options_description described(const CommandSpec& command) {
  po::options_description all;
  for (const Option& o : command.options) {
    if (o.value.empty()) {
      // A switch; --name=false takes back what an ini file says.
      all.add_options()(o.name.c_str(), po::value<std::string>());
    } else if (o.many) {
      all.add_options()(o.name.c_str(), po::value<std::vector<std::string>>()->multitoken());
    } else {
      all.add_options()(o.name.c_str(), po::value<std::string>());
    }
  }
  all.add_options()("help", po::bool_switch());
  all.add_options()(words_key, po::value<std::vector<std::string>>());
  return all;
}

std::string see_help(const CommandSpec& command) {
  return fmt::format("see `battalion {} --help`", command.name);
}

[[noreturn]] void fail_unknown(const CommandSpec& command, std::string name) {
  name.erase(0, name.find_first_not_of('-'));
  std::vector<std::string> names{"help"};
  for (const Option& o : command.options) names.push_back(o.name);
  const std::string hint = suggestion(name, names, "--");
  fail_input("unknown option --{} (`battalion {}` has none of that name){}", name, command.name,
             hint.empty() ? fmt::format(" {}", see_help(command)) : hint);
}

/// A bare switch spelled out: Boost would take the word behind it for its value.
std::vector<std::string> with_switch_values(const CommandSpec& command,
                                            std::vector<std::string> args) {
  for (std::string& arg : args) {
    if (arg == "--") break;
    const auto same = [&](const Option& o) {
      return o.value.empty() && arg == fmt::format("--{}", o.name);
    };
    if (std::any_of(command.options.begin(), command.options.end(), same)) arg += "=true";
  }
  return args;
}

std::vector<po::option> parsed(const CommandSpec& command, const std::vector<std::string>& args) {
  const po::options_description all = described(command);
  po::positional_options_description words;
  words.add(words_key, -1);
  namespace style = po::command_line_style;
  try {
    return po::command_line_parser(with_switch_values(command, args))
        .options(all)
        .positional(words)
        .style(style::allow_long | style::long_allow_adjacent | style::long_allow_next)
        .run()
        .options;
  } catch (const po::unknown_option& e) {
    fail_unknown(command, e.get_option_name());
  } catch (const po::error& e) {
    fail_input("{} (the command line cannot be read) {}", e.what(), see_help(command));
  }
}

}  // namespace

const std::vector<std::string>* Arguments::find(const std::string& name) const {
  for (const auto& [key, values] : given) {
    if (key == name) return &values;
  }
  return nullptr;
}

Arguments read_arguments(const CommandSpec& command, const std::vector<std::string>& args) {
  Arguments result;
  for (const po::option& o : parsed(command, args)) {
    if (o.string_key == words_key) {
      result.words.insert(result.words.end(), o.value.begin(), o.value.end());
      continue;
    }
    const auto known = std::find_if(command.options.begin(), command.options.end(),
                                    [&](const Option& c) { return c.name == o.string_key; });
    std::vector<std::string> values = o.value;
    if (values.empty()) values.push_back("true");  // --help
    const auto before = std::find_if(result.given.begin(), result.given.end(),
                                     [&](const auto& g) { return g.first == o.string_key; });
    if (before == result.given.end()) {
      result.given.emplace_back(o.string_key, std::move(values));
    } else if (known != command.options.end() && known->many) {
      before->second.insert(before->second.end(), values.begin(), values.end());
    } else {
      fail_input("--{} is given twice (it takes one value) give it once", o.string_key);
    }
  }
  for (const std::string& w : result.words) {
    // Single dashes pass as words: no option has a short form.
    if (w.size() > 1 && w.front() == '-') fail_unknown(command, w);
  }
  const std::size_t most = command.words.value.empty() ? 0 : command.words.many ? SIZE_MAX : 1;
  if (result.words.size() > most) {
    fail_input(
        "unexpected word '{}' (`battalion {}` takes {}) {}", result.words[most], command.name,
        most == 0 ? "options only" : fmt::format("one {}", command.words.value), see_help(command));
  }
  return result;
}

void apply_arguments(const std::vector<Option>& options, const Arguments& arguments) {
  for (const Option& o : options) {
    const auto* values = arguments.find(o.name);
    if (values == nullptr) continue;
    try {
      o.set(*values);
    } catch (const InputError& error) {
      fail_input("--{}: {}", o.name, error.what());
    }
  }
}

void check_required(const CommandSpec& command, const Arguments& arguments) {
  for (const Option& o : command.options) {
    if (!o.required) continue;
    const std::vector<std::string> values = o.get();
    if (values.empty() || values[0].empty()) {
      fail_input("--{} {} is missing (`battalion {}` needs it) give it{}, or {}", o.name, o.value,
                 command.name, o.in_file ? " here or in the --config file" : "", see_help(command));
    }
  }
  if (!command.words.value.empty() && arguments.words.empty()) {
    fail_input("{} is missing (`battalion {}` needs it) give it, or {}", command.words.value,
               command.name, see_help(command));
  }
}

}  // namespace battalion::app
