#include <filesystem>
#include <limits>

#include "app/command.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/part_folders.hpp"
#include "app/parts.hpp"
#include "app/value_text.hpp"
#include "base/contract.hpp"
#include "store/manifest.hpp"

namespace battalion::app {
namespace {

namespace fs = std::filesystem;

struct AggregateRequest {
  std::string out;
  std::uint64_t memory = store::usual_memory;
};

CommandSpec spec_for(AggregateRequest& r) {
  Option memory{.name = "memory",
                .value = "SIZE",
                .help = "what it may take, e.g. 4GiB; less takes longer; 0 is no limit",
                .set = [&r](const std::vector<std::string>& v) { r.memory = parse_size(v.back()); },
                .get = [&r] { return std::vector<std::string>{format_size(r.memory)}; }};
  return {.name = "aggregate",
          .about = "gathers the segments of a sweep, of all its parts, or of several sweeps, into one sweep.h5",
          .usage = "DIR... [--out DIR] [--memory SIZE]",
          .words = {.value = "DIR",
                    .help = "the folder given to sweep as --out; several: sweeps over parts of a "
                            "dataset, or of other programs on the same",
                    .many = true},
          .options = {command_text("out", "DIR", "where the file of several folders goes", r.out, false),
                      std::move(memory)}};
}

/// Whether DIR is no sweep itself but has parts of one.
bool only_parts(const fs::path& folder, const std::vector<fs::path>& parts) {
  return !parts.empty() && !fs::exists(store::manifest_path(folder));
}

store::AggregateSummary gather(const std::vector<std::string>& folders, const AggregateRequest& request) {
  const std::string& out = request.out;
  const std::uint64_t memory = request.memory == 0 ? std::numeric_limits<std::uint64_t>::max() : request.memory;
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
  if (parts.size() == 1 && parts.front() == to) return store::aggregate(to, memory);
  if (fs::exists(store::manifest_path(to))) {
    fail_input(
        "{} holds a sweep (its sweep.h5 would be replaced by that of others) give another --out",
        to.string());
  }
  return aggregate_parts(parts, to, memory, say);
}

}  // namespace

CommandSpec aggregate_spec() {
  AggregateRequest request;
  return without_options(spec_for(request));
}

int run_aggregate(const std::vector<std::string>& args) {
  AggregateRequest request;
  const CommandSpec spec = spec_for(request);
  const auto arguments = read_command(spec, args);
  if (!arguments) return 0;
  const store::AggregateSummary done = gather(arguments->words, request);
  for (const std::string& w : done.warnings) fmt::print(stderr, "battalion: {}\n", printable(w));
  if (done.doubled_units > 0) {
    fmt::print(stderr, "battalion: {} units were scored twice, {} of them with other results; each counts once\n", done.doubled_units,
               done.conflicting_units);
  }
  fmt::print("{}: {} of {} units from {} segments\n", printable(done.file.string()),
             done.units - done.missing_units, done.units, done.segments);
  return 0;
}

}  // namespace battalion::app
