// Sweeps over parts of a dataset, and the one file of them: the binary as a user meets it.

#include <gtest/gtest.h>

#include <filesystem>
#include <tuple>

#include "app/run_command.hpp"
#include "app/small_sweep.hpp"
#include "store/sweep_file.hpp"

namespace battalion::test {
namespace {

using Words = std::vector<std::string>;

class Parts : public testing::Test {
 protected:
  Ran sweep(const std::string& part, const std::string& out, const Words& more = {}) const {
    Words words = {"sweep", "--tasks",    tasks,        "--programs", programs,
                   "--out", folder / out, "--progress", "none",       "--part",
                   part,    "--validate", "speed",      "--keep",     "all"};
    words.insert(words.end(), more.begin(), more.end());
    return run_battalion(words);
  }
  /// Everything but timings, ranks and numbers of units.
  static auto results(const std::string& file) {
    const store::SweepFile f(file);
    const store::Rectangle all{0, f.samples().size(), 0, f.programs().size()};
    std::vector<std::string> ids;
    for (const auto& t : f.tasks())
      ids.push_back(fmt::format("{} {} {}", t.id, t.first_sample, t.sample_count));
    for (const auto& p : f.programs()) {
      ids.push_back(fmt::format("{} {} {} {} {} {}", p.name, p.task, p.duplicate_of,
                                p.check.samples, p.check.exact, p.check.message));
    }
    for (const auto& e : f.errors())
      ids.push_back(fmt::format("{} {} {}", e.kind, e.message, e.count));
    for (std::uint32_t s = 0; s < f.samples().size(); ++s) {
      ids.push_back(
          fmt::format("{} {}", f.input(SampleId(s)).cells.size(), f.samples()[s].task.value));
    }
    std::uint64_t kept = 0;
    for (const auto& k : f.outputs(SampleId(0), static_cast<std::uint32_t>(f.samples().size()))) {
      kept = kept * 31 + k.sample.value * 7 + k.program.value + k.grid.cells.size();
    }
    return std::tuple(f.facts().dataset_digest, f.facts().programs_digest, f.missing_units(),
                      f.outcomes(all), f.cells_right(all), f.output_digests(all),
                      f.error_numbers(all), ids, f.output_count(), kept);
  }
  std::string refused(const Words& words) const {
    const Ran ran = run_battalion(words);
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    EXPECT_EQ(lines_in(ran.err), 1u) << ran.err;
    return ran.err;
  }

  TempFolder folder;
  std::string tasks = write_tasks(folder);
  std::string programs = write_programs(folder);
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Parts, MakeTheFileOfOneSweep) {
  for (const std::string pairing : {"own", "cross"}) {
    ASSERT_EQ(sweep("1/1", pairing + "/whole", {"--pairing", pairing}).exit_code, 0);
    for (const char* part : {"2/2", "1/2"}) {
      const Ran ran = sweep(part, pairing + "/out", {"--pairing", pairing});
      ASSERT_EQ(ran.exit_code, 0) << ran.err;
    }
    EXPECT_TRUE(std::filesystem::exists(folder / (pairing + "/out/part-1-of-2/sweep.h5")));
    const Ran ran = run_battalion({"aggregate", folder / (pairing + "/out")});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    EXPECT_TRUE(results(folder / (pairing + "/out/sweep.h5")) ==
                results(folder / (pairing + "/whole/sweep.h5")));
    const store::SweepFile merged(folder / (pairing + "/out/sweep.h5"));
    ASSERT_EQ(merged.ranks().size(), 2u);  // one of each part
    EXPECT_EQ(merged.ranks()[1].rank, 1u);
  }
}

TEST_F(Parts, ByNameIntoAnotherFolder) {
  for (const char* part : {"1/3", "2/3", "3/3"}) ASSERT_EQ(sweep(part, "out").exit_code, 0);
  const Words all = {"aggregate", folder / "out/part-3-of-3", folder / "out/part-1-of-3",
                     folder / "out/part-2-of-3"};
  EXPECT_TRUE(
      contains(refused(all), "3 folders are given (nothing says where their one file goes)"));
  Words to = all;
  to.insert(to.end(), {"--out", folder / "elsewhere"});
  ASSERT_EQ(run_battalion(to).exit_code, 0);
  ASSERT_EQ(run_battalion({"aggregate", folder / "out"}).exit_code, 0);
  EXPECT_TRUE(results(folder / "elsewhere/sweep.h5") == results(folder / "out/sweep.h5"));
  // Two of three are a sweep over fewer tasks.
  ASSERT_EQ(run_battalion({"aggregate", all[1], all[2], "--out", folder / "two"}).exit_code, 0);
  EXPECT_EQ(store::SweepFile(folder / "two/sweep.h5").tasks().size(), 2u);
  Words over = all;
  over.insert(over.end(), {"--out", all[1]});
  EXPECT_TRUE(contains(refused(over), "holds a sweep"));
}

TEST_F(Parts, OfTwoSweepsAreRefused) {
  ASSERT_EQ(sweep("1/2", "a").exit_code, 0);
  EXPECT_TRUE(
      contains(refused({"aggregate", folder / "a"}),
               "part-2-of-2 is missing (of 2 parts 1 are there) score it first, with --part 2/2"));
  ASSERT_EQ(sweep("2/2", "a", {"--step-limit", "1000", "--set-order", "canonical"}).exit_code, 0);
  EXPECT_TRUE(contains(
      refused({"aggregate", folder / "a"}),
      "do not go together (they differ in --step-limit 0 and 1000, --set-order cpython and "
      "canonical)"));
  EXPECT_TRUE(contains(refused({"aggregate", folder / "a/part-1-of-2", folder / "a/part-1-of-2",
                                "--out", folder / "b"}),
                       "is the sweep that"));
  ASSERT_EQ(sweep("3/3", "a").exit_code, 0);
  EXPECT_TRUE(contains(refused({"aggregate", folder / "a"}), "holds parts of 2 and parts of 3"));
  EXPECT_TRUE(contains(sweep("1/4", "c").err, "a dataset of 3 tasks cannot be split into 4 parts"));
  std::filesystem::create_directories(folder / "d/part-5-of-3");  // none of ours
  EXPECT_TRUE(contains(refused({"aggregate", folder / "d"}), "holds no sweep"));
}

TEST_F(Parts, OtherProgramsForTheSameDatasetAreUnited) {
  // Five and five of the eight, two of them in both.
  const std::string text = content_of(programs);
  const auto def = [&](int n) {
    std::size_t at = 0;
    for (int k = 0; k < n; ++k) at = text.find("def solve_", at + 1);
    return at;
  };
  const std::string first = folder.write("first.py", text.substr(0, def(6))), last = folder.write("last.py", text.substr(def(4)));
  for (const std::string pairing : {"own", "cross"}) {
    const auto run = [&](const std::string& from, const std::string& part, const std::string& out) {
      const Words words = {"sweep", "--tasks", tasks, "--programs", from, "--out", folder / (pairing + out), "--progress", "none", "--part",
                           part, "--validate", "speed", "--keep", "all", "--pairing", pairing};
      ASSERT_EQ(run_battalion(words).exit_code, 0);
    };
    run(programs, "1/1", "/whole");
    run(first, "1/1", "/first");
    for (const char* part : {"1/2", "2/2"}) run(last, part, "/last");
    const Ran ran = run_battalion({"aggregate", folder / (pairing + "/first"), folder / (pairing + "/last"), "--out", folder / (pairing + "/all")});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_TRUE(contains(ran.err, " pairs were scored more than once, 0 of them with other results")) << ran.err;
    EXPECT_EQ(lines_in(ran.err), 1u) << ran.err;
    const std::string file = folder / (pairing + "/all/sweep.h5"), whole = folder / (pairing + "/whole/sweep.h5");
    EXPECT_TRUE(results(file) == results(whole)) << pairing;
    EXPECT_EQ(store::SweepFile(file).facts().configured("programs"), first + " " + last);
    for (std::uint32_t p = 0; p < 8; ++p) {
      EXPECT_EQ(store::SweepFile(file).source(ProgramId(p)), store::SweepFile(whole).source(ProgramId(p)));
    }
    // In another order all the same, but for the order of the programs.
    ASSERT_EQ(run_battalion({"aggregate", folder / (pairing + "/last"), folder / (pairing + "/first"), "--out", folder / (pairing + "/back")}).exit_code, 0);
    const store::SweepFile back(folder / (pairing + "/back/sweep.h5"));
    EXPECT_EQ(back.programs()[0].name, store::SweepFile(whole).programs()[3].name);
    EXPECT_EQ(back.count().all, store::SweepFile(whole).count().all);
    // Programs for one half of the tasks, others for the other.
    const Words apart = {"aggregate", folder / (pairing + "/last/part-1-of-2"), folder / (pairing + "/first"), "--out", folder / (pairing + "/apart")};
    const Ran some = run_battalion(apart);
    ASSERT_EQ(some.exit_code, 0) << some.err;
    EXPECT_EQ(contains(some.err, "pairs are of a program and a task that no sweep brought together (they are pending)"), pairing == "cross") << some.err;
    EXPECT_EQ(store::SweepFile(folder / (pairing + "/apart/sweep.h5")).count().all.of(score::Outcome::pending) > 0, pairing == "cross");
  }
}

TEST_F(Parts, OfAnotherDatasetAreRefused) {
  ASSERT_EQ(sweep("1/1", "a").exit_code, 0);
  folder.write("tasks/bbbbbbbb.json", turn_task());
  ASSERT_EQ(sweep("1/1", "b").exit_code, 0);
  EXPECT_TRUE(contains(refused({"aggregate", folder / "a", folder / "b", "--out", folder / "c"}),
                       "b: task bbbbbbbb is another than in " + (folder / "a") + " (its grids differ)"));
  EXPECT_FALSE(std::filesystem::exists(folder / "c/sweep.h5"));
}

TEST_F(Parts, KeepToTheirMemoryOrSayHowMuchWouldDo) {
  for (const char* part : {"1/2", "2/2"}) ASSERT_EQ(sweep(part, "out").exit_code, 0);
  ASSERT_EQ(run_battalion({"aggregate", folder / "out"}).exit_code, 0);
  const auto usual = results(folder / "out/sweep.h5");
  const std::string line = refused({"aggregate", folder / "out", "--memory", "1MiB"}), before = "give --memory ";
  const std::size_t at = line.find(before);
  ASSERT_NE(at, line.npos) << line;
  const std::string enough = line.substr(at + before.size(), line.find_first_of("\n", at) - at - before.size());
  ASSERT_EQ(run_battalion({"aggregate", folder / "out", "--memory", enough}).exit_code, 0) << enough;
  EXPECT_TRUE(results(folder / "out/sweep.h5") == usual);
  EXPECT_TRUE(contains(refused({"aggregate", folder / "out", "--memory", "much"}), "--memory"));
}

TEST_F(Parts, WhatIsMissingOrDamagedIsSaidOfThePart) {
  ASSERT_EQ(sweep("1/2", "out").exit_code, 0);
  ASSERT_EQ(sweep("2/2", "out").exit_code, 0);
  const std::string segment = folder / "out/part-2-of-2/segments/rank-0000-000000.h5";
  std::filesystem::resize_file(segment, std::filesystem::file_size(segment) / 2);
  const Ran ran = run_battalion({"aggregate", folder / "out"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(contains(ran.err, segment)) << ran.err;
  EXPECT_TRUE(contains(ran.err, "units are missing")) << ran.err;
  EXPECT_GT(store::SweepFile(folder / "out/sweep.h5").missing_units(), 0u);
}

}  // namespace
}  // namespace battalion::test
