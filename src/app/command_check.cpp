#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

#include "app/command.hpp"
#include "app/check_report.hpp"
#include "app/check_request.hpp"
#include "app/commands.hpp"
#include "app/overdue.hpp"
#include "arc/read_dataset.hpp"
#include "base/contract.hpp"
#include "battery/graph.hpp"
#include "dsl/read_programs.hpp"
#include "dsl/types.hpp"
#include "score/equal_programs.hpp"
#include "score/lowered_battery.hpp"
#include "score/scorer.hpp"

namespace battalion::app {
namespace {

int cores() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

int check(const CheckRequest& request) {
  arc::Dataset dataset;
  if (request.speed) dataset = arc::read_dataset(request.tasks);
  const std::vector<std::filesystem::path> paths(request.programs.begin(), request.programs.end());
  const std::vector<dsl::SourceFile> sources = dsl::load_sources(paths);
  dsl::ProgramSet set = parse_programs(sources, request.languages);
  CheckReport report{.files = sources.size(),
                     .problems = std::move(set.problems),
                     .warnings = dsl::type_clashes(set.programs),
                     .findings = {}};
  CheckFindings& found = report.findings;
  found.programs = set.programs;
  found.slow_ns = request.slow_ns;
  {
    const battery::Graph graph(set.programs);
    found.first_equal = score::first_of_equals(score::canonical_digests(graph));
    found.why_not_lowered = score::why_not_lowered(graph);
  }
  if (request.speed) {
    std::vector<std::string> hidden = request.programs;
    hidden.push_back(request.tasks);
    const ForeignRuntime runtime = make_runtime(set.programs, request.languages, request.limits, std::move(hidden));
    exec::GraceWatch watch(grace_ns, end_when_overdue());
    watch.start();
    found.dataset = &dataset;
    found.speed = score::check_speed(dataset, set.programs,
                                     {.limits = request.limits,
                                      .set_order = request.set_order,
                                      .threads = request.threads > 0 ? request.threads : cores(),
                                      .watch = &watch,
                                      .foreign = runtime.engine.get()});
  }
  fmt::print("{}", request.json ? check_json(report) + "\n" : check_text(report));
  return report.problems.empty() ? 0 : 1;
}

}  // namespace

CommandSpec check_spec() {
  CheckRequest request;
  return without_options(check_command_spec(request));
}

int run_check(const std::vector<std::string>& args) {
  CheckRequest request;
  const CommandSpec spec = check_command_spec(request);
  const auto arguments = read_command(spec, args);
  if (!arguments) return 0;
  request.programs = arguments->words;
  if (request.speed && request.tasks.empty()) {
    fail_input("--tasks PATH is missing (--speed runs every program on its task) give a dataset");
  }
  if (!request.speed) {
    for (const Option& o : spec.options) {
      const bool reads = o.name == "language" || o.name == "entry";
      if (o.name == "json" || o.name == "speed" || reads || arguments->find(o.name) == nullptr) continue;
      fail_input("--{} is given (without --speed nothing is run) add --speed, or leave it out",
                 o.name);
    }
  }
  return check(request);
}

}  // namespace battalion::app
