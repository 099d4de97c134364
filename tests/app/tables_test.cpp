// report --csv, as a user meets it. That its totals are those of everything else tests/app/analyse_test.py holds.

#include "app/analysed.hpp"

namespace battalion::test {
namespace {

TEST_F(Analysed, WritesTables) {
  const std::string file = sweep("out");
  const std::string said = good({"report", file, "--csv", folder / "tables"});
  EXPECT_TRUE(contains(said, "tasks.csv 3, programs.csv 8, samples.csv 10, outcomes.csv ")) << said;
  const std::string tasks_csv = content_of(folder / "tables/tasks.csv");
  EXPECT_TRUE(tasks_csv.starts_with("task,file,demos,tests,evaluations,exact,wrong,error,")) << tasks_csv;
  EXPECT_TRUE(contains(tasks_csv, "\r\nbbbbbbbb," + tasks + "/bbbbbbbb.json,1,2,9,9,0,0,0,0,0,0,0,1,2,"));
  const std::string outcomes = content_of(folder / "tables/outcomes.csv");
  EXPECT_TRUE(contains(outcomes, "\r\naaaaaaaa,demo,0,solve_aaaaaaaa,exact,0,4,4,")) << outcomes;
  EXPECT_EQ(lines_in(content_of(folder / "tables/samples.csv")), 11u);
}

TEST_F(Analysed, LeavesOutWhatIsPlainlyWrongUnlessTold) {
  const std::string file = sweep("out", {"--pairing", "cross"});
  good({"report", file, "--csv", folder / "some"});
  good({"report", file, "--csv", folder / "all", "--all"});
  const std::string some = content_of(folder / "some/outcomes.csv"), all = content_of(folder / "all/outcomes.csv");
  EXPECT_EQ(lines_in(all), 1u + 8 * 10);
  EXPECT_LT(lines_in(some), lines_in(all));
  // A quarter turn of two rows by three is two by three no more; what is of the right size has right cells.
  EXPECT_TRUE(contains(all, "\r\naaaaaaaa,test,0,solve_cccccccc,wrong,0,0,6,"));
  EXPECT_FALSE(contains(some, "\r\naaaaaaaa,test,0,solve_cccccccc,wrong,"));
  EXPECT_TRUE(contains(some, "\r\naaaaaaaa,demo,1,solve_same_cccccccc,wrong,0,1,3,")) << some;
}

TEST_F(Analysed, ATaskThatLooksLikeAFormulaIsText) {
  folder.write("tasks/=cmd().json", mirror_task());
  const std::string file = sweep("out", {"--pairing", "cross"});
  good({"report", file, "--csv", folder / "tables", "--all"});
  for (const char* name : {"tasks", "programs", "samples", "outcomes"}) {
    const std::string text = content_of(folder / (std::string("tables/") + name + ".csv"));
    EXPECT_FALSE(contains(text, "\n=") || contains(text, ",=")) << text;
  }
  EXPECT_TRUE(contains(content_of(folder / "tables/samples.csv"), "\r\n'=cmd(),demo,0,"));
}

TEST_F(Analysed, TablesRefuseBadInput) {
  const std::string file = sweep("out");
  EXPECT_TRUE(contains(refused({"report", file, "--csv", programs}), "cannot make this folder"));
  EXPECT_TRUE(contains(refused({"report", file, "--all"}), "--csv"));
  EXPECT_TRUE(contains(refused({"report", file, "--json", "--csv", folder / "x"}), "give one of them"));
  EXPECT_FALSE(std::filesystem::exists(folder / "x"));
}

}  // namespace
}  // namespace battalion::test
