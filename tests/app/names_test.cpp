// Names that mean harm: in file names, task ids, arguments. Nothing but the output folder is written to,
// nothing acts on the terminal, and what is for tools can be read by them. Runs the built binary.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/run_command.hpp"
#include "app/small_sweep.hpp"
#include "store/sweep_file.hpp"

namespace battalion {
namespace {

using test::run_battalion;

const std::vector<std::string> odd_names = {
    "a..",        "a'b\"c",           "$(touch gone)`touch gone`", "; touch gone",  "<script>alert(1)<\\script>",
    "=cmd|' C'!A0", "a\x1b]0;title\x07", "\x1b[2J\x1b[31m",          "line\nbreak",   "\xff\xfe",
    "\xe2\x80\xaetxt", "\xc2\x9b" "31m", std::string(200, 'n'),    "-rf",           "%s%n"};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

/// All that a person may be shown: lines of text, nothing that acts.
void expect_tame(const test::Ran& ran) {
  for (const std::string& text : {ran.out, ran.err}) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      ASSERT_TRUE(c == '\n' || (byte >= 0x20 && byte != 0x7f)) << int(byte) << " in " << text;
    }
    EXPECT_EQ(text.find("\xe2\x80\xae"), text.npos);
    EXPECT_EQ(text.find("\xc2\x9b"), text.npos);
    EXPECT_EQ(text.find('\xff'), text.npos);
  }
}

/// Everything below a folder, sorted.
std::vector<std::string> paths_in(const std::filesystem::path& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

class Names : public testing::Test {
 protected:
  test::TempFolder folder;
  test::TempFolder out;

  test::Ran sweep(const std::string& tasks, const std::string& programs) {
    const std::vector<std::string> before = paths_in(folder.path());
    const test::Ran ran = run_battalion({"sweep", "--tasks", tasks, "--programs", programs, "--out", out / "o",
                                         "--pairing", "cross", "--overwrite"});
    expect_tame(ran);
    EXPECT_EQ(paths_in(folder.path()), before) << "something was written beside the results";
    return ran;
  }
};

TEST_F(Names, OfFilesAndTasksStayNames) {
  for (const std::string& name : odd_names) {
    folder.write("tasks/" + name + ".json", test::mirror_task());
    folder.write("programs/" + name + ".py", "def solve_a(I): return nowhere\n");
  }
  folder.write("programs/good\x1b[1m.py", "def good(I): return vmirror(I)\ndef same(I): return vmirror(I)\n");
  const test::Ran ran = sweep(folder / "tasks", folder / "programs");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(contains(ran.err, "line\\nbreak.py:1:24: unknown name 'nowhere'")) << ran.err;
  EXPECT_TRUE(contains(ran.err, "\\x1b[2J\\x1b[31m.py:1:24: ")) << ran.err;

  const test::Ran json = run_battalion({"report", out / "o/sweep.h5", "--json"});
  expect_tame(json);
  EXPECT_EQ(nlohmann::json::parse(json.out)["tasks"], odd_names.size());
  expect_tame(run_battalion({"report", out / "o/sweep.h5"}));
  expect_tame(run_battalion({"select", out / "o/sweep.h5"}));
  expect_tame(run_battalion({"submission", out / "o/sweep.h5", "--out", out / "s.json"}));
  expect_tame(run_battalion({"status", out / "o"}));
  expect_tame(run_battalion({"diff", out / "o/sweep.h5", out / "o/sweep.h5"}));
  expect_tame(run_battalion({"diff", out / "o/sweep.h5", out / "o/sweep.h5", "--json"}));
  expect_tame(run_battalion({"aggregate", out / "o"}));
  const test::Ran check = run_battalion({"check", "--json", folder / "programs"});
  expect_tame(check);
  EXPECT_EQ(nlohmann::json::parse(check.out)["unreadable"], odd_names.size());
  expect_tame(run_battalion({"check", folder / "programs"}));
  expect_tame(run_battalion({"check", "--speed", "--tasks", folder / "tasks", folder / "programs"}));
  expect_tame(run_battalion({"sweep", "--tasks", folder / "tasks", "--programs", folder / "programs", "--out", out / "p", "--dry-run"}));
}

TEST_F(Names, OfKaggleTasksStayNames) {
  nlohmann::json challenges;
  for (const std::string id : {"../../up", "/etc/passwd", "a'b\"c", "$(touch${IFS}gone)", "<b>", "\xe2\x80\xaetxt", "\xc2\x9b" "31m"}) {
    challenges[id] = nlohmann::json::parse(test::mirror_task());
  }
  challenges[std::string(100'000, 'x')] = nlohmann::json::parse(test::mirror_task());
  const std::string file = folder.write("challenges.json", challenges.dump());
  const std::string programs = folder.write("p.py", "def good(I): return vmirror(I)\ndef bad(I): return first(ONE)\n");
  EXPECT_EQ(sweep(file, programs).exit_code, 0);
  EXPECT_EQ(store::SweepFile(out / "o/sweep.h5").tasks().size(), challenges.size());
  for (const char* id : {"a b", "a\x1b[31m", "", "a\n"}) {
    const std::string odd = folder.write("odd.json", nlohmann::json{{id, nlohmann::json::parse(test::mirror_task())}}.dump());
    EXPECT_EQ(sweep(odd, programs).exit_code, 2) << id;
  }
}

TEST_F(Names, InMessagesAreSpelledOut) {
  for (const std::string& name : odd_names) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {name}, {"sweep", "--" + name}, {"sweep", name}, {"report", name}, {"select", name}, {"submission", name, "--out", name}, {"diff", name, name}, {"status", name}, {"check", name}, {"sweep", "--config", name},
             {"aggregate", name}, {"eval", name, "--input", name, "--program", name},
             {"sweep", "--tasks", name, "--programs", name, "--out", name}, {"sweep", "--cpu-limit", name}}) {
      const test::Ran ran = run_battalion(words);
      EXPECT_EQ(ran.exit_code, 2) << words[0];
      EXPECT_EQ(test::lines_in(ran.err), 1u) << ran.err;
      expect_tame(ran);
    }
  }
}

TEST_F(Names, OfEveryLengthAreRefusedInALine) {
  const std::string name(1 << 16, 'a');
  const test::Ran ran = run_battalion({"check", name});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(test::lines_in(ran.err), 1u);
  EXPECT_LT(ran.err.size(), 7000u);
}

}  // namespace
}  // namespace battalion
