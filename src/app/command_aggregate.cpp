#include <filesystem>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/help.hpp"
#include "base/contract.hpp"
#include "store/aggregate.hpp"

namespace battalion::app {

CommandSpec aggregate_spec() {
  return {.name = "aggregate",
          .about = "gathers the segments of a sweep into DIR/sweep.h5",
          .usage = "DIR",
          .words = {.value = "DIR", .help = "the folder given to sweep as --out"},
          .options = {}};
}

int run_aggregate(const std::vector<std::string>& args) {
  const CommandSpec spec = aggregate_spec();
  const Arguments arguments = read_arguments(spec, args);
  if (arguments.find("help") != nullptr) {
    fmt::print("{}", help_text(spec));
    return 0;
  }
  check_required(spec, arguments);
  const std::filesystem::path out = arguments.words[0];
  if (!std::filesystem::is_directory(out)) {
    fail_input("{} is no folder (aggregate takes the folder of a sweep) give the --out of one",
               out.string());
  }
  const store::AggregateSummary done = store::aggregate(out);
  for (const std::string& w : done.warnings) fmt::print(stderr, "battalion: {}\n", printable(w));
  fmt::print("{}: {} of {} units from {} segments\n", printable(done.file.string()),
             done.units - done.missing_units, done.units, done.segments);
  return 0;
}

}  // namespace battalion::app
