// Program files and folders, and recorded programs.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "arc/temp_folder.hpp"
#include "base/contract.hpp"
#include "parser_ops.hpp"

namespace battalion::dsl {
namespace {

using Paths = std::vector<std::filesystem::path>;

std::string problem_of(const Paths& paths) {
  try {
    load_sources(paths);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(LoadSources, ReadsFilesAndFoldersInOrder) {
  const battalion::test::TempFolder folder;
  folder.write("set/b.py", "b");
  folder.write("set/a.py", "a\r\n");
  folder.write("set/c.txt", "c");
  folder.write("set/deeper/d.py", "d");
  const auto file = folder.write("any.text", "e");
  const auto sources = load_sources(Paths{file, folder.path() / "set"});
  ASSERT_EQ(sources.size(), 3u);
  EXPECT_EQ(sources[0].name, file.string());
  EXPECT_EQ(sources[0].text, "e");
  EXPECT_EQ(sources[1].name, (folder.path() / "set/a.py").string());
  EXPECT_EQ(sources[1].text, "a\r\n");
  EXPECT_EQ(sources[2].text, "b");
  EXPECT_TRUE(load_sources({}).empty());
}

TEST(LoadSources, RefusesWhatItCannotRead) {
  const battalion::test::TempFolder folder;
  const std::string name = folder.path().string();
  EXPECT_EQ(problem_of({folder.path() / "none.py"}),
            "no programs at " + name + "/none.py (there is no such file or folder) check the path");
  EXPECT_EQ(problem_of({folder.path()}),
            "no *.py files in the folder " + name +
                " (programs are read from such, and from *.jsonl) name another, or a file");
  std::filesystem::create_symlink(folder.path() / "gone", folder.path() / "a.py");
  EXPECT_EQ(problem_of({folder.path()}),
            "cannot read " + name + "/a.py (No such file or directory) check the path and its permissions");
}

TEST(LoadSources, AFileThatNeverEndsIsRefused) {
  const battalion::test::TempFolder folder;
  std::filesystem::create_symlink("/dev/zero", folder.path() / "a.py");
  EXPECT_EQ(problem_of({folder.path()}),
            (folder.path() / "a.py").string() +
                " holds more than 512 MiB (no program or dataset does) split it, or check the path");
}

TEST(Reader, ReadsTheRecordedPrograms) {
  std::ifstream lines(BATTALION_SOURCE_DIR "/tests/golden/programs.jsonl");
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto record = nlohmann::json::parse(line);
    const std::string text = record["program"].get<std::string>();
    const ProgramSet set = parse_programs(SourceFile{"golden", text});
    ASSERT_TRUE(set.problems.empty()) << set.problems.front().text() << "\n" << text;
    ASSERT_EQ(set.programs.size(), 1u);
    EXPECT_EQ(set.programs[0].name, "solve_" + record["name"].get<std::string>());
    EXPECT_EQ(set.programs[0].source + "\n", text);
  }
  EXPECT_EQ(count, 300);
}

}  // namespace
}  // namespace battalion::dsl
