// select and submission, as a user meets them.

#include "app/analysed.hpp"

namespace battalion::test {
namespace {

using nlohmann::json;

/// The same tasks with other test answers: exchanged within a task, or made up.
std::string write_shuffled(const TempFolder& folder) {
  json mirror = json::parse(mirror_task()), flip = json::parse(flip_task()),
       turn = json::parse(turn_task());
  mirror["test"][0]["output"] = turn["test"][0]["output"];
  turn["test"][0]["output"] = json::parse("[[9]]");
  std::swap(flip["test"][0]["output"], flip["test"][1]["output"]);
  folder.write("shuffled/aaaaaaaa.json", mirror.dump());
  folder.write("shuffled/bbbbbbbb.json", flip.dump());
  folder.write("shuffled/cccccccc.json", turn.dump());
  return folder / "shuffled";
}

class Choosing : public Analysed {
 protected:
  json submission(const std::string& file) const {
    said = good({"submission", file, "--out", folder / "submission.json"});
    return json::parse(content_of(folder / "submission.json"));
  }
  mutable std::string said;
};

TEST_F(Choosing, SubmitsTwoAttemptsAtEveryTestOutput) {
  const json handed = submission(sweep("out"));
  ASSERT_EQ(handed.size(), 3u);
  const std::map<std::string, std::size_t> tests = {{"aaaaaaaa", 1}, {"bbbbbbbb", 2}, {"cccccccc", 1}};
  for (const auto& [task, count] : tests) {
    ASSERT_EQ(handed.at(task).size(), count);
    for (const json& output : handed[task]) {
      EXPECT_EQ(output.size(), 2u);
      for (const char* attempt : {"attempt_1", "attempt_2"}) {
        const json& grid = output.at(attempt);
        ASSERT_TRUE(grid.is_array() && !grid.empty());
        for (const json& row : grid) EXPECT_EQ(row.size(), grid[0].size());
      }
    }
  }
  EXPECT_EQ(handed["aaaaaaaa"][0]["attempt_1"], json::parse("[[9, 8, 7], [2, 1, 1]]"));
  EXPECT_EQ(handed["aaaaaaaa"][0]["attempt_2"], json::parse("[[1, 1, 2], [7, 8, 9]]"));
  EXPECT_EQ(handed["bbbbbbbb"][1]["attempt_1"], json::parse("[[3], [2], [1]]"));
  // All programs of this task answer alike: there is no second grid.
  EXPECT_EQ(handed["bbbbbbbb"][1]["attempt_2"], json::parse("[[0, 0], [0, 0]]"));
  EXPECT_TRUE(contains(said, "4 test outputs: 2 with two attempts, 2 with one, 0 with none")) << said;
  EXPECT_TRUE(contains(said, "A 100.0 %  4 of 4 test outputs solved")) << said;
}

TEST_F(Choosing, TestAnswersNeverTakePart) {
  const std::string other = write_shuffled(folder);
  for (const Words& more : std::vector<Words>{{}, {"--pairing", "cross"}, {"--keep", "best"}, {"--keep", "all"}}) {
    Words words = more;
    words.push_back("--overwrite");
    const std::string right = sweep("right", words);
    words.insert(words.end(), {"--tasks", other});
    const std::string shuffled = sweep("wrong", words);
    const json of_right = submission(right), of_shuffled = submission(shuffled);
    EXPECT_EQ(of_right, of_shuffled);
    EXPECT_TRUE(contains(said, "A   0.0 %  0 of 4 test outputs solved")) << said;
    EXPECT_EQ(good({"select", right, "--per-task", "3"}), good({"select", shuffled, "--per-task", "3"}));
  }
}

TEST_F(Choosing, TheThreeScoresDiffer) {
  json flip = json::parse(flip_task());
  flip["test"][1]["output"] = json::parse("[[5]]");
  folder.write("tasks/bbbbbbbb.json", flip.dump());
  const std::string file = sweep("out");
  submission(file);
  EXPECT_TRUE(contains(said, "A  75.0 %  3 of 4 test outputs solved")) << said;
  EXPECT_TRUE(contains(said, "B  83.3 %")) << said;
  EXPECT_TRUE(contains(said, "C       2  tasks")) << said;
  const json summary = json::parse(good({"report", file, "--json"}));
  EXPECT_DOUBLE_EQ(summary["score_a"], 0.75);
  EXPECT_DOUBLE_EQ(summary["score_b"], 2.5 / 3);
  EXPECT_EQ(summary["score_c"], 2);
}

TEST_F(Choosing, UnknownAnswersAreNoScores) {
  for (const auto& [id, text] : std::map<std::string, std::string>{
           {"aaaaaaaa", mirror_task()}, {"bbbbbbbb", flip_task()}, {"cccccccc", turn_task()}}) {
    json task = json::parse(text);
    for (json& test : task["test"]) test.erase("output");
    folder.write("tasks/" + id + ".json", task.dump());
  }
  const json handed = submission(sweep("out"));
  EXPECT_EQ(handed["aaaaaaaa"][0]["attempt_1"], json::parse("[[9, 8, 7], [2, 1, 1]]"));
  EXPECT_TRUE(contains(said, "The answers are not known: no scores.")) << said;
}

TEST_F(Choosing, OfProgramsThatGiveNoGridZerosAreHandedIn) {
  const std::string raising =
      folder.write("raising.py", "def solve_aaaaaaaa(I):\n    return crop(I, ORIGIN, I)\n");
  const std::string file = sweep("out", {"--programs", raising, "--pairing", "cross", "--overwrite"});
  submission(file);
  Words alone = {"sweep", "--tasks", tasks, "--programs", raising, "--out", folder / "alone", "--progress", "none"};
  ASSERT_EQ(run_battalion(alone).exit_code, 0);
  const json handed = submission(folder / "alone/sweep.h5");
  EXPECT_EQ(handed["bbbbbbbb"][0]["attempt_1"], json::parse("[[0, 0], [0, 0]]"));
  EXPECT_TRUE(contains(said, "0 with two attempts, 0 with one, 4 with none")) << said;
}

TEST_F(Choosing, SelectsProgramsThatCanBeScoredAgain) {
  const std::string file = sweep("out");
  const std::string said_of = good({"select", file, "--per-task", "2", "--out", folder / "best.py"});
  EXPECT_TRUE(contains(said_of, "best.py: 5 programs for 3 of 3 tasks")) << said_of;
  const std::string text = content_of(folder / "best.py");
  EXPECT_TRUE(contains(text, "# aaaaaaaa, choice 1: 2 of 2 demos exact, 100.0 % of their cells\n"
                             "# from " + programs + ":2\ndef solve_aaaaaaaa(I):\n")) << text;
  // Of three that answer alike the shortest.
  EXPECT_FALSE(contains(text, "solve_again_bbbbbbbb")) << text;
  EXPECT_FALSE(contains(text, "solve_turned_bbbbbbbb")) << text;
  EXPECT_EQ(good({"select", file}), text) << "two is the default, standard output where it goes";

  Words again = {"sweep",      "--tasks", tasks,        "--programs", folder / "best.py", "--out", folder / "again",
                 "--progress", "none",    "--validate", "text"};
  ASSERT_EQ(run_battalion(again).exit_code, 0);
  const json summary = json::parse(good({"report", folder / "again/sweep.h5", "--json"}));
  EXPECT_EQ(summary["programs"], 5);
  EXPECT_EQ(summary["tasks_solved_demo"], 3);
  EXPECT_EQ(summary["score_c"], 3);
}

TEST_F(Choosing, ProgramsOfOneNameAreToldApart) {
  const std::string other =
      folder.write("other.py", "def solve_aaaaaaaa(I):\n    x1 = hmirror(I)\n    return rot90(x1)\n");
  const std::string hidden = folder.write("hidden.py", "def vmirror(I):\n    return trim(I)\n");
  const std::string file = sweep("out", {"--programs", other, hidden, "--pairing", "cross"});
  good({"select", file, "--per-task", "9", "--out", folder / "best.py"});
  const std::string text = content_of(folder / "best.py");
  EXPECT_TRUE(contains(text, "def other2_solve_aaaaaaaa(I):\n")) << text;
  EXPECT_TRUE(contains(text, "def other2_vmirror(I):\n")) << "others call the primitive of that name" << text;
  EXPECT_EQ(run_battalion({"check", folder / "best.py"}).exit_code, 0);
}

TEST_F(Choosing, RefusesWhatItCannotDo) {
  const std::string file = sweep("out");
  EXPECT_TRUE(contains(refused({"select", file, "--per-task", "0"}), "--per-task: '0' is no count"));
  EXPECT_TRUE(contains(refused({"submission", file}), "--out PATH is missing"));
  EXPECT_TRUE(contains(refused({"submission", file, "--out", folder / "none/submission.json"}), "cannot create it"));
  EXPECT_TRUE(contains(refused({"submission", file, "--out", tasks}), "it is a folder or a device"));
  EXPECT_TRUE(contains(refused({"select", file, "--out", "/dev/null"}), "it is a folder or a device"));
  for (const char* command : {"select", "submission"}) {
    EXPECT_TRUE(contains(refused({command, file, "--out", folder / "out/../out/sweep.h5"}), "it is the sweep itself"));
  }
  folder.write("pairs/x.json", R"([{"input": [[1]], "output": [[1]]}])");
  folder.write("x.py", "def solve_x(I):\n    return I\n");
  Words words = {"sweep",      "--tasks", folder / "pairs", "--programs", folder / "x.py", "--out", folder / "pairs_out",
                 "--progress", "none"};
  ASSERT_EQ(run_battalion(words).exit_code, 0);
  EXPECT_TRUE(contains(refused({"submission", folder / "pairs_out/sweep.h5", "--out", folder / "s.json"}), "no tests"));
  EXPECT_FALSE(std::filesystem::exists(folder / "s.json"));
}

}  // namespace
}  // namespace battalion::test
