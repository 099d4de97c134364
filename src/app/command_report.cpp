#include <cstdio>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/help.hpp"
#include "app/options.hpp"
#include "comm/launched.hpp"
#include "report/summary.hpp"
#include "report/summary_json.hpp"
#include "report/summary_text.hpp"
#include "store/sweep_file.hpp"

namespace battalion::app {
namespace {

CommandSpec spec_for(bool& json) {
  return {.name = "report",
          .about = "prints the summary of a sweep",
          .usage = "FILE [--json]",
          .words = {.value = "FILE", .help = "a sweep.h5"},
          .options = {command_switch("json", "one JSON object, for tools", json)}};
}

}  // namespace

CommandSpec report_command_spec() {
  bool json = false;
  CommandSpec spec = spec_for(json);
  spec.options.clear();  // they refer to what ends here
  return spec;
}

int run_report(const std::vector<std::string>& args) {
  bool json = false;
  const CommandSpec spec = spec_for(json);
  const Arguments arguments = read_arguments(spec, args);
  if (arguments.find("help") != nullptr) {
    fmt::print("{}", help_text(spec));
    return 0;
  }
  check_required(spec, arguments);
  apply_arguments(spec.options, arguments);
  const store::SweepFile file(arguments.words[0]);
  const report::Summary summary = report::summarize(file);
  if (json) {
    fmt::print("{}\n", report::to_json(summary));
  } else {
    fmt::print("{}", report::to_text(summary, report::style_of(stdout, comm::launched_by_mpi())));
  }
  return 0;
}

}  // namespace battalion::app
