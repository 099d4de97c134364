#include "app/check_request.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/command.hpp"
#include "app/options.hpp"
#include "app/value_text.hpp"

namespace battalion::app {

CommandSpec check_command_spec(CheckRequest& r) {
  CommandSpec spec{.name = "check",
                   .about =
                       "reads and resolves programs and reports problems and duplicates; with "
                       "--speed runs each on its own task and reports the slow and the failing",
                   .usage = "PROGRAMS... [--speed --tasks DATASET [options]]",
                   .words = {.value = "PROGRAMS",
                             .help = "program files, or folders of *.py and *.jsonl files",
                             .many = true},
                   .options = {}};
  spec.options.push_back(command_switch(
      "speed", "run every program on the samples of the task that its name ends with", r.speed));
  spec.options.push_back(
      command_text("tasks", "PATH", "with --speed: the dataset", r.tasks, false));
  spec.options.push_back({.name = "threads",
                          .value = "N",
                          .help = "with --speed: programs at a time; 0 is one a core",
                          .set =
                              [&r](const std::vector<std::string>& v) {
                                r.threads = static_cast<int>(parse_count(v.back(), 0, 1024));
                              },
                          .get = [&r] { return std::vector{fmt::format("{}", r.threads)}; }});
  spec.options.push_back(
      {.name = "slow",
       .value = "TIME",
       .help = "with --speed: CPU time of one sample that makes a program slow",
       .set = [&r](const std::vector<std::string>& v) { r.slow_ns = parse_duration(v.back()); },
       .get = [&r] { return std::vector{format_duration(r.slow_ns)}; }});
  add_options(spec, language_options(r.languages));
  add_options(spec, run_options(r.limits, r.set_order));
  spec.options.push_back(command_switch("json", "one JSON object, for tools", r.json));
  return spec;
}

}  // namespace battalion::app
