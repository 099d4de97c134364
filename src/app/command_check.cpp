#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

#include "app/arguments.hpp"
#include "app/check_findings.hpp"
#include "app/check_request.hpp"
#include "app/commands.hpp"
#include "app/help.hpp"
#include "arc/read_dataset.hpp"
#include "base/contract.hpp"
#include "dsl/read_programs.hpp"
#include "dsl/types.hpp"
#include "score/scorer.hpp"

namespace battalion::app {
namespace {

int cores() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

CheckFindings findings_of(const CheckRequest& request) {
  CheckFindings found;
  if (request.speed) found.dataset = arc::read_dataset(request.tasks);
  const std::vector<std::filesystem::path> paths(request.programs.begin(), request.programs.end());
  const std::vector<dsl::SourceFile> sources = dsl::load_sources(paths);
  found.files = sources.size();
  found.set = dsl::parse_programs(sources);
  for (const dsl::Program& p : found.set.programs) {
    if (auto clash = dsl::type_clash(p)) found.warnings.push_back(std::move(*clash));
  }
  found.slow_ns = request.slow_ns;
  found.first_equal = score::first_of_equals(score::canonical_digests(found.set.programs));
  if (request.speed) {
    found.speed = score::check_speed(found.dataset, found.set.programs,
                                     {.limits = request.limits,
                                      .set_order = request.set_order,
                                      .threads = request.threads > 0 ? request.threads : cores()});
  }
  return found;
}

}  // namespace

CommandSpec check_spec() {
  CheckRequest request;
  CommandSpec spec = check_command_spec(request);
  spec.options.clear();  // they refer to what ends here
  return spec;
}

int run_check(const std::vector<std::string>& args) {
  CheckRequest request;
  const CommandSpec spec = check_command_spec(request);
  const Arguments arguments = read_arguments(spec, args);
  if (arguments.find("help") != nullptr) {
    fmt::print("{}", help_text(spec));
    return 0;
  }
  apply_arguments(spec.options, arguments);
  check_required(spec, arguments);
  request.programs = arguments.words;
  if (request.speed && request.tasks.empty()) {
    fail_input("--tasks PATH is missing (--speed runs every program on its task) give a dataset");
  }
  if (!request.speed) {
    for (const Option& o : spec.options) {
      if (o.name == "json" || o.name == "speed" || arguments.find(o.name) == nullptr) continue;
      fail_input("--{} is given (without --speed nothing is run) add --speed, or leave it out",
                 o.name);
    }
  }
  const CheckFindings found = findings_of(request);
  fmt::print("{}", request.json ? check_json(found) + "\n" : check_text(found));
  return found.set.problems.empty() ? 0 : 1;
}

}  // namespace battalion::app
