#include <fmt/format.h>

#include <cstdio>
#include <limits>
#include <utility>

#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/prepare.hpp"
#include "app/scaling.hpp"
#include "app/sweep_request.hpp"
#include "app/value_text.hpp"
#include "base/printable.hpp"

namespace battalion::app {
namespace {

struct PlanRequest {
  std::vector<int> ranks = {1, 8, 64, 512, 4096};
  std::string from;
  std::uint32_t samples = 0;  ///< a task, as if; 0: those that there are
  ReplayTerms terms;
  bool json = false;
};

constexpr std::uint64_t most_ranks = 65'536, most_samples = 1'000'000;

std::vector<int> parse_ranks(const std::string& text) {
  std::vector<int> out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(',', from), text.size());
    out.push_back(static_cast<int>(parse_count(text.substr(from, to - from), 1, most_ranks)));
    from = to + 1;
  }
  return out;
}

Option seconds_option(std::string name, std::string help, double& field) {
  return {.name = std::move(name),
          .value = "TIME",
          .help = std::move(help),
          .set = [&field](const std::vector<std::string>& v) { field = static_cast<double>(parse_duration(v.back())) * 1e-9; },
          .get = [&field]() -> std::vector<std::string> { return {format_duration(static_cast<std::int64_t>(field * 1e9))}; }};
}

CommandSpec spec_for(PlanRequest& r) {
  std::vector<Option> own = {
      {.name = "ranks",
       .value = "N,N,...",
       .help = "numbers of ranks to plan for",
       .set = [&r](const std::vector<std::string>& v) { r.ranks = parse_ranks(v.back()); },
       .get = [&r]() -> std::vector<std::string> {
         std::string text;
         for (const int n : r.ranks) text += fmt::format("{}{}", text.empty() ? "" : ",", n);
         return {text};
       }},
      command_text("from", "FILE", "a sweep.h5 of the same tasks: samples take what they took there; without it, what is estimated", r.from,
                   false),
      {.name = "samples-per-task",
       .value = "N",
       .help = "as if every task had N samples: those that it has, again and again; 0 is those that it has",
       .set = [&r](const std::vector<std::string>& v) { r.samples = static_cast<std::uint32_t>(parse_count(v.back(), 0, most_samples)); },
       .get = [&r]() -> std::vector<std::string> { return {fmt::format("{}", r.samples)}; }},
      seconds_option("latency", "of a message, one way", r.terms.latency),
      seconds_option("handling", "what rank 0 takes for a message", r.terms.handling),
      command_switch("json", "one JSON object, for tools", r.json),
  };
  return {.name = "plan",
          .about = "says how long a sweep would take on other numbers of ranks, and how well it would use them",
          .usage = "--tasks PATH --programs PATH... [--config FILE.ini] [--ranks 1,8,64] [--from sweep.h5] [options]",
          .words = {},
          .options = std::move(own)};
}

std::uint64_t evaluations_of(const std::vector<sched::TaskLoad>& loads) {
  std::uint64_t n = 0;
  for (const sched::TaskLoad& load : loads) n += std::uint64_t{load.samples} * load.programs;
  return n;
}

}  // namespace

CommandSpec plan_command_spec() {
  PlanRequest request;
  CommandSpec spec = spec_for(request);
  spec.options.clear();  // they refer to what ends here
  return spec;
}

int run_plan(const std::vector<std::string>& args) {
  PlanRequest request;
  const SweepRequest sweep = read_request_of_sweep(spec_for(request), args);
  if (!sweep.print.empty()) {
    fmt::print("{}", sweep.print);
    return 0;
  }
  const Prepared prepared = prepare(sweep.config, 1, [](const std::string& line) { fmt::print(stderr, "{}\n", line); });
  std::vector<sched::TaskLoad> loads = loads_of(prepared.job);
  SampleSeconds seconds = request.from.empty() ? modelled_seconds(loads) : measured_seconds(prepared.job, loads, request.from);
  if (request.samples != 0) repeat_samples(loads, seconds, request.samples);
  const std::uint64_t evaluations = evaluations_of(loads);
  std::vector<ScaledPlan> plans;
  for (const int ranks : request.ranks) {
    plans.push_back(scale_plan(loads, seconds, ranks, sweep.config.early_stop, request.terms));
  }
  fmt::print("{}", request.json ? scaling_json(plans, seconds, evaluations) + "\n" : scaling_text(plans, seconds, evaluations));
  return 0;
}

}  // namespace battalion::app
