// Sweeps of programs in Python, with the built binary, the real MPI and the machine's interpreter.

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include <nlohmann/json.hpp>

#include "app/run_command.hpp"
#include "app/small_sweep.hpp"
#include "store/sweep_file.hpp"

namespace battalion::test {
namespace {

namespace fs = std::filesystem;

std::string mpirun(int ranks) {
  return "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 " + quoted(BATTALION_MPIEXEC) + " --oversubscribe -n " + std::to_string(ranks);
}

const std::string mirror = "def transform(grid):\n    return [row[::-1] for row in grid]\n";
const std::string same = "def transform(grid):\n    return grid\n";
const std::string late = "import sys\ndef transform(grid):\n    print('before')\n    print('aside', file=sys.stderr)\n    return grid[99]\n";

class Python : public testing::Test {
 protected:
  std::string lines() {
    nlohmann::json a = {{"task", "aaaaaaaa"}, {"name", "mirror"}, {"code", mirror}};
    nlohmann::json b = {{"task", "aaaaaaaa"}, {"name", "loops"}, {"code", "def transform(grid):\n    while True: pass\n"}};
    nlohmann::json c = {{"task", "bbbbbbbb"}, {"code", late}};
    nlohmann::json d = {{"task", "bbbbbbbb"}, {"name", "again"}, {"code", late}};
    nlohmann::json e = {{"task", "cccccccc"}, {"name", "ragged"}, {"code", "def transform(grid):\n    return [[1], [1, 2]]\n"}};
    nlohmann::json f = {{"task", "cccccccc"}, {"name", "grows"}, {"code", "def transform(grid):\n    return [bytearray(10 ** 10)]\n"}};
    return folder.write("candidates.jsonl", a.dump() + "\n" + b.dump() + "\n" + c.dump() + "\n" + d.dump() + "\n" + e.dump() + "\n" + f.dump() + "\n");
  }
  std::vector<std::string> words(const std::string& out, std::vector<std::string> programs, std::vector<std::string> more = {}) {
    std::vector<std::string> all = {"sweep", "--tasks", tasks, "--programs"};
    all.insert(all.end(), programs.begin(), programs.end());
    for (const char* w : {"--out", out.c_str(), "--cpu-limit", "300ms", "--wall-limit", "20s", "--memory-limit", "64MiB", "--progress", "none"}) all.emplace_back(w);
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  TempFolder folder;
  std::string tasks = write_tasks(folder);
};

struct Told {
  explicit Told(const std::string& file) : sweep(file) {
    const store::Rectangle all{0, sweep.samples().size(), 0, sweep.programs().size()};
    const auto outcomes = sweep.outcomes(all);
    const auto numbers = sweep.error_numbers(all);
    const auto errors = sweep.errors();
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
      const auto outcome = static_cast<score::Outcome>(outcomes[k] & 0x7f);
      std::string text(score::name(outcome));
      if (numbers[k] != 0) text += " " + errors[numbers[k] - 1].kind + ": " + errors[numbers[k] - 1].message;
      if (outcome != score::Outcome::unpaired) pairs.push_back(fmt::format("{} {} {}", k / sweep.programs().size(), sweep.programs()[k % sweep.programs().size()].name, text));
    }
  }
  /// Of a program on its first sample.
  std::string first(const std::string& program) const {
    for (const std::string& p : pairs) {
      const std::size_t at = p.find(' ') + 1;
      if (p.substr(at).starts_with(program + " ")) return p.substr(at + program.size() + 1);
    }
    return "none";
  }
  store::SweepFile sweep;
  std::vector<std::string> pairs;
};

void expect_same(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) EXPECT_EQ(a[k], b[k]);
}

TEST_F(Python, BothLanguagesInOneSweep) {
  folder.write("programs/dsl.py", "def solve_aaaaaaaa(I):\n    O = vmirror(I)\n    return O\n");
  folder.write("programs/mirror_aaaaaaaa.py", mirror);
  folder.write("programs/bbbbbbbb.py", same);
  const std::string out = folder / "out";
  const Ran ran = run_battalion(words(out, {folder / "programs", lines()}));
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const Told told(out + "/sweep.h5");
  EXPECT_EQ(told.first("solve_aaaaaaaa"), "exact");
  EXPECT_EQ(told.first("mirror_aaaaaaaa"), "exact");
  EXPECT_EQ(told.first("bbbbbbbb"), "wrong");
  EXPECT_EQ(told.first("loops_aaaaaaaa"), "timeout cpu: limit exceeded");
  EXPECT_EQ(told.first("candidates_line3_bbbbbbbb"), "error IndexError: list index out of range");
  EXPECT_EQ(told.first("ragged_cccccccc"), "wrong wrong: rows of unequal length");
  EXPECT_EQ(told.first("grows_cccccccc"), "memory memory: limit exceeded");
  EXPECT_TRUE(told.sweep.facts().python.starts_with("Python 3.")) << told.sweep.facts().python;
  EXPECT_NE(told.sweep.facts().python.find("packages, digest "), std::string::npos);
  EXPECT_FALSE(told.sweep.facts().python_isolation.empty());

  // Equal texts are one program, and what it wrote is kept with both.
  const auto& programs = told.sweep.programs();
  const auto again = std::find_if(programs.begin(), programs.end(), [](const auto& p) { return p.name == "again_bbbbbbbb"; });
  ASSERT_NE(again, programs.end());
  EXPECT_GE(again->duplicate_of, 0);
  EXPECT_EQ(again->entry, "transform");
  EXPECT_EQ(again->check.message, "IndexError: list index out of range");
  std::size_t with_text = 0;
  for (const score::Printed& p : told.sweep.printed()) {
    if (!programs[p.program.value].name.ends_with("bbbbbbbb")) continue;
    ++with_text;
    EXPECT_EQ(p.out, "before\n");
    EXPECT_EQ(p.err, "aside\n");
  }
  EXPECT_EQ(with_text, 2u);
  for (const auto& a : told.sweep.answered()) {
    if (a.engine == score::Engine::python) {
      EXPECT_GT(a.pairs, 0u);
    }
  }

  // The other commands take the file as any other.
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"report", out + "/sweep.h5"}, {"report", out + "/sweep.h5", "--json"},
        {"report", out + "/sweep.h5", "--csv", folder / "csv"}, {"report", out + "/sweep.h5", "--html", folder / "page.html"},
        {"status", out}, {"diff", out + "/sweep.h5", out + "/sweep.h5"}, {"submission", out + "/sweep.h5", "--out", folder / "submission.json"},
        {"aggregate", out}}) {
    const Ran other = run_battalion(command);
    EXPECT_EQ(other.exit_code, 0) << command[0] << ": " << other.err;
  }
}

TEST_F(Python, RanksAndThreadsDoNotChangeVerdicts) {
  std::vector<std::string> hostile;
  // Those that take no time: the others are tests/python/hostile_test's.
  for (const char* name : {"close_descriptors", "change_builtins", "patch_modules", "os_exit", "sys_exit", "segfault", "fork_bomb", "socket",
                           "thread_left", "huge_answer", "recursion", "exit_hook", "generator", "breach", "memory_at_once", "loop"}) {
    hostile.push_back(std::string(BATTALION_SOURCE_DIR "/tests/python/hostile/") + name + ".py");
  }
  folder.write("healthy.py", mirror);
  hostile.push_back(folder / "healthy.py");
  const std::vector<std::string> more = {"--pairing", "cross", "--validate", "text", "--language", "python"};
  ASSERT_EQ(run_battalion(words(folder / "one", hostile, more)).exit_code, 0);
  const Told one(folder / "one/sweep.h5");
  EXPECT_EQ(one.first("healthy"), "exact");
  EXPECT_EQ(one.first("loop"), "timeout cpu: limit exceeded");
  const Ran ran = run_battalion(words(folder / "two", hostile, more), mpirun(2));
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  expect_same(Told(folder / "two/sweep.h5").pairs, one.pairs);
  std::vector<std::string> threads = more;
  threads.insert(threads.end(), {"--threads", "2"});
  ASSERT_EQ(run_battalion(words(folder / "threads", hostile, threads)).exit_code, 0);
  expect_same(Told(folder / "threads/sweep.h5").pairs, one.pairs);
}

TEST_F(Python, GoesOnWhereItWasStopped) {
  const std::string candidates = lines();
  ASSERT_EQ(run_battalion(words(folder / "whole", {candidates})).exit_code, 0);
  ASSERT_EQ(run_battalion(words(folder / "out", {candidates})).exit_code, 0);
  // As if the last units had been lost.
  std::vector<fs::path> segments;
  for (const auto& entry : fs::directory_iterator(folder / "out/segments")) segments.push_back(entry.path());
  ASSERT_FALSE(segments.empty());
  for (const fs::path& path : segments) fs::remove(path);
  const Ran ran = run_battalion(words(folder / "out", {candidates}, {"--resume"}));
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(Told(folder / "out/sweep.h5").pairs, Told(folder / "whole/sweep.h5").pairs);
  const Ran other = run_battalion(words(folder / "out", {candidates}, {"--resume", "--entry", "solve"}));
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.err.find("--entry was transform, now solve"), std::string::npos) << other.err;
}

TEST_F(Python, PartsArePutTogether) {
  const std::string candidates = lines();
  for (const char* part : {"1/2", "2/2"}) ASSERT_EQ(run_battalion(words(folder / "out", {candidates}, {"--part", part})).exit_code, 0);
  ASSERT_EQ(run_battalion({"aggregate", folder / "out"}).exit_code, 0);
  ASSERT_EQ(run_battalion(words(folder / "whole", {candidates})).exit_code, 0);
  const Told parts(folder / "out/sweep.h5"), whole(folder / "whole/sweep.h5");
  EXPECT_EQ(parts.pairs, whole.pairs);
  EXPECT_EQ(parts.sweep.printed().size(), whole.sweep.printed().size());
}

TEST_F(Python, SelectedProgramsCanBeScoredAgain) {
  ASSERT_EQ(run_battalion(words(folder / "out", {lines()})).exit_code, 0);
  const Ran selected = run_battalion({"select", folder / "out/sweep.h5", "--per-task", "1", "--out", folder / "best.jsonl"});
  ASSERT_EQ(selected.exit_code, 0) << selected.err;
  const Ran again = run_battalion(words(folder / "again", {folder / "best.jsonl"}));
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(Told(folder / "again/sweep.h5").first("mirror_aaaaaaaa"), "exact");
}

TEST_F(Python, CheckAndEval) {
  const std::string file = folder.write("mirror_aaaaaaaa.py", mirror);
  const Ran check = run_battalion({"check", "--speed", file, "--tasks", tasks});
  EXPECT_EQ(check.exit_code, 0) << check.err;
  EXPECT_NE(check.out.find("1 run"), std::string::npos) << check.out;
  const std::string input = folder.write("grid.json", "[[1, 2, 3]]");
  const Ran eval = run_battalion({"eval", file, "--program", "mirror_aaaaaaaa", "--input", input});
  EXPECT_EQ(eval.exit_code, 0) << eval.err;
  EXPECT_EQ(eval.out, "[[3,2,1]]\n");
}

TEST_F(Python, BadInputIsToldInALine) {
  const std::string file = folder.write("mirror_aaaaaaaa.py", mirror);
  const auto line = [&](std::vector<std::string> programs, std::vector<std::string> more) {
    const Ran ran = run_battalion(words(folder / "out", std::move(programs), std::move(more)));
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    EXPECT_EQ(lines_in(ran.err), 1u) << ran.err;
    EXPECT_FALSE(fs::exists(folder / "out"));
    return ran.err;
  };
  EXPECT_EQ(line({file}, {"--python", "/no/such/python"}),
            "battalion: --python /no/such/python (there is no such program, or it may not be run) give the path of a Python interpreter\n");
  EXPECT_NE(line({file}, {"--step-limit", "100"}).find("only the DSL's steps are counted"), std::string::npos);
  EXPECT_NE(line({file}, {"--entry", "no name"}).find("'no name' is no name"), std::string::npos);
  EXPECT_NE(line({folder.write("bad.jsonl", "{\"code\": 1}\n")}, {}).find("bad.jsonl:1:1: \"code\" is no text (it is number) give a string"), std::string::npos);
  EXPECT_NE(line({folder.write("other.py", same)}, {}).find("other.py:1:1: program 'other' belongs to no task"), std::string::npos);
}

/// Processes whose command line holds a text, by their numbers.
std::vector<pid_t> running_with(const std::string& text) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) continue;
    if (content_of(entry.path() / "cmdline").find(text) != std::string::npos) found.push_back(std::stoi(name));
  }
  return found;
}

TEST_F(Python, NothingOutlivesAKilledRank) {
  // The interpreter under a name of this test's own, by which its processes are told from others.
  const std::string name = fmt::format("python-{}-{}", ::getpid(), folder.path().filename().string());
  const std::string python = folder.write(name, "");
  const Ran where = run_battalion({"eval", folder.write("where_aaaaaaaa.py", "import sys\ndef transform(grid):\n    raise ValueError(sys.executable)\n"), "--program",
                                   "where_aaaaaaaa", "--input", folder.write("grid.json", "[[1]]")});
  const std::size_t from = where.err.find('/');
  ASSERT_NE(from, std::string::npos) << where.err;
  const std::string real = where.err.substr(from, where.err.find(' ', from) - from);
  fs::remove(python);
  fs::create_symlink(real, python);

  const std::string file = folder.write("waits_aaaaaaaa.py", "import time\ndef transform(grid):\n    while True:\n        time.sleep(1)\n");
  std::vector<std::string> all = words(folder / "out", {file}, {"--python", python, "--validate", "text"});
  *std::find(all.begin(), all.end(), "20s") = "1h";
  all.insert(all.begin(), BATTALION_BINARY_DIR "/battalion");
  std::vector<char*> pointers;
  for (std::string& w : all) pointers.push_back(w.data());
  pointers.push_back(nullptr);
  const pid_t rank = ::fork();
  if (rank == 0) {
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
  }
  const auto wait_for = [&](auto done) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!done() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    return done();
  };
  // The rank, its worker process, and the child that runs the program.
  EXPECT_TRUE(wait_for([&] { return running_with(name).size() >= 3 && fs::exists(folder / "out/manifest.h5"); }));
  ::kill(rank, SIGKILL);
  ::waitpid(rank, nullptr, 0);
  EXPECT_TRUE(wait_for([&] { return running_with(name).empty(); }));
}

}  // namespace
}  // namespace battalion::test
