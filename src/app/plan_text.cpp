// --dry-run.

#include <algorithm>
#include <iterator>
#include <map>

#include "app/prepare.hpp"
#include "app/seconds_text.hpp"
#include "base/printable.hpp"

namespace battalion::app {
namespace {

constexpr std::size_t shown_tasks = 10;

struct Share {
  double cost = 0;
  std::size_t units = 0;
};

}  // namespace

std::string plan_text(const Prepared& prepared, int ranks) {
  const Job& job = prepared.job;
  std::map<TaskId, Share> shares;
  double total = 0;
  for (const sched::Unit& u : job.plan.units) {
    shares[u.task].cost += u.cost;
    ++shares[u.task].units;
    total += u.cost;
  }
  std::vector<std::pair<TaskId, Share>> heaviest(shares.begin(), shares.end());
  std::stable_sort(heaviest.begin(), heaviest.end(),
                   [](const auto& a, const auto& b) { return a.second.cost > b.second.cost; });
  heaviest.resize(std::min(heaviest.size(), shown_tasks));

  std::string text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "tasks        {} ({} with programs)\n", job.dataset.task_count(),
                 shares.size());
  fmt::format_to(out, "samples      {}\n", job.dataset.sample_count());
  fmt::format_to(out, "programs     {} ({} left out)\n", job.programs.size(),
                 unreadable(prepared.problems));
  fmt::format_to(out, "evaluations  {}\n", job.plan.evaluations);
  fmt::format_to(out, "units        {} for {} rank{}\n", job.plan.units.size(), ranks,
                 ranks == 1 ? "" : "s");
  fmt::format_to(out,
                 "cost         {} estimated, {} a rank (what programs do with a grid is not known "
                 "before they run)\n",
                 seconds_text(total), seconds_text(total / ranks));
  fmt::format_to(out, "\n{:<20} {:>8} {:>9} {:>6} {:>10} {:>7}\n", "heaviest tasks", "samples",
                 "programs", "units", "cost", "share");
  for (const auto& [id, share] : heaviest) {
    const arc::Task& task = job.dataset.task(id);
    fmt::format_to(out, "{:<20} {:>8} {:>9} {:>6} {:>10} {:>6.1f}%\n", printable(task.id, name_width), task.samples.size(),
                   job.pairs[id.value].size(), share.units, seconds_text(share.cost),
                   total > 0 ? 100 * share.cost / total : 0);
  }
  return text;
}

}  // namespace battalion::app
