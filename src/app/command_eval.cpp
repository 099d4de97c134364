#include <filesystem>

#include "app/command.hpp"
#include "app/commands.hpp"
#include "app/languages.hpp"
#include "app/options.hpp"
#include "arc/read_text.hpp"
#include "base/contract.hpp"
#include "base/nearest.hpp"
#include "dsl/read_programs.hpp"
#include "score/evaluate_one.hpp"

namespace battalion::app {
namespace {

struct EvalRequest {
  LanguageOptions languages;
  exec::Limits limits;
  dsl::SetOrder set_order = dsl::SetOrder::cpython;
  std::string program;
  std::string input;
};

CommandSpec spec_for(EvalRequest& r) {
  CommandSpec spec{.name = "eval",
                   .about = "runs one program on one input and prints its answer as JSON",
                   .usage = "PROGRAMS... --program NAME --input GRID.json [options]",
                   .words = {.value = "PROGRAMS",
                             .help = "program files, or folders of *.py and *.jsonl files",
                             .many = true},
                   .options = {}};
  spec.options.push_back(
      command_text("program", "NAME", "name of the program's def", r.program, true));
  spec.options.push_back(command_text(
      "input", "GRID.json", "file with the input, a grid as rows of colours", r.input, true));
  add_options(spec, language_options(r.languages));
  add_options(spec, run_options(r.limits, r.set_order));
  return spec;
}

dsl::Program find_program(const std::vector<std::string>& words, const std::string& name, const LanguageOptions& languages) {
  const std::vector<std::filesystem::path> paths(words.begin(), words.end());
  dsl::ProgramSet set = parse_programs(dsl::load_sources(paths), languages);
  std::vector<std::string> names;
  for (dsl::Program& p : set.programs) {
    if (p.name == name) return std::move(p);
    names.push_back(p.name);
  }
  for (const dsl::Problem& p : set.problems) {
    if (p.program == name) throw InputError(p.text());
  }
  // Without programs, what keeps them from being read is the news.
  if (names.empty() && !set.problems.empty()) throw InputError(set.problems.front().text());
  const std::string hint = suggestion(name, names);
  fail_input("no program '{}' (none of {} has that name){}", name, names.size(),
             hint.empty() ? " see `battalion check` for their names" : hint);
}

}  // namespace

CommandSpec eval_command_spec() {
  EvalRequest request;
  return without_options(spec_for(request));
}

int run_eval(const std::vector<std::string>& args) {
  EvalRequest request;
  const CommandSpec spec = spec_for(request);
  const auto arguments = read_command(spec, args);
  if (!arguments) return 0;
  const dsl::Program program = find_program(arguments->words, request.program, request.languages);
  const std::string input = arc::read_text(request.input);
  const score::Answer answer = [&] {
    try {
      if (program.foreign()) {
        const ForeignRuntime runtime = make_runtime({&program, 1}, request.languages, request.limits, {});
        return score::evaluate_one(program, input, *runtime.engine);
      }
      return score::evaluate_one(program, input, request.limits, request.set_order);
    } catch (const InputError& error) {
      const std::string_view what = error.what();  // may begin with a place
      fail_input("{}:{}{}", request.input, what[0] >= '0' && what[0] <= '9' ? "" : " ", what);
    }
  }();

  using Kind = score::Answer::Kind;
  if (answer.kind == Kind::value) fmt::print("{}\n", answer.json);
  std::fflush(stdout);
  static constexpr std::string_view names[] = {"value", "error", "timeout", "memory"};
  std::string line(names[static_cast<std::size_t>(answer.kind)]);
  if (!answer.problem.empty()) line += ": " + answer.problem;
  fmt::print(stderr, "{} ({} steps, {:.3f} ms of CPU{})\n", line, answer.steps,
             static_cast<double>(answer.cpu_ns) * 1e-6,
             answer.set_order_dependent ? ", hung on set order" : "");
  return answer.kind == Kind::value ? 0 : 1;
}

}  // namespace battalion::app
