#include "app/arguments.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "app/options.hpp"
#include "app/sweep_request.hpp"
#include "base/contract.hpp"

namespace battalion::app {
namespace {

std::string error_of(const std::vector<std::string>& args) {
  try {
    read_sweep_request(args);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Arguments, SetTheFieldsOfTheConfiguration) {
  const Config c = read_sweep_request({"--tasks=t", "--programs", "a", "b", "--out", "o",
                                       "--programs", "c", "--set-order", "canonical", "--keep=all"})
                       .config;
  EXPECT_EQ(c.tasks, "t");
  EXPECT_EQ(c.programs, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(c.out, "o");
  EXPECT_EQ(c.set_order, dsl::SetOrder::canonical);
  EXPECT_EQ(c.keep, score::Keep::all);
  EXPECT_EQ(c.limits, exec::Limits{});
}

TEST(Arguments, HaveTheDefaultsOfTheConfiguration) {
  const Config c = read_sweep_request({"--tasks", "t", "--programs", "p", "--out", "o"}).config;
  Config expected;
  expected.tasks = std::string("t");
  expected.programs = {"p"};
  expected.out = std::string("o");
  EXPECT_EQ(c, expected);
}

TEST(Arguments, SayWhatIsWrong) {
  EXPECT_EQ(
      error_of({"--task", "t"}),
      "unknown option --task (`battalion sweep` has none of that name) did you mean '--tasks'?");
  EXPECT_EQ(
      error_of({"--qqqqqqqqqqqq"}),
      "unknown option --qqqqqqqqqqqq (`battalion sweep` has none of that name) see `battalion "
      "sweep --help`");
  EXPECT_EQ(error_of({"-t", "3"}).substr(0, 18), "unknown option --t");
  EXPECT_EQ(error_of({"--threads", "1", "--threads", "2"}),
            "--threads is given twice (it takes one value) give it once");
  EXPECT_EQ(error_of({"--threads", "many"}),
            "--threads: 'many' is no count (a whole number from 1 to 1024) give one");
  EXPECT_EQ(error_of({"stray"}),
            "unexpected word 'stray' (`battalion sweep` takes options only) see `battalion sweep "
            "--help`");
  EXPECT_EQ(
      error_of({"--tasks", "t", "--programs", "p"}),
      "--out DIR is missing (`battalion sweep` needs it) give it here or in the --config file, or "
      "see `battalion sweep --help`");
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"--threads"},
                                             {"--tasks="},
                                             {"--tasks", ""},
                                             {"--programs"},
                                             {"--early-stop=perhaps"}}) {
    EXPECT_NE(error_of(args), "no error") << args[0];
    EXPECT_EQ(error_of(args).find('\n'), std::string::npos);
  }
}

TEST(Arguments, OptionsAreNotAbbreviated) {
  EXPECT_NE(error_of({"--over", "--tasks", "t", "--programs", "p", "--out", "o"}), "no error");
}

TEST(Arguments, HelpNamesEveryOptionWithItsDefault) {
  // However its lines are broken.
  const std::string help = std::regex_replace(read_sweep_request({"--help"}).print, std::regex("\\s+"), " ");
  Config config;
  for (const Option& o : sweep_options(config)) {
    EXPECT_NE(help.find(fmt::format("--{} ", o.name)), std::string::npos) << o.name;
  }
  for (const char* text :
       {"(default: 1s)", "(default: 10s)", "(default: 256MiB)", "(default: cpython)",
        "(default: own)", "(default: none)", "(default: 1)", "(default: 0)"}) {
    EXPECT_NE(help.find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace battalion::app
