#include <filesystem>

#include "app/command.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/part_folders.hpp"
#include "app/parts.hpp"
#include "base/contract.hpp"
#include "store/manifest.hpp"

namespace battalion::app {
namespace {

namespace fs = std::filesystem;

CommandSpec spec_for(std::string& out) {
  return {.name = "aggregate",
          .about = "gathers the segments of a sweep, or of all its parts, into DIR/sweep.h5",
          .usage = "DIR...",
          .words = {.value = "DIR",
                    .help = "the folder given to sweep as --out; several: sweeps of the same "
                            "programs over parts of a "
                            "dataset",
                    .many = true},
          .options = {
              command_text("out", "DIR", "where the file of several folders goes", out, false)}};
}

/// Whether DIR is no sweep itself but has parts of one.
bool only_parts(const fs::path& folder, const std::vector<fs::path>& parts) {
  return !parts.empty() && !fs::exists(store::manifest_path(folder));
}

store::AggregateSummary gather(const std::vector<std::string>& folders, const std::string& out) {
  const auto say = [](const std::string& line) { fmt::print(stderr, "battalion: {}\n", line); };
  std::vector<fs::path> parts;
  for (const fs::path folder : folders) {
    if (!fs::is_directory(folder)) {
      fail_input("{} is no folder (aggregate takes the folder of a sweep) give the --out of one",
                 folder.string());
    }
    const auto inside = find_parts(folder);
    if (only_parts(folder, inside)) {
      parts.insert(parts.end(), inside.begin(), inside.end());
    } else {
      parts.push_back(folder);
    }
  }
  if (folders.size() > 1 && out.empty()) {
    fail_input(
        "{} folders are given (nothing says where their one file goes) say it with --out DIR",
        folders.size());
  }
  const fs::path to = out.empty() ? fs::path(folders.front()) : fs::path(out);
  if (parts.size() == 1 && parts.front() == to) return store::aggregate(to);
  if (fs::exists(store::manifest_path(to))) {
    fail_input(
        "{} holds a sweep (its sweep.h5 would be replaced by that of others) give another --out",
        to.string());
  }
  return aggregate_parts(parts, to, say);
}

}  // namespace

CommandSpec aggregate_spec() {
  std::string out;
  return without_options(spec_for(out));
}

int run_aggregate(const std::vector<std::string>& args) {
  std::string out;
  const CommandSpec spec = spec_for(out);
  const auto arguments = read_command(spec, args);
  if (!arguments) return 0;
  const store::AggregateSummary done = gather(arguments->words, out);
  for (const std::string& w : done.warnings) fmt::print(stderr, "battalion: {}\n", printable(w));
  fmt::print("{}: {} of {} units from {} segments\n", printable(done.file.string()),
             done.units - done.missing_units, done.units, done.segments);
  return 0;
}

}  // namespace battalion::app
