#include "app/command.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/out_folder.hpp"
#include "app/part_folders.hpp"
#include "app/status_text.hpp"
#include "app/value_text.hpp"
#include "base/contract.hpp"
#include "store/folder_lock.hpp"

namespace battalion::app {
namespace {

struct StatusRequest {
  bool json = false;
  std::int64_t watch_ns = 15'000'000'000;
};

CommandSpec spec_for(StatusRequest& r) {
  Option watch{.name = "watch",
               .value = "TIME",
               .help = "where the sweep's lock is of another host: how long to look whether its counter moves",
               .set = [&r](const std::vector<std::string>& v) { r.watch_ns = parse_duration(v.back()); },
               .get = [&r] { return std::vector<std::string>{format_duration(r.watch_ns)}; }};
  return {.name = "status",
          .about = "looks into the folder of a sweep, running or dead, from any node: progress, time left, ranks",
          .usage = "DIR [--json]",
          .words = {.value = "DIR", .help = "the folder given to sweep as --out, of a sweep or of all its parts"},
          .options = {command_switch("json", "one JSON object, for tools", r.json), std::move(watch)}};
}

/// One sweep's folder.
int tell_one(const std::filesystem::path& out, const StatusRequest& request) {
  if (!holds_manifest(out)) {
    if (const auto holder = store::read_holder(out)) {
      fail_input("{}: has no manifest yet ({} is at its programs and its dataset) look again later", out.string(),
                 holder->name);
    }
  }
  const LookedAt sweep{out, report::read_status(out)};
  const SweepLife life = look_for_life({&sweep, 1}, request.watch_ns).front();
  fmt::print("{}", request.json ? status_json(sweep.status, life) + "\n" : status_text(sweep.status, life));
  return 0;
}

}  // namespace

CommandSpec status_command_spec() {
  StatusRequest request;
  return without_options(spec_for(request));
}

int run_status(const std::vector<std::string>& args) {
  StatusRequest request;
  const auto arguments = read_command(spec_for(request), args);
  if (!arguments) return 0;
  const std::filesystem::path out = arguments->words[0];
  std::error_code ignored;
  if (holds_manifest(out) || !std::filesystem::is_directory(out, ignored)) return tell_one(out, request);
  const PartFolders parts = list_parts(out);
  if (parts.count == 0) return tell_one(out, request);
  const PartsStatus status = read_parts_status(out, parts, request.watch_ns);
  fmt::print("{}", request.json ? status_json(status) + "\n" : status_text(status));
  return 0;
}

}  // namespace battalion::app
