// What a resumed sweep finds on disk, and merging segments while others may look.

#include "store/stock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/fnv.hpp"
#include "store/durable.hpp"
#include "store/error.hpp"
#include "store/sweep_file.hpp"
#include "sweep_fixture.hpp"

namespace battalion::store {
namespace {

using namespace testing;
namespace fs = std::filesystem;

class StockTest : public ::testing::Test {
 protected:
  StockTest() : manifest_(made_manifest({})) {
    write_made_sweep(folder_.path(), manifest_, 1, 1, true);
    for (const auto& path : list_segments(folder_.path())) {
      if (!read_segment(path).units.empty()) segments_.push_back(path);
    }
  }
  Stock take() const { return take_stock(folder_.path(), manifest_, digest(manifest_)); }
  std::vector<std::uint8_t> outcomes() const {
    const SweepFile file(aggregate(folder_.path()).file);
    return file.outcomes({0, file.samples().size(), 0, file.programs().size()});
  }

  TemporaryFolder folder_;
  Manifest manifest_;
  std::vector<fs::path> segments_;  ///< one a unit
};

std::vector<std::uint32_t> missing(const Stock& stock) {
  std::vector<std::uint32_t> units;
  for (std::uint32_t u = 0; u < stock.units.size(); ++u) {
    if (!stock.units[u]) units.push_back(u);
  }
  return units;
}

TEST_F(StockTest, HoldsEveryUnitOfAWholeSweep) {
  const Stock stock = take();
  EXPECT_EQ(stock.on_disk, manifest_.units.size());
  EXPECT_TRUE(missing(stock).empty());
  EXPECT_TRUE(stock.bad.empty());
}

TEST_F(StockTest, TellsOfEverySegmentThatCannotBeUsed) {
  ASSERT_GE(segments_.size(), 6u);
  fs::resize_file(segments_[0], fs::file_size(segments_[0]) - 1);  // cut short
  auto bytes = read_bytes(segments_[1]);
  bytes[bytes.size() / 3] ^= 4;  // a flipped bit
  write_bytes(segments_[1], bytes);
  const fs::path between = folder_.path() / "between";  // two that have each other's names
  fs::rename(segments_[2], between);
  fs::rename(segments_[3], segments_[2]);
  fs::rename(between, segments_[3]);
  write_bytes(segments_[4], {});
  SegmentWriter(folder_.path(), digest(manifest_) + 1, made_rank(4))
      .write(std::vector{made_unit(manifest_, 0)});  // of another sweep
  auto other = made_unit(manifest_, 1);
  other.first_sample = SampleId(other.first_sample.value + 1);
  SegmentWriter(folder_.path(), digest(manifest_), made_rank(5)).write(std::vector{other});

  const Stock stock = take();
  EXPECT_EQ(missing(stock), (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
  ASSERT_EQ(stock.bad.size(), 7u);
  const char* expected[] = {"cut short",   "checksum",      "another's name", "another's name",
                            "cut short",   "another sweep", "plans otherwise"};
  for (std::size_t i = 0; i < stock.bad.size(); ++i) {
    EXPECT_NE(stock.bad[i].why.find(expected[i]), std::string::npos) << stock.bad[i].why;
    EXPECT_EQ(stock.bad[i].why.find('\n'), std::string::npos);
    EXPECT_TRUE(stock.bad[i].why.starts_with(stock.bad[i].path.string())) << stock.bad[i].why;
  }
}

TEST_F(StockTest, SetsAsideUnderAFreeNameAndNeverReadsThatAgain) {
  const auto whole = read_bytes(segments_[1]);
  const fs::path aside = set_aside(segments_[1]);
  EXPECT_EQ(aside.filename(), segments_[1].filename().string() + ".damaged");
  EXPECT_FALSE(fs::exists(segments_[1]));
  EXPECT_EQ(read_bytes(aside), whole);
  write_bytes(segments_[1], std::vector<char>{'x'});
  const fs::path second = set_aside(segments_[1]);
  EXPECT_EQ(second.filename(), segments_[1].filename().string() + ".damaged-2");
  EXPECT_EQ(read_bytes(aside), whole) << "what was set aside is not replaced";
  EXPECT_EQ(missing(take()), std::vector<std::uint32_t>{1});
  EXPECT_TRUE(take().bad.empty());

  // A later writer does not take its number either.
  for (const auto& path : list_segments(folder_.path())) set_aside(path);
  const auto next =
      SegmentWriter(folder_.path(), digest(manifest_), made_rank(0)).write({}).filename().string();
  EXPECT_EQ(next, fmt::format("rank-0000-{:06}.h5", segments_.size() + 1));
}

TEST_F(StockTest, RefusesToJudgeWhatCannotBeRead) {
  if (::geteuid() == 0) {
    // Root reads everything; a folder of that name cannot be read by anyone.
    fs::remove(segments_[0]);
    fs::create_directory(segments_[0]);
  } else {
    fs::permissions(segments_[0], fs::perms::none);
  }
  EXPECT_THROW(take(), UnreadableError);
}

TEST_F(StockTest, RemovesLeftoversAndNothingElse) {
  const fs::path left = temporary_name(segments_path(folder_.path()) / "rank-0003-000001.h5");
  const fs::path big = temporary_name(sweep_path(folder_.path()));
  for (const auto& path : {left, big}) write_bytes(path, std::vector<char>{'x'});
  const fs::path mine = folder_.path() / ".hidden";
  write_bytes(mine, {});
  remove_leftovers(folder_.path());
  EXPECT_FALSE(fs::exists(left) || fs::exists(big));
  EXPECT_TRUE(fs::exists(mine));
  EXPECT_EQ(take().on_disk, manifest_.units.size());
}

TEST_F(StockTest, AWriterNeverReplacesAFile) {
  SegmentWriter first(folder_.path(), digest(manifest_), made_rank(2));
  SegmentWriter second(folder_.path(), digest(manifest_), made_rank(2));  // of a job not quite gone
  const auto a = first.write(std::vector{made_unit(manifest_, 0)});
  const auto b = second.write(std::vector{made_unit(manifest_, 1)});
  EXPECT_NE(a, b);
  EXPECT_EQ(read_segment(a).units.at(0).unit, UnitId(0));
  EXPECT_EQ(read_segment(b).units.at(0).unit, UnitId(1));
}

class CompactionTest : public ::testing::Test {
 protected:
  static constexpr std::size_t most = 5;
  CompactionTest() : manifest_(made_manifest(shape())), digest_(write_manifest(folder_.path(), manifest_)) {}
  static Shape shape() {
    Shape s;
    s.tasks = 6;
    s.programs = 12;
    s.unit_programs = 2;
    return s;
  }
  RankRecord record(std::uint32_t units) const { return {units, 7, 8, 100, 200 + units, {}}; }
  /// One segment a unit, as many files after each as returned.
  std::vector<std::size_t> write_all(SegmentWriter& writer) {
    std::vector<std::size_t> files;
    for (std::uint32_t u = 0; u < manifest_.units.size(); ++u) {
      writer.write(std::vector{made_unit(manifest_, u, true)}, record(u + 1));
      files.push_back(list_segments(folder_.path()).size());
    }
    return files;
  }
  TemporaryFolder folder_;
  Manifest manifest_;
  std::uint64_t digest_;
};

TEST_F(CompactionTest, BoundsTheFilesAndKeepsEveryUnitOnce) {
  ASSERT_EQ(manifest_.units.size(), 36u);
  std::optional<SegmentWriter> writer(std::in_place, folder_.path(), digest_, made_rank(3),
                                      Compaction{.most = most});
  const auto files = write_all(*writer);
  EXPECT_LE(*std::max_element(files.begin(), files.end()), 2 * most + 1);
  writer.reset();
  EXPECT_LE(list_segments(folder_.path()).size(), most);
  const AggregateSummary summary = aggregate(folder_.path());
  EXPECT_EQ(summary.missing_units, 0u);
  EXPECT_EQ(summary.doubled_units, 0u);
  EXPECT_EQ(summary.damaged_segments, 0u);
  const SweepFile file(summary.file);
  ASSERT_EQ(file.ranks().size(), 1u);
  EXPECT_EQ(file.ranks()[0].units, 36u) << "the last account counts";
  EXPECT_GT(file.output_count(), 0u);
}

TEST_F(CompactionTest, LeavesLargeSegmentsAlone) {
  SegmentWriter writer(folder_.path(), digest_, made_rank(3), {.most = most, .small_bytes = 1});
  EXPECT_EQ(write_all(writer).back(), manifest_.units.size());
}

TEST_F(CompactionTest, KilledAtAnyStepLosesAndDoublesNothing) {
  // The files before, and after; a kill leaves the merged one beside some of its parts.
  std::optional<SegmentWriter> writer(std::in_place, folder_.path(), digest_, made_rank(3),
                                      Compaction{.most = most});
  for (std::uint32_t u = 0; u < most; ++u) {
    writer->write(std::vector{made_unit(manifest_, u, true)}, record(u + 1));
  }
  std::vector<std::pair<fs::path, std::vector<char>>> parts;
  for (const auto& path : list_segments(folder_.path())) parts.emplace_back(path, read_bytes(path));
  ASSERT_EQ(parts.size(), most);
  writer->write(std::vector{made_unit(manifest_, most, true)}, record(most + 1));
  EXPECT_EQ(list_segments(folder_.path()).size(), most + 2) << "parts wait for the next merge";
  writer.reset();
  const auto after = list_segments(folder_.path());
  ASSERT_EQ(after.size(), 1u);
  std::uint64_t first_digest = 0;
  for (std::size_t left = 0; left <= parts.size(); ++left) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i < left) {
        write_bytes(parts[i].first, parts[i].second);
      } else {
        fs::remove(parts[i].first);
      }
    }
    const Stock stock = take_stock(folder_.path(), manifest_, digest_);
    EXPECT_EQ(stock.on_disk, most + 1) << left;
    EXPECT_TRUE(stock.bad.empty());
    const AggregateSummary summary = aggregate(folder_.path());
    EXPECT_EQ(summary.missing_units, manifest_.units.size() - most - 1);
    EXPECT_EQ(summary.doubled_units, left);
    EXPECT_EQ(summary.conflicting_units, 0u);
    const SweepFile file(summary.file);
    EXPECT_EQ(file.ranks().at(0).units, most + 1);
    Fnv64 sum;
    for (const auto ns : file.sample_timings().wall_ns) sum.u64(static_cast<std::uint64_t>(ns));
    for (const auto o : file.outcomes({0, file.samples().size(), 0, 12})) sum.byte(o);
    if (left == 0) first_digest = sum.value();
    EXPECT_EQ(sum.value(), first_digest) << "results and times count once, " << left;
  }
}

TEST_F(CompactionTest, LeavesOutAPartThatWasDamaged) {
  std::optional<SegmentWriter> writer(std::in_place, folder_.path(), digest_, made_rank(3),
                                      Compaction{.most = most});
  for (std::uint32_t u = 0; u < most; ++u) {
    const auto path = writer->write(std::vector{made_unit(manifest_, u)}, record(u + 1));
    if (u == 2) fs::resize_file(path, 40);
  }
  writer->write(std::vector{made_unit(manifest_, most)}, record(most + 1));
  writer.reset();
  EXPECT_EQ(list_segments(folder_.path()).size(), 2u);  // the merged one, the damaged one
  const Stock stock = take_stock(folder_.path(), manifest_, digest_);
  EXPECT_EQ(stock.on_disk, most);
  EXPECT_EQ(stock.bad.size(), 1u);
}

TEST_F(CompactionTest, AggregationBesideAWriterSeesWholeSegmentsOnly) {
  // Another process, as HDF5 is for one thread: it writes and merges while this one aggregates.
  const pid_t writer = ::fork();
  if (writer == 0) {
    SegmentWriter segments(folder_.path(), digest_, made_rank(3), {.most = 20});
    for (int round = 0; round < 3; ++round) {
      for (std::uint32_t u = 0; u < manifest_.units.size(); ++u) {
        segments.write(std::vector{made_unit(manifest_, u, true)}, record(u + 1));
      }
    }
    ::_exit(0);
  }
  std::uint64_t missing = manifest_.units.size();
  for (int status = 0; ::waitpid(writer, &status, WNOHANG) == 0;) {
    const AggregateSummary summary = aggregate(folder_.path());
    EXPECT_EQ(summary.damaged_segments, 0u) << summary.warnings.front();
    EXPECT_EQ(summary.conflicting_units, 0u);
    EXPECT_LE(summary.missing_units, missing) << "what was there stays";
    missing = summary.missing_units;
  }
  EXPECT_EQ(aggregate(folder_.path()).missing_units, 0u);
}

TEST(Ranks, AddUpOverTheRunsOfAResumedSweep) {
  const TemporaryFolder folder;
  const Manifest m = made_manifest({});
  const auto manifest_digest = write_manifest(folder.path(), m);
  const RankRecord early{2, 100, 10, 1000, 2000, {{score::no_task, 0, 5, 4}}};
  const RankRecord late{1, 50, 20, 9000, 9500, {{score::no_task, 0, 7, 6}}};
  {
    SegmentWriter writer(folder.path(), manifest_digest, {0, "node1", "cpu"});
    writer.write(std::vector{made_unit(m, 0)}, RankRecord{1, 60, 5, 1000, 1500, {}});
    writer.write(std::vector{made_unit(m, 1)}, early);
  }
  SegmentWriter(folder.path(), manifest_digest, {0, "node7", "cpu"})
      .write(std::vector{made_unit(m, 2)}, late);
  const SweepFile file(aggregate(folder.path()).file);
  ASSERT_EQ(file.ranks().size(), 1u);
  const auto r = file.ranks()[0];
  EXPECT_EQ(r.units, 3u);
  EXPECT_EQ(r.busy_ns, 150);
  EXPECT_EQ(r.idle_ns, 30);
  EXPECT_EQ(r.start_ns, 1000);
  EXPECT_EQ(r.finish_ns, 9500);
  EXPECT_EQ(r.host, "node7");
  EXPECT_EQ(file.facts().hosts, (std::vector<std::string>{"node1", "node7"}));
  EXPECT_EQ(file.phase_timings().wall_ns.front(), 12);
}

}  // namespace
}  // namespace battalion::store
