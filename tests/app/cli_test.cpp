// The binary as a user meets it.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>

#include "app/run_command.hpp"
#include "app/small_sweep.hpp"
#include "store/sweep_file.hpp"

namespace battalion::test {
namespace {

using Words = std::vector<std::string>;

class Cli : public testing::Test {
 protected:
  Words sweep(const Words& more = {}) const {
    Words words = {"sweep",        "--tasks",    tasks,  "--programs", programs, "--out",
                   folder / "out", "--progress", "none", "--validate", "text"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  /// Sweep with the value of one option replaced.
  Words with(const std::string& option, const std::string& value) const {
    Words words = sweep();
    *(std::find(words.begin(), words.end(), option) + 1) = value;
    return words;
  }
  /// Bad input: exit code 2, one line of the right form, no results.
  std::string refused(const Words& words) const {
    const Ran ran = run_battalion(words);
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(lines_in(ran.err), 1u) << ran.err;
    static const std::regex form(R"(battalion: .+ \(.+\).*\n)");
    EXPECT_TRUE(std::regex_match(ran.err, form)) << ran.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "out/manifest.h5"));
    return ran.err;
  }
  std::string refused_task(const std::string& json) const {
    folder.write("bad/dddddddd.json", json);
    return refused(with("--tasks", folder / "bad"));
  }

  TempFolder folder;
  std::string tasks = write_tasks(folder);
  std::string programs = write_programs(folder);
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Cli, PlansForOtherRanks) {
  const Words words = {"plan", "--tasks", tasks, "--programs", programs, "--ranks", "1,3,50"};
  const Ran ran = run_battalion(words);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(contains(ran.out, "26 evaluations")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "efficiency")) << ran.out;
  Words json = words;
  json.insert(json.end(), {"--json", "--samples-per-task", "100"});
  const auto modelled = nlohmann::json::parse(run_battalion(json).out);
  EXPECT_EQ(modelled["evaluations"], 800);
  ASSERT_EQ(modelled["plans"].size(), 3u);
  EXPECT_EQ(modelled["plans"][2]["ranks"], 50);

  ASSERT_EQ(run_battalion(sweep()).exit_code, 0);
  json.insert(json.end(), {"--from", folder / "out/sweep.h5"});
  const auto measured = nlohmann::json::parse(run_battalion(json).out);
  EXPECT_TRUE(contains(measured["costs"].get<std::string>(), "measured in")) << measured;
  EXPECT_GT(measured["plans"][0]["work_seconds"], 0.0);
  EXPECT_NE(measured["plans"][0]["work_seconds"], modelled["plans"][0]["work_seconds"]);
}

TEST_F(Cli, RefusesPlansThatCannotBe) {
  const auto plan = [&](const Words& more) {
    Words words = {"plan", "--tasks", tasks, "--programs", programs};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  EXPECT_TRUE(contains(refused(plan({"--ranks", "1,,2"})), "--ranks"));
  EXPECT_TRUE(contains(refused(plan({"--ranks", "0"})), "--ranks"));
  EXPECT_TRUE(contains(refused(plan({"--latency", "soon"})), "--latency"));
  // Of other tasks it tells nothing.
  ASSERT_EQ(run_battalion(sweep()).exit_code, 0);
  std::filesystem::rename(folder / "out", folder / "other");
  folder.write("elsewhere/dddddddd.json", mirror_task());
  folder.write("alone.py", "def solve_dddddddd(I):\n    O = vmirror(I)\n    return O\n");
  const std::string line = refused({"plan", "--tasks", folder / "elsewhere", "--programs", folder / "alone.py", "--from", folder / "other/sweep.h5"});
  EXPECT_TRUE(contains(line, "tells nothing of these tasks")) << line;
}

TEST_F(Cli, SweepsAndReports) {
  const Ran ran = run_battalion(sweep());
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  const Ran report = run_battalion({"report", folder / "out/sweep.h5", "--json"});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  const auto json = nlohmann::json::parse(report.out);
  EXPECT_EQ(json["tasks"], 3);
  EXPECT_EQ(json["samples"], 10);
  EXPECT_EQ(json["demo_samples"], 6);
  EXPECT_EQ(json["test_samples"], 4);
  EXPECT_EQ(json["programs"], 8);
  EXPECT_EQ(json["evaluations"], 3 * 3 + 3 * 3 + 2 * 4);
  EXPECT_EQ(json["outcomes"]["error"], 3);
  EXPECT_EQ(json["outcomes"]["pending"], 0);
  EXPECT_EQ(json["tasks_solved_demo"], 3);
  EXPECT_EQ(json["score_a"], 1.0);
  EXPECT_EQ(json["score_b"], 1.0);
  EXPECT_EQ(json["score_c"], 3);
  EXPECT_EQ(json["ranks"], 1);
  EXPECT_GT(json["wall_seconds"], 0.0);
  EXPECT_GE(json["duplicates"], 1);
  for (const char* phase : {"load", "validate", "demo", "test", "write"}) {
    EXPECT_GT(json["phases"][phase]["wall_seconds"], 0.0) << phase;
  }

  const Ran text = run_battalion({"report", folder / "out/sweep.h5"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_FALSE(contains(text.out, "\x1b")) << "no colours where stdout is no terminal";

  std::filesystem::remove(folder / "out/sweep.h5");
  EXPECT_EQ(run_battalion({"aggregate", folder / "out"}).exit_code, 0);
  const Ran again = run_battalion({"report", "--json", folder / "out/sweep.h5"});
  EXPECT_EQ(nlohmann::json::parse(again.out)["outcomes"], json["outcomes"]);
}

TEST_F(Cli, ValidatesBeforeItScores) {
  const std::string clash =
      folder.write("clash.py", "def solve_clash_aaaaaaaa(I):\n    return vmirror(height(I))\n");
  Words words = sweep({"--programs", clash, "--slow", "1us"});
  *(std::find(words.begin(), words.end(), "--validate") + 1) = "speed";
  const Ran ran = run_battalion(words);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(contains(ran.err, "this raises on every input")) << ran.err;
  EXPECT_TRUE(contains(ran.err, "slowest ")) << ran.err;
  EXPECT_TRUE(contains(ran.err, "failing ")) << ran.err;
  EXPECT_TRUE(contains(ran.err, " computes the same as ")) << ran.err;
  EXPECT_TRUE(contains(ran.err, "validated 9 programs: 8 run, 2 duplicates, ")) << ran.err;
  const store::SweepFile file(folder / "out/sweep.h5");
  EXPECT_EQ(file.programs()[0].warning, "");
  EXPECT_EQ(file.programs()[8].warning.find(clash + ":2:"), 0u) << file.programs()[8].warning;
  EXPECT_EQ(file.programs()[8].check.samples, 3u);
}

TEST_F(Cli, RefusesBadData) {
  refused(with("--tasks", folder / "missing"));
  std::filesystem::create_directory(folder.path() / "empty");
  refused(with("--tasks", folder / "empty"));
  const std::string demo = R"({"input": [[1]], "output": [[1]]})";
  refused_task(R"({"train": [{"input": [[1)");
  refused_task(R"({"train": [{"input": [[1, 2], [3]], "output": [[1]]}], "test": []})");
  refused_task(R"({"train": [{"input": [[10]], "output": [[1]]}], "test": []})");
  refused_task(R"({"train": [{"input": [[-1]], "output": [[1]]}], "test": []})");
  std::string wide = "[[1";
  for (int i = 0; i < 30; ++i) wide += ",1";
  refused_task(R"({"train": [{"input": )" + wide + R"(]], "output": [[1]]}], "test": []})");
  refused_task(R"({"train": [], "test": [)" + demo + "]}");
  folder.write("twice/a/aaaaaaaa.json", mirror_task());
  folder.write("twice/challenges.json", R"({"aaaaaaaa": {"train": [)" + demo +
                                            R"(], "test": []}, "aaaaaaaa": {"train": [)" + demo +
                                            R"(], "test": []}})");
  refused(with("--tasks", folder / "twice/challenges.json"));
}

TEST_F(Cli, RefusesBadPrograms) {
  refused(with("--programs", folder / "missing.py"));
  EXPECT_TRUE(contains(
      refused(with("--programs", folder.write("x.py", "def solve_x(I):\n    return vmirror(I)\n"))),
      "solve_x"));
  refused(with("--programs", folder.write("none.py", "# nothing here\n")));
  const std::string bad =
      folder.write("bad.py", "def solve_aaaaaaaa(I):\n    return vmirrored(I)\n");
  EXPECT_TRUE(contains(refused(with("--programs", bad)), bad + ":2:"));
  Words strict = sweep({"--strict", "--programs", bad});
  EXPECT_TRUE(contains(refused(strict), bad + ":2:"));
}

TEST_F(Cli, ReportsAndLeavesOutProgramsThatCannotBeRead) {
  const std::string bad =
      folder.write("bad.py", "def solve_aaaaaaaa(I):\n    return vmirrored(I)\n");
  const Ran ran = run_battalion(sweep({"--programs", bad}));
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_TRUE(ran.err.starts_with(bad + ":2:")) << ran.err;
  EXPECT_EQ(lines_in(ran.err), 2u) << ran.err;
  const Ran report = run_battalion({"report", folder / "out/sweep.h5", "--json"});
  EXPECT_EQ(nlohmann::json::parse(report.out)["programs_unreadable"], 1);
  EXPECT_EQ(nlohmann::json::parse(report.out)["programs"], 8);
}

TEST_F(Cli, RefusesBadOptions) {
  EXPECT_TRUE(contains(refused(sweep({"--cpu-limt", "1s"})), "did you mean '--cpu-limit'?"));
  refused(sweep({"--cpu-limit", "soon"}));
  EXPECT_TRUE(contains(refused(sweep({"--heartbeat", "99ms"})), "99ms is too short"));
  refused(sweep({"--memory-limit", "-1"}));
  refused(sweep({"--threads", "0"}));
  refused(sweep({"--pairing", "both"}));
  refused(sweep({"stray"}));
  refused({"sweep", "--tasks", tasks});
  refused({"sweeep"});
  refused({});
  const std::string ini = folder.write("s.ini", "threads = 2\nset_order = canonical\n");
  const std::string line = refused(sweep({"--config", ini}));
  EXPECT_TRUE(contains(line, ini + ":2:") && contains(line, "did you mean 'set-order'?")) << line;
  refused(sweep({"--config", folder / "missing.ini"}));
}

TEST_F(Cli, RefusesAFolderThatCannotHoldResults) {
  const std::string file = folder.write("file", "");
  refused(with("--out", file));
  refused(with("--out", file + "/out"));
  refused(with("--out", "/proc/battalion-out"));
}

TEST_F(Cli, RefusesToReplaceASweepUnlessTold) {
  ASSERT_EQ(run_battalion(sweep()).exit_code, 0);
  const Ran again = run_battalion(sweep());
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_EQ(lines_in(again.err), 1u);
  EXPECT_TRUE(contains(again.err, "--overwrite")) << again.err;
  EXPECT_EQ(run_battalion(sweep({"--overwrite"})).exit_code, 0);
}

TEST_F(Cli, WritesAPageForABrowser) {
  ASSERT_EQ(run_battalion(sweep()).exit_code, 0);
  const std::string file = folder / "out/sweep.h5", page = folder / "page.html";
  const Ran written = run_battalion({"report", file, "--html", page});
  ASSERT_EQ(written.exit_code, 0) << written.err;
  EXPECT_TRUE(contains(written.out, page)) << written.out;
  EXPECT_TRUE(test::content_of(page).starts_with("<!doctype html>"));
  const std::string before = test::content_of(file);
  for (const Words& words : std::vector<Words>{{"report", file, "--html", file},
                                               {"report", file, "--html", folder / "missing/page.html"},
                                               {"report", file, "--html", page, "--json"},
                                               {"report", page, "--html", folder / "other.html"}}) {
    const Ran ran = run_battalion(words);
    EXPECT_EQ(ran.exit_code, 2) << words[3];
    EXPECT_EQ(lines_in(ran.err), 1u) << ran.err;
  }
  EXPECT_EQ(test::content_of(file), before);
}

TEST_F(Cli, RefusesWhatIsNoSweepFile) {
  for (const Words& words : std::vector<Words>{{"report", folder / "missing.h5"},
                                               {"report", programs},
                                               {"aggregate", folder / "missing"},
                                               {"aggregate", tasks}}) {
    const Ran ran = run_battalion(words);
    EXPECT_EQ(ran.exit_code, 2) << words[1];
    EXPECT_EQ(lines_in(ran.err), 1u) << ran.err;
    EXPECT_TRUE(ran.err.starts_with("battalion: ")) << ran.err;
  }
}

TEST_F(Cli, EvaluatesOneProgram) {
  const std::string input = folder.write("grid.json", "[[1, 2], [3, 4]]");
  const Ran value =
      run_battalion({"eval", programs, "--program", "solve_aaaaaaaa", "--input", input});
  EXPECT_EQ(value.exit_code, 0) << value.err;
  EXPECT_FALSE(nlohmann::json::parse(value.out).is_discarded());
  EXPECT_EQ(lines_in(value.err), 1u);
  const Ran raised =
      run_battalion({"eval", programs, "--program", "solve_raises_aaaaaaaa", "--input", input});
  EXPECT_EQ(raised.exit_code, 1);
  EXPECT_EQ(raised.out, "");
  EXPECT_TRUE(raised.err.starts_with("error: ")) << raised.err;
  const Ran limited = run_battalion(
      {"eval", programs, "--program", "solve_aaaaaaaa", "--input", input, "--step-limit", "1"});
  EXPECT_EQ(limited.exit_code, 1);
  EXPECT_TRUE(limited.err.starts_with("timeout: ")) << limited.err;
  EXPECT_TRUE(contains(refused({"eval", programs, "--program", "solve_aaaaaaab", "--input", input}),
                       "did you mean 'solve_aaaaaaaa'?"));
  refused({"eval", programs, "--program", "solve_aaaaaaaa", "--input", folder / "missing.json"});
}

TEST_F(Cli, ChecksPrograms) {
  const Ran good = run_battalion({"check", programs});
  EXPECT_EQ(good.exit_code, 0) << good.out << good.err;
  EXPECT_TRUE(contains(good.out, "solve_again_bbbbbbbb computes the same as ")) << good.out;
  const std::string bad =
      folder.write("bad.py", "def solve_aaaaaaaa(I):\n    return vmirrored(I)\n");
  const Ran ran = run_battalion({"check", programs, bad});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_TRUE(contains(ran.out, bad + ":2:")) << ran.out;
  refused({"check", folder / "missing.py"});
}

TEST_F(Cli, WarnsOfProgramsThatAreBoundToRaise) {
  const std::string clash =
      folder.write("clash.py", "def solve_aaaaaaaa(I):\n    return vmirror(height(I))\n");
  const Ran ran = run_battalion({"check", clash});
  EXPECT_EQ(ran.exit_code, 0) << "the reference would read and run it";
  EXPECT_TRUE(ran.out.starts_with(clash + ":2:12: 'vmirror' is given an integer")) << ran.out;
  EXPECT_TRUE(contains(ran.out, ", 1 bound to raise\n")) << ran.out;
  const auto json = nlohmann::json::parse(run_battalion({"check", clash, "--json"}).out);
  EXPECT_EQ(json["warnings"].size(), 1u);
  EXPECT_EQ(json["good"], 1);
}

TEST_F(Cli, ChecksTheSpeedOfPrograms) {
  const std::string more =
      folder.write("more.py", "def solve_nowhere(I):\n    return vmirror(I)\n");
  const Words words = {"check", "--speed", programs, more, "--tasks", tasks, "--threads", "2"};
  const Ran text = run_battalion(words);
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_TRUE(contains(text.out, "solve_again_bbbbbbbb computes the same as solve_wrong_aaaaaaaa"));
  EXPECT_TRUE(contains(text.out, "solve_nowhere is not run")) << text.out;
  EXPECT_TRUE(contains(text.out, "wall/cpu")) << text.out;

  Words for_tools = words;
  for_tools.push_back("--json");
  const Ran ran = run_battalion(for_tools);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json["programs"], 9);
  EXPECT_EQ(json["run"], 7);
  EXPECT_EQ(json["without_task"], 1);
  EXPECT_EQ(json["duplicates"], 3);
  EXPECT_EQ(json["failing"], 3);
  EXPECT_EQ(json["threads"], 2);
  EXPECT_GT(json["cpu_seconds"], 0.0);
  EXPECT_EQ(json["all"][0]["outcomes"]["exact"], 3);
  EXPECT_EQ(json["all"][0]["slow"], false);
  EXPECT_EQ(json["all"][2]["failure"]["outcome"], "error");
  EXPECT_EQ(json["all"][4]["duplicate_of"], "solve_wrong_aaaaaaaa");
  EXPECT_EQ(json["all"][4]["run_as"], "solve_bbbbbbbb");
  EXPECT_FALSE(json["all"][4].contains("samples"));

  // A slow one: any time is more than a nanosecond.
  for_tools.insert(for_tools.end(), {"--slow", "0.000000001"});
  EXPECT_EQ(nlohmann::json::parse(run_battalion(for_tools).out)["slow"], 7);
  const std::string bad =
      folder.write("bad.py", "def solve_aaaaaaaa(I):\n    return vmirrored(I)\n");
  EXPECT_EQ(run_battalion({"check", "--speed", programs, bad, "--tasks", tasks}).exit_code, 1);
  EXPECT_TRUE(contains(refused({"check", "--speed", programs}), "--tasks"));
  EXPECT_TRUE(contains(refused({"check", programs, "--tasks", tasks}), "--speed"));
}

TEST_F(Cli, ExplainsItself) {
  const Ran all = run_battalion({"--help"});
  EXPECT_EQ(all.exit_code, 0);
  for (const char* command : {"sweep", "aggregate", "report", "eval", "check", "select", "submission", "diff", "status"}) {
    EXPECT_TRUE(contains(all.out, command));
    const Ran one = run_battalion({command, "--help"});
    EXPECT_EQ(one.exit_code, 0) << command;
    EXPECT_TRUE(one.out.starts_with("usage: battalion " + std::string(command))) << one.out;
    EXPECT_EQ(one.err, "");
  }
  const Ran version = run_battalion({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  for (const char* part : {"battalion ", "commit ", "compiler ", "HDF5 ", "MPI ", "faults ", "CUDA "}) {
    EXPECT_TRUE(contains(version.out, part)) << version.out;
  }
}

TEST_F(Cli, DumpsAConfigurationThatSweepsTheSame) {
  const Ran dump =
      run_battalion(sweep({"--dump-config", "--set-order", "canonical", "--keep", "best"}));
  ASSERT_EQ(dump.exit_code, 0) << dump.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
  const std::string ini = folder.write("dump.ini", dump.out);
  EXPECT_EQ(run_battalion({"sweep", "--config", ini, "--dump-config"}).out, dump.out);
  EXPECT_EQ(run_battalion({"sweep", "--config", ini}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "out/sweep.h5"));
}

TEST_F(Cli, PlansWithoutResults) {
  const Ran plan = run_battalion({"sweep", "--tasks", tasks, "--programs", programs, "--dry-run"});
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_TRUE(contains(plan.out, "evaluations  26")) << plan.out;
}

}  // namespace
}  // namespace battalion::test
