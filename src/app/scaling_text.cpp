// What `battalion plan` prints.

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "app/scaling.hpp"
#include "app/seconds_text.hpp"
#include "report/grouped.hpp"

namespace battalion::app {
namespace {

/// A better split is worth a line where it gains so much.
constexpr double worth_telling = 0.01;

}  // namespace

std::string scaling_text(const std::vector<ScaledPlan>& plans, const SampleSeconds& seconds, std::uint64_t evaluations) {
  std::string text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "{} evaluations, {} of work on one rank, {}\n\n", report::grouped(evaluations),
                 seconds_text(plans.empty() ? 0 : plans.front().replay.work), seconds.source);
  fmt::format_to(out, "{:>7} {:>9} {:>11} {:>11} {:>10} {:>11} {:>10} {:>11} {:>10}\n", "ranks", "units", "median unit", "longest", "takes",
                 "efficiency", "p99 wait", "rank 0 busy", "messages");
  for (const ScaledPlan& p : plans) {
    const Replay& r = p.replay;
    fmt::format_to(out, "{:>7} {:>9} {:>11} {:>11} {:>10} {:>10.1f}% {:>10} {:>10.1f}% {:>10}\n", report::grouped(static_cast<std::uint64_t>(r.ranks)),
                   report::grouped(p.units), seconds_text(p.median_unit), seconds_text(p.longest_unit), seconds_text(r.makespan),
                   100 * r.efficiency(), seconds_text(r.p99_wait), r.makespan > 0 ? 100 * r.rank0_busy / r.makespan : 0, report::grouped(r.messages));
  }
  fmt::format_to(out, "\nefficiency: the share of the ranks' time that is work; wait: from a unit's end to the next one's start\n");
  for (const ScaledPlan& p : plans) {
    if (p.best_efficiency < p.replay.efficiency() + worth_telling) continue;
    fmt::format_to(out, "on {} ranks units down to 1/{} of a rank's share would give {:.1f}% (a sweep's go down to 1/{})\n",
                   report::grouped(static_cast<std::uint64_t>(p.replay.ranks)), p.best_smallest_of, 100 * p.best_efficiency, p.smallest_of);
  }
  return text;
}

std::string scaling_json(const std::vector<ScaledPlan>& plans, const SampleSeconds& seconds, std::uint64_t evaluations) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const ScaledPlan& p : plans) {
    const Replay& r = p.replay;
    rows.push_back({{"ranks", r.ranks},
                    {"units", p.units},
                    {"unit_seconds", {{"shortest", p.shortest_unit}, {"median", p.median_unit}, {"longest", p.longest_unit}}},
                    {"seconds", r.makespan},
                    {"work_seconds", r.work},
                    {"efficiency", r.efficiency()},
                    {"waiting_seconds", r.waiting},
                    {"p99_wait_seconds", r.p99_wait},
                    {"rank0_busy_seconds", r.rank0_busy},
                    {"messages", r.messages},
                    {"message_bytes", r.bytes},
                    {"measured_seconds_a_message", r.seconds_a_message},
                    {"smallest_of", p.smallest_of},
                    {"best_smallest_of", p.best_smallest_of},
                    {"best_efficiency", p.best_efficiency}});
  }
  return nlohmann::ordered_json({{"evaluations", evaluations}, {"costs", seconds.source}, {"plans", rows}}).dump();
}

}  // namespace battalion::app
