#include "app/status_text.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/progress.hpp"
#include "base/clock.hpp"
#include "base/printable.hpp"
#include "report/grouped.hpp"

namespace battalion::app {
namespace {

using Json = nlohmann::ordered_json;

double seconds_since(std::int64_t unix) {
  return unix == 0 ? 0 : std::max(0.0, static_cast<double>(unix_ns() - unix) * 1e-9);
}

/// The line that a sweep shows while it runs.
std::string on_disk(const report::Status& s, double rate, std::string_view of_what = "") {
  ProgressState progress{.units_done = static_cast<std::uint32_t>(s.units_done),
                         .units = static_cast<std::uint32_t>(s.units),
                         .evaluations = s.evaluations};
  std::copy(s.outcomes.begin(), s.outcomes.end(), progress.outcomes.begin());
  return fmt::format("on disk{}: {}\n", of_what, progress_text(progress, rate > 0 ? static_cast<double>(s.evaluated()) / rate : 0));
}

Json json_of(const report::Status& s, const SweepLife& life) {
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
  return {{"state", life.state},
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
}

std::string written(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

}  // namespace

std::string status_text(const report::Status& s, const SweepLife& life) {
  std::string text = life.text + '\n' + on_disk(s, s.rate(s.active_ranks(active_ns)));
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

std::string status_json(const report::Status& status, const SweepLife& life) { return written(json_of(status, life)); }

std::string status_text(const PartsStatus& parts) {
  const std::size_t begun = parts.begun, count = parts.parts.size();
  const std::string of_what = begun == count ? std::string() : fmt::format(" of {} of {} parts", begun, count);
  std::string text = parts.life.text + '\n' + on_disk(parts.sum, parts.rate, of_what);
  fmt::format_to(std::back_inserter(text), "{:>9}  {:>13} {:>14} {:>6} {:>10}  {}\n", "part", "units", "evaluations", "ranks", "left", "state");
  for (const PartStatus& p : parts.parts) {
    const report::Status& s = p.status;
    const auto left = p.seconds_left();
    fmt::format_to(std::back_inserter(text), "{:>9}  {:>13} {:>14} {:>6} {:>10}  {}\n", fmt::format("{}/{}", p.number, parts.parts.size()),
                   fmt::format("{}/{}", s.units_done, s.units), report::grouped(s.evaluated()), s.ranks.size(),
                   left ? clock_text(*left) : "-", p.life.text);
    for (const std::string& bad : s.bad) text += fmt::format("not counted: {}\n", printable(bad));
  }
  return text;
}

std::string status_json(const PartsStatus& parts) {
  Json json = json_of(parts.sum, parts.life);
  json.erase("ranks");
  json["evaluations_per_second"] = parts.rate;
  json["seconds_left"] = parts.seconds_left ? Json(*parts.seconds_left) : Json(nullptr);
  json["parts"] = Json::array();
  for (const PartStatus& p : parts.parts) {
    Json part = json_of(p.status, p.life);
    part["seconds_left"] = p.seconds_left() ? Json(*p.seconds_left()) : Json(nullptr);
    part["part"] = fmt::format("{}/{}", p.number, parts.parts.size());
    json["parts"].push_back(std::move(part));
  }
  return written(json);
}

}  // namespace battalion::app
