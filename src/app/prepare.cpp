#include "app/prepare.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "arc/read_dataset.hpp"
#include "base/contract.hpp"
#include "base/printable.hpp"
#include "battery/graph.hpp"
#include "score/equal_programs.hpp"
#include "score/lowered_battery.hpp"

namespace battalion::app {
namespace {

std::vector<dsl::SourceFile> load(const std::vector<std::string>& programs) {
  const std::vector<std::filesystem::path> paths(programs.begin(), programs.end());
  return dsl::load_sources(paths);
}

/// Of one file no more than a person reads: a line that is said for each of 100,000 hides all others.
void tell(const std::vector<dsl::Problem>& problems, const std::function<void(const std::string&)>& say) {
  constexpr std::size_t most = 50;
  for (std::size_t first = 0, end = 0; first < problems.size(); first = end) {
    while (end < problems.size() && problems[end].file == problems[first].file) ++end;
    for (std::size_t i = first; i < std::min(end, first + most); ++i) say(problems[i].text());
    if (end - first <= most) continue;
    say(printable(fmt::format("{}: {} more problems (the first {} are told) `battalion check` lists them all",
                              problems[first].file, end - first - most, most)));
  }
}

}  // namespace

std::size_t unreadable(const std::vector<dsl::Problem>& problems) {
  return static_cast<std::size_t>(std::count_if(
      problems.begin(), problems.end(), [](const dsl::Problem& p) { return !p.program.empty(); }));
}

Prepared prepare(const Config& config, int ranks,
                 const std::function<void(const std::string&)>& say) {
  arc::Dataset dataset = arc::read_dataset(config.tasks);
  if (!config.part.whole()) dataset = dataset.part(config.part);
  Prepared prepared;
  prepared.sources = load(config.programs);
  dsl::ProgramSet set;
  {
    const Stretch validating(prepared.validating);
    set = parse_programs(prepared.sources, config.languages);
    const battery::Graph graph(set.programs);
    prepared.digests = score::canonical_digests(graph);
    prepared.why_not_lowered = score::why_not_lowered(graph);
    prepared.warnings = dsl::type_clashes(set.programs);
  }
  prepared.problems = std::move(set.problems);

  if (config.strict && !prepared.problems.empty()) {
    fail_input("{} ({}, and --strict is given) correct it, or leave --strict out",
               prepared.problems.front().text(),
               prepared.problems.size() == 1
                   ? "the only problem"
                   : fmt::format("one of {} problems", prepared.problems.size()));
  }
  if (set.programs.empty()) {
    if (prepared.problems.empty()) {
      fail_input(
          "no program to score (no `def` in any of the files given with --programs) give others");
    }
    fail_input("{} (no program can be read) correct it, or give other --programs",
               prepared.problems.front().text());
  }
  const std::size_t left_out = unreadable(prepared.problems);
  const std::size_t all = set.programs.size() + left_out;
  prepared.job = make_job(config, std::move(dataset), std::move(set.programs), ranks);
  if (ForeignRuntime runtime = make_runtime(prepared.job); runtime.engine) {
    prepared.isolation = isolation_of(runtime);
    prepared.interpreter = std::move(runtime.interpreter);
    prepared.job.foreign = std::move(runtime.engine);
  }

  // Last: a fatal error above is one line, not one among many.
  tell(prepared.problems, say);
  for (const dsl::TypeClash& w : prepared.warnings) say(w.problem.text());
  if (left_out > 0) {
    say(fmt::format("battalion: {} of {} programs cannot be read and {} left out", left_out, all,
                    left_out == 1 ? "is" : "are"));
  }
  return prepared;
}

}  // namespace battalion::app
