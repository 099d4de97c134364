#include "app/sweep_request.hpp"

#include <utility>

#include "app/arguments.hpp"
#include "app/engine.hpp"
#include "app/help.hpp"
#include "app/ini.hpp"
#include "app/options.hpp"
#include "app/part_folders.hpp"

namespace battalion::app {
namespace {

/// What only the command line can say.
struct Asides {
  std::string config_file;
  bool dump = false;
};

CommandSpec sweep_spec() {
  return {.name = "sweep",
          .about = "scores programs on the samples of a dataset and writes DIR/sweep.h5",
          .usage = "--tasks PATH --programs PATH... --out DIR [options]",
          .words = {},
          .options = {}};
}

void add_sweep_options(CommandSpec& spec, Config& config, Asides& asides) {
  for (Option& o : sweep_options(config)) spec.options.push_back(std::move(o));
  spec.options.push_back(command_text(
      "config", "FILE.ini", "options from a file, `name = value` a line; the command line wins",
      asides.config_file, false));
  spec.options.push_back(command_switch(
      "dump-config", "print the configuration as a file for --config, and do nothing else",
      asides.dump));
}

SweepRequest read_request(CommandSpec spec, bool has_results, const std::vector<std::string>& args) {
  SweepRequest request;
  Asides asides;
  add_sweep_options(spec, request.config, asides);
  const Arguments arguments = read_arguments(spec, args);
  if (arguments.find("help") != nullptr) {
    request.print = help_text(spec);
    return request;
  }
  // The file sets only what the command line does not.
  apply_arguments(spec.options, arguments);
  if (!asides.config_file.empty()) {
    std::vector<std::string> given;
    for (const auto& [name, values] : arguments.given) given.push_back(name);
    apply_ini(asides.config_file, spec.options, given);
  }
  if (asides.dump) {
    request.print = dump_ini(spec.options, spec.name);
    return request;
  }
  if (!has_results || request.config.dry_run) {
    // A plan is made without results.
    for (Option& o : spec.options) o.required = o.required && o.name != "out";
  }
  check_required(spec, arguments);
  check_engine(request.config);
  request.config.out = part_folder(request.config.out, request.config.part);
  return request;
}

}  // namespace

CommandSpec sweep_command_spec() { return sweep_spec(); }

SweepRequest read_sweep_request(const std::vector<std::string>& args) { return read_request(sweep_spec(), true, args); }

SweepRequest read_request_of_sweep(CommandSpec spec, const std::vector<std::string>& args) {
  return read_request(std::move(spec), false, args);
}

}  // namespace battalion::app
