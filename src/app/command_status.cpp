#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/out_folder.hpp"
#include "app/progress.hpp"
#include "app/sweep_life.hpp"
#include "app/value_text.hpp"
#include "base/clock.hpp"
#include "base/contract.hpp"
#include "report/grouped.hpp"
#include "report/status.hpp"
#include "store/folder_lock.hpp"

namespace battalion::app {
namespace {

/// A rank that has not written for so long before the latest one did does not count for the time left.
constexpr std::int64_t active_ns = 60'000'000'000;

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
          .words = {.value = "DIR", .help = "the folder given to sweep as --out"},
          .options = {command_switch("json", "one JSON object, for tools", r.json), std::move(watch)}};
}

double seconds_since(std::int64_t unix) {
  return unix == 0 ? 0 : std::max(0.0, static_cast<double>(unix_ns() - unix) * 1e-9);
}

std::string text_of(const report::Status& s, const SweepLife& life) {
  ProgressState progress{.units_done = static_cast<std::uint32_t>(s.units_done),
                         .units = static_cast<std::uint32_t>(s.units),
                         .evaluations = s.evaluations};
  std::copy(s.outcomes.begin(), s.outcomes.end(), progress.outcomes.begin());
  const double rate = s.rate(s.active_ranks(active_ns));
  std::string text = fmt::format("{}\non disk: {}\n", life.text,
                                 progress_text(progress, rate > 0 ? static_cast<double>(s.evaluated()) / rate : 0));
  if (!s.ranks.empty()) {
    fmt::format_to(std::back_inserter(text), "{:>4}  {:<16} {:>7} {:>14} {:>10} {:>12}  {}\n", "rank", "host", "units",
                   "evaluations", "busy", "last written", "device");
  }
  for (const report::RankStatus& r : s.ranks) {
    fmt::format_to(std::back_inserter(text), "{:>4}  {:<16} {:>7} {:>14} {:>10} {:>12}  {}\n", r.rank,
                   printable(r.host, name_width), r.units, report::grouped(r.evaluations),
                   clock_text(static_cast<double>(r.busy_ns) * 1e-9),
                   clock_text(seconds_since(r.last_written_ns)) + " ago", printable(r.device, name_width));
  }
  for (const std::string& bad : s.bad) text += fmt::format("not counted: {}\n", printable(bad));
  return text;
}

std::string json_of(const report::Status& s, const SweepLife& life) {
  using Json = nlohmann::ordered_json;
  Json outcomes = Json::object();
  for (std::size_t code = 0; code < s.outcomes.size(); ++code) {
    const auto outcome = static_cast<score::Outcome>(code);
    if (outcome == score::Outcome::unpaired || outcome == score::Outcome::pending) continue;
    outcomes[std::string(score::name(outcome))] = s.outcomes[code];
  }
  Json ranks = Json::array();
  for (const report::RankStatus& r : s.ranks) {
    ranks.push_back({{"rank", r.rank},
                     {"host", r.host},
                     {"device", r.device},
                     {"units", r.units},
                     {"evaluations", r.evaluations},
                     {"busy_seconds", static_cast<double>(r.busy_ns) * 1e-9},
                     {"last_written", static_cast<double>(r.last_written_ns) * 1e-9}});
  }
  const double rate = s.rate(s.active_ranks(active_ns));
  const double left = static_cast<double>(s.evaluations - s.evaluated());
  const Json json = {{"state", life.state},
                     {"text", life.text},
                     {"units", s.units},
                     {"units_done", s.units_done},
                     {"evaluations", s.evaluations},
                     {"evaluated", s.evaluated()},
                     {"outcomes", outcomes},
                     {"set_order_dependent", s.set_order_dependent},
                     {"started", static_cast<double>(s.started_ns) * 1e-9},
                     {"evaluations_per_second", rate},
                     {"seconds_left", rate > 0 || left == 0 ? Json(left > 0 ? left / rate : 0) : Json(nullptr)},
                     {"ranks", ranks},
                     {"bad_segments", s.bad}};
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
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
  if (!holds_manifest(out)) {
    if (const auto holder = store::read_holder(out)) {
      fail_input("{}: has no manifest yet ({} is at its programs and its dataset) look again later", out.string(),
                 holder->name);
    }
  }
  const report::Status status = report::read_status(out);
  const SweepLife life = look_for_life(out, status, request.watch_ns);
  fmt::print("{}", request.json ? json_of(status, life) + "\n" : text_of(status, life));
  return 0;
}

}  // namespace battalion::app
