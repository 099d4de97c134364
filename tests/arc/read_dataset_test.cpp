#include "arc/read_dataset.hpp"

#include <gtest/gtest.h>

#include "base/contract.hpp"
#include "temp_folder.hpp"

namespace battalion::arc {
namespace {

constexpr const char* task_text =
    R"({"train": [{"input": [[1, 2]], "output": [[3]]}, {"input": [[4]], "output": [[5]]}],
        "test": [{"input": [[6]], "output": [[7]]}], "name": "ignored"})";
constexpr const char* pairs_text =
    R"([{"input": [[1]], "output": [[2]]}, {"input": [[3]], "output": [[4]]}])";
constexpr const char* challenges_text =
    R"({"bb": {"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[3]]}, {"input": [[4]]}]},
        "aa": {"train": [{"input": [[5]], "output": [[6]]}], "test": [{"input": [[7]]}]}})";
constexpr const char* solutions_text = R"({"aa": [[[8]]], "bb": [[[9]], [[0]]]})";

class ReadDataset : public testing::Test {
 protected:
  /// The message of reading `path`, the test's folder written as "@".
  std::string problem(const std::filesystem::path& path) const {
    try {
      read_dataset(path);
    } catch (const InputError& error) {
      std::string text = error.what();
      const std::string name = folder.path().string();
      for (std::size_t at; (at = text.find(name)) != text.npos;) text.replace(at, name.size(), "@");
      EXPECT_EQ(text.find('\n'), text.npos) << text;
      // What is wrong inside a file always ends like this.
      constexpr std::string_view advice = " correct the file";
      if (text.ends_with(advice)) {
        text.resize(text.size() - advice.size());
        EXPECT_TRUE(text.starts_with("@/")) << text;
        EXPECT_TRUE(text.ends_with(')')) << text;
      }
      return text;
    }
    return "no error";
  }
  std::string problem_of_text(const std::string& text) const {
    return problem(folder.write("t.json", text));
  }
  /// A task whose first demo's input is `grid`.
  std::string problem_of_grid(const std::string& grid) const {
    return problem_of_text(R"({"train": [{"input": )" + grid +
                           R"(, "output": [[1]]}], "test": []})");
  }

  test::TempFolder folder;
};

TEST_F(ReadDataset, FolderOfTaskFiles) {
  folder.write("b.json", task_text);
  folder.write("a.json", task_text);
  folder.write("notes.txt", "not read");
  folder.write("deeper/c.json", "not read");
  folder.write(".hidden.json", "not read");
  const Dataset data = read_dataset(folder.path());
  ASSERT_EQ(data.task_count(), 2u);
  const Task& task = data.task(TaskId(1));
  EXPECT_EQ(task.id, "b");
  EXPECT_EQ(task.file, (folder.path() / "b.json").string());
  EXPECT_EQ(task.demo_count, 2u);
  ASSERT_EQ(task.samples.size(), 3u);
  EXPECT_EQ(task.samples[0].input, (Grid{1, 2, {1, 2}}));
  EXPECT_EQ(task.samples[1].index, 1u);
  EXPECT_EQ(task.samples[2].split, Split::test);
  EXPECT_EQ(task.samples[2].index, 0u);
  EXPECT_EQ(task.samples[2].output, (Grid{1, 1, {7}}));
}

TEST_F(ReadDataset, SingleTaskFile) {
  const Dataset data = read_dataset(folder.write("x.json", task_text));
  ASSERT_EQ(data.task_count(), 1u);
  EXPECT_EQ(data.task(TaskId(0)).id, "x");
}

TEST_F(ReadDataset, TestWithoutOutputIsUnknown) {
  const Dataset data =
      read_dataset(folder.write("x.json", R"({"train": [{"input": [[1]], "output": [[1]]}],
                    "test": [{"input": [[1]]}, {"input": [[2]], "output": null}]})"));
  EXPECT_EQ(data.sample(SampleId(1)).output, Grid{});
  EXPECT_EQ(data.sample(SampleId(2)).output, Grid{});
}

TEST_F(ReadDataset, FlatPairListsAreDemos) {
  folder.write("re.json", pairs_text);
  for (const auto& path : {folder.path(), folder.path() / "re.json"}) {
    const Dataset data = read_dataset(path);
    ASSERT_EQ(data.task_count(), 1u);
    EXPECT_EQ(data.task(TaskId(0)).id, "re");
    EXPECT_EQ(data.task(TaskId(0)).demo_count, 2u);
    EXPECT_EQ(data.sample(SampleId(1)).output, (Grid{1, 1, {4}}));
  }
}

TEST_F(ReadDataset, FollowsTheTasksFolderOfReArc) {
  folder.write("tasks/re.json", pairs_text);
  EXPECT_EQ(read_dataset(folder.path()).task(TaskId(0)).id, "re");
  folder.write("metadata.json", R"({"re": {"n_examples": 2}})");
  EXPECT_EQ(read_dataset(folder.path()).task(TaskId(0)).id, "re");
}

TEST_F(ReadDataset, KagglePair) {
  const auto file = folder.write("arc_training_challenges.json", challenges_text);
  folder.write("arc_training_solutions.json", solutions_text);
  for (const auto& path : {folder.path(), file}) {
    const Dataset data = read_dataset(path);
    ASSERT_EQ(data.task_count(), 2u);
    EXPECT_EQ(data.task(TaskId(0)).id, "aa");
    EXPECT_EQ(data.task(TaskId(0)).file, file.string());
    EXPECT_EQ(data.sample(SampleId(1)).output, (Grid{1, 1, {8}}));
    EXPECT_EQ(data.sample(SampleId(3)).output, (Grid{1, 1, {9}}));
    EXPECT_EQ(data.sample(SampleId(4)).output, (Grid{1, 1, {0}}));
  }
}

TEST_F(ReadDataset, KaggleChallengesAlone) {
  const Dataset data = read_dataset(folder.write("challenges.json", challenges_text));
  EXPECT_EQ(data.sample_count(), 5u);
  EXPECT_EQ(data.sample(SampleId(1)).output, Grid{});
  EXPECT_EQ(read_dataset(folder.path()).digest(), data.digest());
}

TEST_F(ReadDataset, ByteOrderMarkIsSkipped) {
  EXPECT_EQ(problem_of_text(std::string("\xEF\xBB\xBF") + task_text), "no error");
}

TEST_F(ReadDataset, RefusesWhatIsNotThere) {
  EXPECT_EQ(problem(folder.path() / "none"),
            "no dataset at @/none (there is no such file or folder) check the path");
  EXPECT_EQ(problem(folder.path()),
            "no *.json files in the folder @ (a dataset is a folder of task files) name another");
  folder.write("training/a.json", task_text);
  folder.write("evaluation/a.json", task_text);
  EXPECT_EQ(problem(folder.path()),
            "no *.json files in the folder @ (a dataset is a folder of task files) name one of its "
            "folders: evaluation, training");
}

TEST_F(ReadDataset, RefusesAFileThatCannotBeRead) {
  std::filesystem::create_symlink(folder.path() / "gone", folder.path() / "a.json");
  EXPECT_EQ(problem(folder.path()), "cannot read @/a.json (No such file or directory) check the path and its permissions");
}

TEST_F(ReadDataset, SaysWhereJsonEnds) {
  EXPECT_EQ(problem_of_text("{\"train\": [\n  {\"input\": [[1, 2"),
            "@/t.json:2:19: not JSON (syntax error while parsing array - unexpected end of input; "
            "expected ']')");
  EXPECT_EQ(problem_of_text(""),
            "@/t.json:1:1: not JSON (syntax error while parsing value - unexpected end of input; "
            "expected '[', '{', or a literal)");
  EXPECT_EQ(problem_of_text("{\"train\": [\n\n  oops]}").substr(0, 24), "@/t.json:3:3: not JSON (");
  EXPECT_EQ(problem_of_text("[1] [").substr(0, 24), "@/t.json:1:5: not JSON (");
}

TEST_F(ReadDataset, SurvivesEveryTruncation) {
  const std::string text = task_text;
  for (std::size_t n = 0; n < text.size(); ++n) {
    EXPECT_NE(problem_of_text(text.substr(0, n)).find("@/t.json:"), std::string::npos) << n;
  }
}

TEST_F(ReadDataset, RefusesBadGrids) {
  const std::string at = "@/t.json: task t: demo 0 input: ";
  EXPECT_EQ(problem_of_grid("[]"), at + "the grid is empty (a grid has 1 to 30 rows)");
  EXPECT_EQ(problem_of_grid("[[]]"), at + "row 0 is empty (a row has 1 to 30 cells)");
  EXPECT_EQ(problem_of_grid("[[1, 2], [3]]"),
            at + "row 1 has 1 cells, row 0 has 2 (the rows of a grid are equally long)");
  EXPECT_EQ(problem_of_grid("3"), at + "is 3 (a grid is an array of rows)");
  EXPECT_EQ(problem_of_grid("[3]"), at + "row 0 is 3 (a row is an array of cells)");
  EXPECT_EQ(problem_of_grid("[[0, 1], [2, 10]]"),
            at + "the cell at row 1, column 1 is 10 (colours are 0 to 9)");
  EXPECT_EQ(problem_of_grid("[[-1]]"),
            at + "the cell at row 0, column 0 is -1 (colours are 0 to 9)");
  EXPECT_EQ(problem_of_grid("[[18446744073709551615]]"),
            at + "the cell at row 0, column 0 is 18446744073709551615 (colours are 0 to 9)");
  const std::string no_integer = " (a cell is an integer from 0 to 9)";
  EXPECT_EQ(problem_of_grid("[[1.0]]"),
            at + "the cell at row 0, column 0 is the number 1.0" + no_integer);
  EXPECT_EQ(problem_of_grid("[[1, null]]"),
            at + "the cell at row 0, column 1 is null" + no_integer);
  EXPECT_EQ(problem_of_grid("[[true]]"), at + "the cell at row 0, column 0 is true" + no_integer);
  EXPECT_EQ(problem_of_grid("[[\"1\"]]"),
            at + "the cell at row 0, column 0 is a string" + no_integer);
}

TEST_F(ReadDataset, HoldsGridsToThirty) {
  // `count` times `item`, as an array
  const auto array = [](const char* item, int count) {
    std::string text = "[";
    for (int k = 0; k < count; ++k) {
      if (k != 0) text += ',';
      text += item;
    }
    text += ']';
    return text;
  };
  const auto row = [&](int n) { return array(array("0", n).c_str(), 1); };
  const auto column = [&](int n) { return array("[0]", n); };
  EXPECT_EQ(problem_of_grid(row(30)), "no error");
  EXPECT_EQ(problem_of_grid(column(30)), "no error");
  const std::string at = "@/t.json: task t: demo 0 input: ";
  EXPECT_EQ(problem_of_grid(row(31)), at + "row 0 has 31 cells (a row has 1 to 30)");
  EXPECT_EQ(problem_of_grid(column(31)), at + "the grid has 31 rows (a grid has 1 to 30)");
}

TEST_F(ReadDataset, RefusesBadSamplesNamingThem) {
  const std::string demo = R"({"input": [[1]], "output": [[1]]})";
  EXPECT_EQ(problem_of_text(R"({"train": [)" + demo + R"(, {"input": [[1]]}]})"),
            "@/t.json: task t: demo 1: has no \"output\" (only a test may lack one)");
  EXPECT_EQ(problem_of_text(R"({"train": [)" + demo + R"(], "test": [{"output": [[1]]}]})"),
            "@/t.json: task t: test 0: has no \"input\" (a sample has an input and an output)");
  EXPECT_EQ(
      problem_of_text(R"({"train": [)" + demo +
                      R"(], "test": [{"input": [[1]], "output": [[11]]}]})"),
      "@/t.json: task t: test 0 output: the cell at row 0, column 0 is 11 (colours are 0 to 9)");
  EXPECT_EQ(problem_of_text("[" + demo + ", 4]"),
            "@/t.json: task t: demo 1: is 4 (a sample is an object with \"input\" and \"output\")");
}

TEST_F(ReadDataset, RefusesTasksWithoutDemos) {
  const std::string no_demos =
      "@/t.json: task t has no demos (programs are chosen by demos alone) give it at least one";
  EXPECT_EQ(problem_of_text(R"({"train": [], "test": [{"input": [[1]]}]})"), no_demos);
  EXPECT_EQ(problem_of_text(R"({"test": [{"input": [[1]]}]})"), no_demos);
  EXPECT_EQ(problem_of_text("[]"), no_demos);
  EXPECT_EQ(
      problem_of_text(R"({"a": {"test": [{"input": [[1]]}]}})"),
      "@/t.json: task a has no demos (programs are chosen by demos alone) give it at least one");
}

TEST_F(ReadDataset, RefusesWrongTypes) {
  EXPECT_EQ(problem_of_text(R"({"train": 7})"),
            "@/t.json: task t: \"train\" is 7 (it lists samples)");
  const std::string no_arc =
      "@/t.json: is no ARC file (neither a task with \"train\" and \"test\", nor a list of "
      "\"input\"/\"output\" pairs, nor Kaggle challenges) name another";
  EXPECT_EQ(problem_of_text("7"), no_arc);
  EXPECT_EQ(problem_of_text("{}"), no_arc);
  EXPECT_EQ(problem_of_text(R"({"a": 1})"), no_arc);
  EXPECT_EQ(problem_of_text(R"({"a": {"train": [{"input": [[1]], "output": [[1]]}]}, "b": 3})"),
            "@/t.json: task b is 3 (a task is an object with \"train\" and \"test\")");
}

TEST_F(ReadDataset, RefusesRepeatedKeys) {
  const std::string task = R"({"train": [{"input": [[1]], "output": [[1]]}]})";
  EXPECT_EQ(problem_of_text(R"({"a": )" + task + R"(, "b": )" + task + R"(, "a": )" + task + "}"),
            "@/t.json: \"a\" is there twice (a key names one thing) remove one of them");
  EXPECT_EQ(problem_of_text(R"({"train": [], "train": []})"),
            "@/t.json: \"train\" is there twice (a key names one thing) remove one of them");
}

TEST_F(ReadDataset, RefusesOddKaggleIds) {
  const std::string task = R"({"train": [{"input": [[1]], "output": [[1]]}]})";
  EXPECT_EQ(problem_of_text(R"({"a\nb": )" + task + "}"),
            "@/t.json: \"a\\nb\" is no task id (ids are words) rename it");
}

TEST_F(ReadDataset, HoldsSolutionsToChallenges) {
  const auto file = folder.write("challenges.json", challenges_text);
  const auto with = [&](std::string_view solutions) {
    folder.write("solutions.json", solutions);
    return problem(file);
  };
  EXPECT_EQ(
      with(R"({"aa": [[[8]]]})"),
      "@/solutions.json: task bb has no solution (it is in @/challenges.json) remove the file to "
      "score without solutions");
  EXPECT_EQ(
      with(R"({"aa": [[[8]]], "bb": [[[9]]]})"),
      "@/solutions.json: task bb has 1 solutions, but 2 tests in @/challenges.json (one a test is "
      "needed)");
  EXPECT_EQ(
      with(R"({"aa": [[[8]]], "bb": [[[9]], [[0]]], "cc": [[[1]]]})"),
      "@/solutions.json: \"cc\" is no task (the challenges in @/challenges.json do not have it) remove it");
  EXPECT_EQ(with(R"({"aa": 3, "bb": [[[9]], [[0]]]})"),
            "@/solutions.json: task aa is 3 (its solutions are an array of grids, one a test)");
  EXPECT_EQ(
      with(R"({"aa": [[[8]]], "bb": [[[9]], [[12]]]})"),
      "@/solutions.json: task bb: test 1 output: the cell at row 0, column 0 is 12 (colours are 0 "
      "to 9)");
  EXPECT_EQ(with("[]"),
            "@/solutions.json: is an array (solutions are an object: task id to grids)");
}

TEST_F(ReadDataset, AsksToChooseInMixedFolders) {
  folder.write("a_challenges.json", challenges_text);
  folder.write("a_solutions.json", solutions_text);
  folder.write("b_challenges.json", challenges_text);
  EXPECT_EQ(problem(folder.path()),
            "the folder @ holds several challenges (one dataset is read) name one of: "
            "a_challenges.json, b_challenges.json");
  std::filesystem::remove(folder.path() / "b_challenges.json");
  folder.write("b_solutions.json", solutions_text);
  EXPECT_EQ(
      problem(folder.path()),
      "the folder @ holds a_solutions.json, b_solutions.json beside a_challenges.json (the "
      "solutions' name is that of the challenges with \"solutions\" for \"challenges\") rename it, "
      "or name the challenges file");
  std::filesystem::remove(folder.path() / "b_solutions.json");
  folder.write("t.json", task_text);
  EXPECT_EQ(problem(folder.path()),
            "the folder @ mixes 1 task files with a_challenges.json (it is not clear which are "
            "meant) name "
            "the file to be read");
  std::filesystem::remove(folder.path() / "t.json");
  std::filesystem::remove(folder.path() / "a_challenges.json");
  EXPECT_EQ(
      problem(folder.path()),
      "@/a_solutions.json: holds solutions only (tasks are in the challenges file) name that one");
}

}  // namespace
}  // namespace battalion::arc
