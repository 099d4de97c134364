// Programs that attack whatever they run in (tests/python/hostile), between healthy ones: every one gets its own outcome, every
// healthy verdict stays right, and nothing is left.

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "arc/read_text.hpp"
#include "python/python_engine.hpp"

namespace battalion::python::test {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(BATTALION_SOURCE_DIR) / "tests/python/hostile";
/// Found nowhere but in the file and in this process.
const std::string marker = "these-are-the-" + std::string("answers-of-the-tests");

std::vector<arc::Grid> inputs() { return {grid(2, 2, {1, 2, 3, 4}), grid(1, 3, {5, 6, 7}), grid(1, 1, {8}), grid(2, 1, {0, 9})}; }

class Secret {
 public:
  Secret() {
    std::string name = fs::temp_directory_path() / "battalion-secret-XXXXXX";
    path_ = ::mkdtemp(name.data());
    std::ofstream(path_ / "answers.json") << marker;
  }
  ~Secret() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string text_with(std::string text, const std::string& secret) {
  for (std::size_t at; (at = text.find("@SECRET@")) != text.npos;) text.replace(at, 8, secret);
  return text;
}

/// What the line that begins so goes on with.
std::string said(const std::string& text, const std::string& begin) {
  const std::size_t at = text.find(begin);
  if (at == text.npos) return {};
  return text.substr(at + begin.size(), text.find('\n', at) - at - begin.size());
}

/// "answers" for the input itself; else as the files' first lines have it.
std::string told(const score::ForeignAnswer& answer, const arc::Grid& input) {
  if (answer.grid) return *answer.grid == input ? "answers" : "wrong another grid";
  if (answer.kind == "wrong") return "wrong " + answer.message;
  if (answer.kind == "memory") return "memory";
  if (answer.is == score::ForeignAnswer::Is::timeout) return "timeout " + answer.kind;
  return "error " + answer.kind + ": " + answer.message;
}

bool is_expected(const std::string& told, const std::string& expected) {
  for (std::size_t at = 0; at < expected.size();) {
    const std::size_t end = std::min(expected.find(" | ", at), expected.size());
    if (told.starts_with(expected.substr(at, end - at))) return true;
    at = end + 3;
  }
  return false;
}

/// Processes that come from this one, zombies among them.
std::vector<pid_t> descendants() {
  std::multimap<pid_t, pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c); })) continue;
    std::ifstream file(entry.path() / "stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const std::size_t end = text.rfind(')');
    if (end == text.npos) continue;
    char state = 0;
    pid_t parent = 0;
    std::istringstream(text.substr(end + 1)) >> state >> parent;
    children.emplace(parent, std::stoi(name));
  }
  std::vector<pid_t> all = {::getpid()};
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto [from, to] = children.equal_range(all[k]);
    for (auto at = from; at != to; ++at) all.push_back(at->second);
  }
  all.erase(all.begin());
  return all;
}

std::set<std::string> files_in(const fs::path& path) {
  std::set<std::string> all;
  for (const auto& entry : fs::directory_iterator(path)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("battalion-")) all.insert(name);
  }
  return all;
}

std::vector<fs::path> hostile_files() {
  std::vector<fs::path> files = arc::list_files(folder, ".py");
  EXPECT_GE(files.size(), 50u);
  return files;
}

TEST(Hostile, EachGetsItsOwnOutcomeAndNobodyElseIsTouched) {
  const Secret secret;
  const std::set<std::string> before = files_in(fs::temp_directory_path());
  {
    exec::Limits limits{.cpu_ns = 300'000'000, .wall_ns = 60'000'000'000, .steps = 0, .memory = 64ull << 20};
    Bench bench(limits, false, {secret.path().string()});
    limits.wall_ns = 600'000'000;
    Bench hasty(limits, false, {secret.path().string()});  // for those that wait: the machine may be busy, others are not to be hurried
    const bool has_namespaces = WorkerProcess(bench.engine().worker_terms()).holds().own_pids;
    const dsl::Program healthy = program("def transform(grid):\n    return [row[::-1] for row in grid]\n");
    const dsl::Program apart = program("import json\ndef transform(grid):\n    return json.loads(json.dumps(grid))\n");
    ASSERT_TRUE(bench.engine().goes_with_others(healthy));
    ASSERT_FALSE(bench.engine().goes_with_others(apart));
    for (const fs::path& file : hostile_files()) {
      const std::string text = text_with(arc::read_text(file), secret.path().string());
      std::string expected = said(text, "# expects: ");
      if (const std::string other = said(text, "# without namespaces: "); !has_namespaces && !other.empty()) expected = other;
      const std::vector<arc::Grid> given = inputs();
      const auto all = (expected == "timeout wall" ? hasty : bench).answers(program(text), given);
      for (std::size_t k = 0; k < given.size(); ++k) {
        const std::string what = told(all[k], given[k]);
        EXPECT_TRUE(is_expected(what, expected)) << file.filename() << " on input " << k << ": " << what << " and not " << expected;
        EXPECT_EQ(what.find(marker), what.npos);
        EXPECT_EQ((all[k].out + all[k].err).find(marker), std::string::npos);
      }
      EXPECT_EQ(text_of(bench.answers(healthy, given)[0]), "2x2: 2 1 4 3") << "after " << file.filename();
      EXPECT_EQ(text_of(bench.answers(apart, given)[1]), "1x3: 5 6 7") << "after " << file.filename();
      // Two warm parents and a child: whoever else is there has got away.
      EXPECT_LE(descendants().size(), 3u) << "after " << file.filename();
    }
  }
  EXPECT_TRUE(descendants().empty());
  EXPECT_EQ(files_in(fs::temp_directory_path()), before);
}

/// Whether a process's memory holds the text; none where it may not be read.
std::optional<bool> holds(pid_t pid, const std::string& text) {
  std::ifstream maps(fmt::format("/proc/{}/maps", pid)), memory(fmt::format("/proc/{}/mem", pid), std::ios::binary);
  if (!maps || !memory) return std::nullopt;
  bool has_read = false;
  for (std::string line; std::getline(maps, line);) {
    unsigned long long from = 0, to = 0;
    char rights[5] = {};
    if (std::sscanf(line.c_str(), "%llx-%llx %4s", &from, &to, rights) != 3 || rights[0] != 'r' || line.find("[v") != line.npos) continue;
    std::string bytes(to - from, '\0');
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(from));
    memory.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(memory.gcount()));
    has_read |= !bytes.empty();
    if (bytes.find(text) != bytes.npos) return true;
  }
  return has_read ? std::optional(false) : std::nullopt;
}

TEST(Hostile, WhatTheRankKnowsIsInNoWorkersMemory) {
  // As the expected outputs are: in this process, and nowhere else.
  const std::string known = marker + marker;
  Bench bench;
  EXPECT_EQ(bench.told("def transform(grid):\n    return grid\n"), "2x2: 1 2 3 4");
  ASSERT_EQ(holds(::getpid(), known), true);
  const std::vector<pid_t> workers = descendants();
  ASSERT_FALSE(workers.empty());
  for (const pid_t pid : workers) {
    const std::optional<bool> there = holds(pid, known);
    if (!there) GTEST_SKIP() << "memory of the workers may not be read by this user";
    EXPECT_FALSE(*there);
  }
}

TEST(Hostile, WhatHoldsIsTold) {
  const WorkerTerms terms{.interpreter = interpreter(), .arrays = false, .modules = {}, .hidden = {}, .memory = 0, .child_cpu_ns = 0};
  const WorkerProcess process(terms);
  RecordProperty("isolation", process.holds().text());
  std::puts(process.holds().text().c_str());
  EXPECT_TRUE(process.holds().own_pids || process.holds().children_filtered);
}

}  // namespace
}  // namespace battalion::python::test
