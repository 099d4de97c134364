#include "app/command.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/value_text.hpp"
#include "base/contract.hpp"
#include "dsl/primitive.hpp"
#include "report/selection.hpp"
#include "report/text_file.hpp"

namespace battalion::app {
namespace {

struct SelectRequest {
  std::uint64_t per_task = report::attempts;
  std::string out;
};

CommandSpec spec_for(SelectRequest& r) {
  Option per_task{.name = "per-task",
                  .value = "K",
                  .help = "programs of a task: those with most exact demos, then most right cells, then shorter text, "
                          "then less time; no two that mean or answer the same",
                  .set = [&r](const std::vector<std::string>& v) { r.per_task = parse_count(v.back(), 1, 1'000'000); },
                  .get = [&r] { return std::vector<std::string>{fmt::format("{}", r.per_task)}; }};
  return {.name = "select",
          .about = "prints the best programs of every task, by demo results alone, as text that can be scored again",
          .usage = "FILE [--per-task K] [--out PROGRAMS.py]",
          .words = {.value = "FILE", .help = "a sweep.h5"},
          .options = {std::move(per_task),
                      command_text("out", "PROGRAMS.py", "where the programs go; else standard output", r.out, false)}};
}

}  // namespace

CommandSpec select_command_spec() {
  SelectRequest request;
  return without_options(spec_for(request));
}

int run_select(const std::vector<std::string>& args) {
  SelectRequest request;
  const auto arguments = read_command(spec_for(request), args);
  if (!arguments) return 0;
  check_no_replacement(arguments->words[0], request.out);
  const store::SweepFile file(arguments->words[0]);
  const report::Choices choices = report::choose(file, {.per_task = request.per_task, .by_answers = true});
  const report::Selection selection = report::make_selection(
      file, choices, [](std::string_view name) { return dsl::find_primitive(name).has_value(); });
  const std::string told =
      fmt::format("{} programs for {} of {} tasks\n", selection.programs, selection.tasks, file.tasks().size());
  if (!selection.text.empty() && !selection.lines.empty()) {
    fail_input("{}: programs in the DSL and in Python were chosen (they do not go into one file) sweep them apart, with --language",
               arguments->words[0]);
  }
  const std::string& chosen = selection.lines.empty() ? selection.text : selection.lines;
  if (request.out.empty()) {
    fmt::print("{}", chosen);
    fmt::print(stderr, "battalion: {}", told);
  } else {
    report::write_text(request.out, chosen);
    fmt::print("{}: {}", printable(request.out), told);
  }
  return 0;
}

}  // namespace battalion::app
