#include "app/resume.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "app/options.hpp"
#include "app/out_folder.hpp"
#include "store/durable.hpp"
#include "store/stock.hpp"

namespace battalion::app {
namespace {

std::string counted(std::size_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

/// "the programs: were 7, are 8"; with equal numbers it is their content.
std::string other(std::string_view what, const std::string& then, const std::string& now) {
  if (then == now) return fmt::format("the {} has changed within its {}", what, now);
  return fmt::format("the {} had {}, now {}", what, then, now);
}

/// The manifest's units as the coordinator hands them out. Their cost is not known any more, nor
/// needed: their order says it.
sched::Plan plan_of(const store::Manifest& m) {
  sched::Plan plan;
  for (const store::UnitRow& row : m.units) {
    plan.units.push_back({.id = UnitId(static_cast<std::uint32_t>(plan.units.size())),
                          .task = row.task,
                          .first_sample = row.first_sample - m.tasks[row.task.value].first_sample,
                          .sample_count = row.sample_count,
                          .first_program = row.first_program,
                          .program_count = row.program_count});
  }
  return plan;
}

void set_bad_aside(const store::Stock& stock, const SweepServices& services) {
  for (const store::BadSegment& bad : stock.bad) {
    const auto aside = store::set_aside(bad.path);
    services.say(fmt::format("battalion: {}; set aside as {}, its units are scored again\n", bad.why,
                             aside.filename().string()));
  }
}

}  // namespace

bool goes_on(const Config& config, const store::Manifest& now, const SweepServices& services) {
  const bool restarted = services.restarts > 0;
  // A restarted job has the arguments of its first start, --overwrite perhaps among them.
  if (config.resume && config.overwrite && !restarted) {
    fail_input(
        "--resume and --overwrite are both given (one goes on with the sweep, the other replaces "
        "it) give one of them");
  }
  if (!config.resume && !restarted) return false;
  if (holds_manifest(config.out)) {
    return config.resume || !config.overwrite ||
           differences(store::read_manifest(config.out), now).empty();
  }
  if (holds_results(config.out) && !config.overwrite) {
    fail_input(
        "{} has results but no manifest.h5 (nothing says what they are of) give another --out, or "
        "--overwrite without --resume",
        config.out);
  }
  services.say(
      fmt::format("battalion: {} holds no sweep to go on with: starting afresh\n", config.out));
  return false;
}

std::string differences(const store::Manifest& then, const store::Manifest& now) {
  std::vector<std::string> all;
  const auto& a = then.facts;
  const auto& b = now.facts;
  if (a.dataset_digest != b.dataset_digest) {
    const auto size = [](const store::Manifest& m) {
      return fmt::format("{} and {}", counted(m.tasks.size(), "task"),
                         counted(m.samples.size(), "sample"));
    };
    all.push_back(other("dataset", size(then), size(now)));
  }
  if (a.programs_digest != b.programs_digest) {
    const auto size = [](const store::Manifest& m) { return counted(m.programs.size(), "program"); };
    all.push_back(other("battery", size(then), size(now)));
  }
  if (a.python != b.python) {
    const auto text = [](const std::string& python) { return python.empty() ? std::string("none") : python; };
    all.push_back(fmt::format("the interpreter was {}, now {}", text(a.python), text(b.python)));
  }
  Config defaults;
  for (const Option& o : sweep_options(defaults)) {
    if (!o.shapes_results) continue;
    const std::string by_default = fmt::format("{}", fmt::join(o.get(), " "));
    // A sweep that was begun when there was no such option.
    const std::string_view was = a.has(o.name) ? a.configured(o.name) : std::string_view(by_default), is = b.configured(o.name);
    if (was != is) all.push_back(fmt::format("--{} was {}, now {}", o.name, was, is));
  }
  if (a.battalion_version != b.battalion_version) {
    all.push_back(fmt::format("Battalion was version {}, now {}", a.battalion_version,
                              b.battalion_version));
  }
  return fmt::format("{}", fmt::join(all, "; "));
}

std::string resume_command(const std::vector<std::string>& args) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
  std::string command = "battalion sweep";
  for (const std::string& arg : args) {
    if (arg.starts_with("--overwrite") || arg.starts_with("--resume")) continue;
    command += ' ';
    if (!arg.empty() && arg.find_first_not_of(plain) == std::string::npos) {
      command += arg;
      continue;
    }
    command += '\'';
    for (const char c : arg) command += c == '\'' ? std::string("'\\''") : std::string(1, c);
    command += '\'';
  }
  return command + " --resume";
}

Resumed resume(const Config& config, const store::Manifest& now, const Job& job,
               const SweepServices& services) {
  Resumed resumed;
  const store::Manifest then = store::read_manifest(config.out, &resumed.manifest_digest);
  if (const std::string differs = differences(then, now); !differs.empty()) {
    fail_input(
        "{} holds another sweep ({}) give what it was begun with, another --out, or --overwrite "
        "instead of --resume",
        config.out, differs);
  }
  if (then.facts.battalion_commit != now.facts.battalion_commit) {
    services.say(fmt::format("battalion: {} was begun by commit {}, this is {}: results of both will "
                             "stand side by side\n",
                             config.out, then.facts.battalion_commit, now.facts.battalion_commit));
  }
  const store::Stock stock = store::take_stock(config.out, then, resumed.manifest_digest);
  set_bad_aside(stock, services);
  store::make_folder(store::segments_path(config.out));
  store::remove_leftovers(config.out);

  resumed.plan = plan_of(then);
  for (const sched::Unit& u : resumed.plan.units) {
    if (stock.units[u.id.value]) continue;
    resumed.missing.push_back(u.id);
    resumed.plan.evaluations += std::uint64_t{u.sample_count} * u.program_count;
    BATTALION_EXPECT(u.first_program + u.program_count <= job.pairs.at(u.task.value).size());
  }
  services.say(fmt::format(
      "battalion: {} of {} units are on disk, {}\n", stock.on_disk, then.units.size(),
      resumed.missing.empty() ? std::string("nothing is left to score") : "scoring the rest"));
  return resumed;
}

}  // namespace battalion::app
