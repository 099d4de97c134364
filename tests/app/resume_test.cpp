// Going on with a sweep, on fake ranks, with a scorer of the test's own.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "app/fake_sweep.hpp"
#include "store/aggregate.hpp"
#include "store/segment.hpp"

namespace battalion::app {
namespace {

namespace fs = std::filesystem;

class Resume : public test::FakeSweep {
 protected:
  Resume() {
    EXPECT_EQ(run(1, args(folder / "undisturbed")), std::vector<int>{0});
    expected = test::read_matrix(folder / "undisturbed/sweep.h5");
    units = scored.size();
    forget();
  }
  void forget() {
    scored.clear();
    said.clear();
    printed.clear();
  }
  std::vector<std::string> again(std::vector<std::string> extra = {"--resume"}) {
    auto all = args(out);
    all.insert(all.end(), extra.begin(), extra.end());
    return all;
  }
  /// A sweep on `ranks` ranks, a segment a unit; then only `keep` of the segments with units stay.
  void leave(std::size_t keep, int ranks = 3) {
    unit_a_segment = true;
    ASSERT_EQ(run(ranks, args(out)), std::vector<int>(static_cast<std::size_t>(ranks), 0));
    std::size_t kept = 0;
    on_disk.clear();
    for (const auto& path : store::list_segments(out)) {
      const auto segment = store::read_segment(path);
      if (!segment.units.empty() && kept + segment.units.size() <= keep) {
        kept += segment.units.size();
        for (const auto& u : segment.units) on_disk.insert(u.unit);
      } else {
        fs::remove(path);
      }
    }
    ASSERT_EQ(kept, keep);
    fs::remove(fs::path(out) / "sweep.h5");
    forget();
  }
  /// What was there has not been scored, all else has, once; and the file is the undisturbed one.
  void expect_whole() {
    for (const UnitId u : on_disk) EXPECT_EQ(scored.count(u), 0u) << u.value;
    EXPECT_EQ(scored.size(), units - on_disk.size());
    EXPECT_EQ(std::set(scored.begin(), scored.end()).size(), scored.size());
    EXPECT_EQ(test::read_matrix(out + "/sweep.h5"), expected);
    EXPECT_EQ(store::aggregate(out).doubled_units, 0u);
  }

  std::string out = folder / "out";
  test::Matrix expected;
  std::size_t units = 0;
  std::set<UnitId> on_disk;
};

TEST_F(Resume, ScoresWhatIsMissingWithAnyNumberOfRanks) {
  for (const int ranks : {1, 2, 3, 8}) {
    fs::remove_all(out);
    leave(4);
    const std::size_t planned = [&] {
      return store::read_manifest(out).units.size();
    }();
    units = planned;  // planned for three ranks
    ASSERT_EQ(run(ranks, again(), {.shuffle = 3}),
              std::vector<int>(static_cast<std::size_t>(ranks), 0));
    EXPECT_NE(said.find(fmt::format("battalion: 4 of {} units are on disk, scoring the rest\n", planned)),
              std::string::npos)
        << said;
    expect_whole();
  }
}

TEST_F(Resume, DoesSoByItselfWhereSlurmHasRestartedTheJob) {
  leave(3, 1);
  services.restarts = 1;
  ASSERT_EQ(run(2, again({})), std::vector<int>(2, 0)) << said;
  expect_whole();
}

TEST_F(Resume, OfACompleteSweepScoresNothingAndAggregatesAgain) {
  ASSERT_EQ(run(1, args(out)), std::vector<int>{0});
  forget();
  fs::remove(out + "/sweep.h5");
  const std::size_t segments = store::list_segments(out).size();
  EXPECT_EQ(run(3, again()), std::vector<int>(3, 0));
  EXPECT_EQ(said, fmt::format("battalion: {0} of {0} units are on disk, nothing is left to score\n", units));
  EXPECT_TRUE(scored.empty());
  EXPECT_NE(printed.find("\nresults   "), std::string::npos);
  EXPECT_EQ(test::read_matrix(out + "/sweep.h5"), expected);
  EXPECT_EQ(store::list_segments(out).size(), segments);
}

TEST_F(Resume, WithoutASweepStartsAfreshAndSaysSo) {
  EXPECT_EQ(run(2, again()), std::vector<int>(2, 0));
  EXPECT_EQ(said, fmt::format("battalion: {} holds no sweep to go on with: starting afresh\n", out));
  EXPECT_EQ(test::read_matrix(out + "/sweep.h5"), expected);
}

TEST_F(Resume, AfterAKillBeforeTheManifestStartsAfresh) {
  for (const char* how : {"--resume", "--strict=false"}) {
    fs::remove_all(out);
    fs::create_directories(store::segments_path(out));
    folder.write("out/.manifest.h5.node1-17.part", "half of it");
    folder.write("out/segments/.rank-0000-000000.h5.node1-17.part", "half of it");
    forget();
    EXPECT_EQ(run(2, again({how})), std::vector<int>(2, 0)) << said;
    EXPECT_EQ(test::read_matrix(out + "/sweep.h5"), expected);
    EXPECT_FALSE(fs::exists(out + "/.manifest.h5.node1-17.part"));
  }
}

/// All files under a folder and their bytes.
std::map<std::string, std::string> tree(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files[entry.path().string()] = test::content_of(entry.path().string());
  }
  return files;
}

TEST_F(Resume, RefusesAnotherSweepNamingWhatDiffersAndTouchesNothing) {
  leave(3);
  const auto before = tree(out);
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--cpu-limit", "3s"}, "(--cpu-limit was 1s, now 3s)"},
      {{"--wall-limit", "9s"}, "--wall-limit was 10s, now 9s"},
      {{"--step-limit", "5"}, "--step-limit was 0, now 5"},
      {{"--memory-limit", "1GiB"}, "--memory-limit was 256MiB, now 1GiB"},
      {{"--set-order", "canonical"}, "--set-order was cpython, now canonical"},
      {{"--early-stop", "--keep", "all"}, "(--early-stop was false, now true; --keep was none, now all)"},
  };
  for (const auto& [extra, text] : cases) {
    forget();
    auto arguments = again();
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    EXPECT_EQ(run(2, arguments), std::vector<int>(2, 2));
    EXPECT_NE(said.find(text), std::string::npos) << said;
    EXPECT_TRUE(said.starts_with("battalion: " + out + " holds another sweep (")) << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
    EXPECT_EQ(tree(out), before);
  }
  forget();
  auto arguments = again();
  std::replace(arguments.begin(), arguments.end(), std::string("cross"), std::string("own"));
  EXPECT_EQ(run(1, arguments), std::vector<int>{2});
  EXPECT_NE(said.find("(--pairing was cross, now own)"), std::string::npos) << said;

  forget();
  folder.write("tasks/aaaaaaaa.json", test::flip_task());
  EXPECT_EQ(run(1, again()), std::vector<int>{2});
  EXPECT_NE(said.find("(the dataset has changed within its 3 tasks and 10 samples)"), std::string::npos)
      << said;
  forget();
  folder.write("tasks/dddddddd.json", test::flip_task());
  test::TempFolder elsewhere;
  elsewhere.write("programs.py", "def solve_aaaaaaaa(I):\n    return I\n");
  std::replace(arguments.begin(), arguments.end(), programs, elsewhere / "programs.py");
  EXPECT_EQ(run(1, arguments), std::vector<int>{2});
  EXPECT_NE(said.find("the dataset had 3 tasks and 10 samples, now 4 tasks and 13 samples; the battery had 8 "
                      "programs, now 1 program; --pairing"),
            std::string::npos)
      << said;
  EXPECT_EQ(tree(out), before);
  EXPECT_TRUE(scored.empty());
}

TEST_F(Resume, DoesNotMindThreadsProgressOrPlaces) {
  leave(3);
  auto arguments = again({"--resume", "--threads", "2", "--samples", "window:2"});
  const std::string moved = folder / "moved.py";
  fs::copy_file(programs, moved);
  std::replace(arguments.begin(), arguments.end(), programs, moved);
  units = store::read_manifest(out).units.size();
  EXPECT_EQ(run(2, arguments), std::vector<int>(2, 0)) << said;
  expect_whole();
}

TEST_F(Resume, SetsDamagedSegmentsAsideAndScoresTheirUnitsAgain) {
  leave(6);
  units = store::read_manifest(out).units.size();
  const auto segments = store::list_segments(out);
  ASSERT_GE(segments.size(), 6u);
  std::set<UnitId> lost;
  const auto spoil = [&](std::size_t i, auto&& how) {
    for (const auto& u : store::read_segment(segments[i]).units) lost.insert(u.unit);
    how(segments[i]);
  };
  spoil(0, [](const auto& p) { fs::resize_file(p, 77); });
  spoil(1, [](const auto& p) { std::ofstream(p, std::ios::app) << "more"; });
  spoil(2, [&](const auto& p) { fs::rename(p, p.parent_path() / "rank-0077-000000.h5"); });
  const auto damaged = test::content_of(segments[0].string());
  ASSERT_EQ(run(2, again()), std::vector<int>(2, 0)) << said;
  for (const UnitId u : lost) on_disk.erase(u);
  expect_whole();
  std::size_t lines = 0;
  for (auto at = said.find("; set aside as rank-"); at != std::string::npos; at = said.find("; set aside as rank-", at + 1)) ++lines;
  EXPECT_EQ(lines, 3u) << said;
  EXPECT_NE(said.find(".h5.damaged, its units are scored again\n"), std::string::npos) << said;
  EXPECT_EQ(test::content_of(segments[0].string() + ".damaged"), damaged);
}

TEST_F(Resume, AndAnyOtherSweepIsRefusedWhileOneIsAtWork) {
  leave(3);
  const auto before = tree(out);
  const store::FolderLock held(out, services.lock, [](auto) {});
  for (const auto& extra : {std::vector<std::string>{"--resume"}, std::vector<std::string>{"--overwrite"}}) {
    forget();
    EXPECT_EQ(run(2, again(extra)), std::vector<int>(2, 2));
    EXPECT_TRUE(said.starts_with("battalion: " + out + " is in use by another sweep (")) << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
    EXPECT_TRUE(scored.empty());
  }
  auto after = tree(out);
  after.erase(store::lock_path(out).string());
  EXPECT_EQ(after, before);
}

TEST_F(Resume, IsNotOverwriteAndNeedsAManifest) {
  leave(3);
  const auto before = tree(out);
  EXPECT_EQ(run(1, again({"--resume", "--overwrite"})), std::vector<int>{2});
  EXPECT_NE(said.find("--resume and --overwrite are both given"), std::string::npos) << said;
  EXPECT_EQ(tree(out), before);
  fs::remove(out + "/manifest.h5");
  forget();
  EXPECT_EQ(run(1, again()), std::vector<int>{2});
  EXPECT_NE(said.find("no manifest.h5"), std::string::npos) << said;
}

TEST_F(Resume, OfARestartedJobThatWasToOverwriteReplacesAnotherSweepOnly) {
  leave(3);
  services.restarts = 2;
  ASSERT_EQ(run(1, again({"--overwrite"})), std::vector<int>{0}) << said;
  units = store::read_manifest(out).units.size();
  expect_whole();
  forget();
  ASSERT_EQ(run(1, again({"--overwrite", "--cpu-limit", "2s"})), std::vector<int>{0}) << said;
  EXPECT_FALSE(scored.empty());
  EXPECT_EQ(said, "");
}

}  // namespace
}  // namespace battalion::app
