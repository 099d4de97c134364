// diff, as a user meets it.

#include "app/analysed.hpp"

namespace battalion::test {
namespace {

using nlohmann::json;

class Diff : public Analysed {
 protected:
  json diff(const std::string& a, const std::string& b, int exit_code) const {
    const Ran text = run_battalion({"diff", a, b});
    EXPECT_EQ(text.exit_code, exit_code) << text.err;
    said = text.out;
    const Ran ran = run_battalion({"diff", a, b, "--json"});
    EXPECT_EQ(ran.exit_code, exit_code) << ran.err;
    EXPECT_EQ(ran.err, "");
    return json::parse(ran.out);
  }
  /// Another text for one program.
  void rewrite(const std::string& from, const std::string& to) const {
    std::string text = content_of(programs);
    text.replace(text.find(from), from.size(), to);
    folder.write("programs.py", text);
  }
  mutable std::string said;
};

TEST_F(Diff, OfTheSameSweepThereIsNone) {
  const json d = diff(sweep("a"), sweep("b"), 0);
  EXPECT_EQ(d["pairs"], 26);
  EXPECT_EQ(d["changed"], 0);
  EXPECT_TRUE(d["settings"].empty()) << d["settings"];
  EXPECT_TRUE(said.starts_with("verdicts  0 of 26 have changed\n")) << said;
}

TEST_F(Diff, TellsVerdictsTasksAndSettings) {
  const std::string a = sweep("a");
  rewrite("O = rot90(I)", "O = rot180(I)");
  const json d = diff(a, sweep("b", {"--memory-limit", "1MiB"}), 1);
  EXPECT_EQ(d["changed"], 3) << d << "one demo is a single cell";
  EXPECT_EQ(d["from_to"], json::parse(R"({"exact": {"wrong": 3}})"));
  EXPECT_EQ(d["changes"][0], json::parse(R"({"task": "cccccccc", "split": "demo", "index": 0,
      "program": "solve_cccccccc", "was": "exact", "is": "wrong"})"));
  EXPECT_EQ(d["tasks_lost"], json::parse(R"(["cccccccc"])"));
  EXPECT_EQ(d["tasks_lost_demos"], json::parse(R"(["cccccccc"])"));
  EXPECT_TRUE(d["tasks_won"].empty());
  EXPECT_EQ(d["scores_was"]["score_c"], 3);
  EXPECT_EQ(d["scores_is"]["score_c"], 2);
  EXPECT_EQ(d["settings"]["--memory-limit"], json::parse(R"({"was": "256MiB", "is": "1MiB"})"));
  EXPECT_EQ(d["settings"].size(), 2u) << d["settings"] << "that and the programs' digest";
  EXPECT_TRUE(contains(said, "3  exact -> wrong\n  cccccccc demo 0, solve_cccccccc: exact -> wrong\n")) << said;
  EXPECT_TRUE(contains(said, "1 lost (all tests): cccccccc\n")) << said;
  EXPECT_EQ(diff(folder / "b/sweep.h5", a, 1)["tasks_won"], json::parse(R"(["cccccccc"])"));
}

TEST_F(Diff, ComparesOnlyWhatBothHave) {
  const std::string a = sweep("a");
  json flip = json::parse(flip_task());
  flip["test"][1]["output"] = json::parse("[[5]]");
  folder.write("tasks/bbbbbbbb.json", flip.dump());
  folder.write("tasks/dddddddd.json", turn_task());
  rewrite("def solve_same_cccccccc", "def solve_dddddddd");
  const json d = diff(a, sweep("b"), 0);
  EXPECT_EQ(d["pairs"], 26 - 3 - 4);
  EXPECT_EQ(d["pairs_only_in_first"], 3 + 4) << "the sample with another answer, and the program that is gone";
  EXPECT_EQ(d["pairs_only_in_second"], 3 + 4);
  EXPECT_EQ(d["programs_only_in_first"], 1);
  EXPECT_EQ(d["programs_only_in_second"], 1);
  EXPECT_EQ(d["tasks_only_in_second"], 1);
}

TEST_F(Diff, RefusesWhatCannotBeCompared) {
  const std::string a = sweep("a");
  EXPECT_TRUE(contains(refused({"diff", a}), "one file is given"));
  EXPECT_TRUE(contains(refused({"diff", a, a, a}), "3 files are given"));
  folder.write("other/eeeeeeee.json", turn_task());
  folder.write("other.py", "def solve_eeeeeeee(I):\n    return I\n");
  Words words = {"sweep",      "--tasks", folder / "other", "--programs", folder / "other.py", "--out", folder / "b",
                 "--progress", "none"};
  ASSERT_EQ(run_battalion(words).exit_code, 0);
  EXPECT_TRUE(contains(refused({"diff", a, folder / "b/sweep.h5"}), "no pair in common"));
}

}  // namespace
}  // namespace battalion::test
