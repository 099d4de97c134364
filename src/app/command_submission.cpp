#include "app/answer_tests.hpp"
#include "app/command.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "base/contract.hpp"
#include "report/submission.hpp"
#include "report/text_file.hpp"

namespace battalion::app {
namespace {

/// Answers that did not come again; more lines than this nobody reads.
constexpr std::size_t most_told = 20;

CommandSpec spec_for(std::string& out) {
  return {.name = "submission",
          .about = "writes two attempts at every test output, chosen by demo results alone, as Kaggle's submission.json",
          .usage = "FILE --out submission.json",
          .words = {.value = "FILE", .help = "a sweep.h5"},
          .options = {command_text("out", "PATH", "where the submission goes", out, true)}};
}

}  // namespace

CommandSpec submission_command_spec() {
  std::string out;
  return without_options(spec_for(out));
}

int run_submission(const std::vector<std::string>& args) {
  std::string out;
  const auto arguments = read_command(spec_for(out), args);
  if (!arguments) return 0;
  check_no_replacement(arguments->words[0], out);
  const store::SweepFile file(arguments->words[0]);
  const report::Choices choices = report::choose(file);
  std::size_t untold = 0, told = 0;
  const report::AttemptGrids grids = answer_tests(file, choices, [&](const std::string& line) {
    if (told == most_told) return void(++untold);
    ++told;
    fmt::print(stderr, "{}\n", line);
  });
  if (untold > 0) fmt::print(stderr, "battalion: and {} answers more\n", untold);
  const report::Submission submission = report::make_submission(file, grids);
  report::write_text(out, submission.json);
  fmt::print("{}: {}", printable(out), report::to_text(submission));
  return 0;
}

}  // namespace battalion::app
