#include "app/command.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "base/contract.hpp"
#include "report/difference.hpp"

namespace battalion::app {
namespace {

CommandSpec spec_for(bool& json) {
  return {.name = "diff",
          .about = "compares two sweeps: verdicts, tasks won and lost, times, settings; exits with 1 where a verdict "
                   "has changed",
          .usage = "A.h5 B.h5 [--json]",
          .words = {.value = "FILE", .help = "two sweep.h5, the earlier first", .many = true},
          .options = {command_switch("json", "one JSON object, for tools", json)}};
}

}  // namespace

CommandSpec diff_command_spec() {
  bool json = false;
  return without_options(spec_for(json));
}

int run_diff(const std::vector<std::string>& args) {
  bool json = false;
  const auto arguments = read_command(spec_for(json), args);
  if (!arguments) return 0;
  if (arguments->words.size() != 2) {
    fail_input("{} given (diff compares two files) give two, the earlier first",
               arguments->words.size() == 1 ? "one file is" : fmt::format("{} files are", arguments->words.size()));
  }
  const store::SweepFile a(arguments->words[0]), b(arguments->words[1]);
  const report::Difference d = report::difference(a, b);
  fmt::print("{}{}", json ? report::to_json(d) : report::to_text(d), json ? "\n" : "");
  return d.changed > 0 ? 1 : 0;
}

}  // namespace battalion::app
