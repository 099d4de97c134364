#include "app/ini.hpp"

#include <gtest/gtest.h>

#include "app/arguments.hpp"
#include "app/options.hpp"
#include "app/sweep_request.hpp"
#include "app/temp_folder.hpp"
#include "base/contract.hpp"

namespace battalion::app {
namespace {

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Ini, ReadsKeysCommentsQuotesAndLists) {
  const auto entries = parse_ini(
      "# a sweep\n[sweep]\ntasks = data/a b   # the folder\r\n\nprograms = one.py\n"
      "; more\nprograms=two.py\nout =   \"x # y\"  # odd\nlist =\n    a\n\tb # c\n",
      "f");
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries[0].key, "tasks");
  EXPECT_EQ(entries[0].values, std::vector<std::string>{"data/a b"});
  EXPECT_EQ(entries[0].line, 3u);
  EXPECT_EQ(entries[1].values, (std::vector<std::string>{"one.py", "two.py"}));
  EXPECT_EQ(entries[2].values, std::vector<std::string>{"x # y"});
  EXPECT_EQ(entries[3].values, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(entries[3].line, 9u);
}

TEST(Ini, SaysWhereALineIsWrong) {
  EXPECT_EQ(
      error_of([] { parse_ini("a = 1\nnonsense\n", "f.ini"); }),
      "f.ini:2: 'nonsense' has no = (a line is `key = value`) add a value or remove the line");
  EXPECT_EQ(error_of([] { parse_ini("[other]\n", "f.ini"); }),
            "f.ini:1: section [other] (only [sweep] may head the file) remove the line");
}

TEST(Ini, SaysWhichKeyOrValueIsWrong) {
  const test::TempFolder folder;
  Config config;
  const auto options = sweep_options(config);
  const auto error = [&](std::string_view text) {
    const std::string file = folder.write("s.ini", text);
    std::string what = error_of([&] { apply_ini(file, options, {}); });
    return what.starts_with(file) ? what.substr(file.size()) : "no file: " + what;
  };
  EXPECT_EQ(
      error("tasks = a\ncpu-limt = 1s\n"),
      ":2: unknown key 'cpu-limt' (keys are the long names of options) did you mean 'cpu-limit'?");
  EXPECT_EQ(error("config = a.ini\n").substr(0, 25), ":1: unknown key 'config' ");
  EXPECT_EQ(error("\nthreads = 0\n"),
            ":2: threads: '0' is no count (a whole number from 1 to 1024) give one");
  EXPECT_EQ(error("out = a\nout = b\n"), ":1: out has 2 values (it takes one) keep one line");
  EXPECT_EQ(error("out =\n"),
            ":1: out has no value (every key needs one) write one or remove the line");
}

TEST(Ini, RefusesAFileThatCannotBeRead) {
  const test::TempFolder folder;
  Config config;
  const auto options = sweep_options(config);
  EXPECT_THROW(apply_ini(folder / "missing.ini", options, {}), InputError);
  EXPECT_THROW(apply_ini(folder.path(), options, {}), InputError);
}

TEST(Ini, TheCommandLineWins) {
  const test::TempFolder folder;
  const std::string file = folder.write(
      "s.ini",
      "tasks = t\nprograms = a.py\nprograms = b.py\nout = o\nthreads = 4\nearly-stop = true\n");
  const Config config = read_sweep_request({"--config", file, "--threads", "2", "--programs",
                                            "c.py", "--early-stop=false"})
                            .config;
  EXPECT_EQ(config.tasks, "t");
  EXPECT_EQ(config.programs, std::vector<std::string>{"c.py"});
  EXPECT_EQ(config.threads, 2);
  EXPECT_FALSE(config.early_stop);
}

TEST(Ini, ADumpIsReadBackAsItWas) {
  const test::TempFolder folder;
  const std::vector<std::string> args = {"--tasks",    "some # folder",
                                         "--programs", "a.py",
                                         "b c.py",     "--programs",
                                         "d.py",       "--out",
                                         " x",         "--pairing",
                                         "cross",      "--cpu-limit",
                                         "1.5",        "--wall-limit",
                                         "0",          "--step-limit",
                                         "1000",       "--memory-limit",
                                         "1GB",        "--set-order",
                                         "canonical",  "--early-stop",
                                         "--keep",     "best",
                                         "--threads",  "3",
                                         "--strict",   "--overwrite",
                                         "--progress", "plain"};
  const Config config = read_sweep_request(args).config;
  std::vector<std::string> dump_args = args;
  dump_args.push_back("--dump-config");
  const std::string dump = read_sweep_request(dump_args).print;
  const std::string file = folder.write("dump.ini", dump);
  EXPECT_EQ(read_sweep_request({"--config", file}).config, config);
  EXPECT_EQ(read_sweep_request({"--config", file, "--dump-config"}).print, dump);
}

TEST(Ini, ADumpKeepsQuotesAndCommentSigns) {
  Config config;
  config.tasks = "a\" #b";
  config.programs = {";x", "", "\"", "#", "a=b", "[y]", "\"q\"", " s\t"};
  const std::vector<IniEntry> entries = parse_ini(dump_ini(sweep_options(config), "sweep"), "dump");
  ASSERT_GE(entries.size(), 2u);
  EXPECT_EQ(entries[0].values, std::vector<std::string>{config.tasks});
  EXPECT_EQ(entries[1].values, config.programs);
}

TEST(Ini, AValueWithALineBreakIsNotDumped) {
  Config config;
  config.tasks = "a\nout = elsewhere";
  EXPECT_EQ(error_of([&] { dump_ini(sweep_options(config), "sweep"); }),
            "tasks: 'a\\nout = elsewhere' cannot stand in an ini file (it holds a line break) give it on the command line");
}

TEST(Ini, AKeyHasAName) {
  EXPECT_EQ(error_of([] { parse_ini("a = 1\n= 2\n", "f.ini"); }),
            "f.ini:2: no key before the = (a line is `key = value`) name one or remove the line");
}

TEST(Ini, ADumpOfDefaultsIsAFile) {
  const test::TempFolder folder;
  const std::string dump = read_sweep_request({"--dump-config"}).print;
  const std::string file = folder.write("dump.ini", dump);
  EXPECT_EQ(read_sweep_request({"--config", file, "--dump-config"}).print, dump);
}

}  // namespace
}  // namespace battalion::app
