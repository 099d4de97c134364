#include "report/status.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "store/aggregate.hpp"
#include "store/error.hpp"
#include "store/segment.hpp"
#include "store/stock.hpp"
#include "store/sweep_file.hpp"
#include "store/sweep_fixture.hpp"

namespace battalion::report {
namespace {

using namespace store::testing;
namespace fs = std::filesystem;

class StatusTest : public ::testing::Test {
 protected:
  StatusTest() : manifest_(made_manifest({})) { write_made_sweep(folder_.path(), manifest_, 3, 1); }
  Status look() const { return read_status(folder_.path()); }
  /// Of the ranks' segments those that hold units.
  std::vector<fs::path> segments() const {
    std::vector<fs::path> all;
    for (const auto& path : store::list_segments(folder_.path())) {
      if (!store::read_segment(path).units.empty()) all.push_back(path);
    }
    return all;
  }

  TemporaryFolder folder_;
  store::Manifest manifest_;
};

TEST_F(StatusTest, OfAWholeSweepAddsUpToItsFile) {
  const Status s = look();
  const store::SweepFile file(store::aggregate(folder_.path()).file);
  const store::OutcomeCounts counts = file.count().all;
  EXPECT_EQ(s.units, manifest_.units.size());
  EXPECT_EQ(s.units_done, s.units);
  EXPECT_EQ(s.evaluations, counts.evaluations());
  EXPECT_EQ(s.evaluated(), counts.evaluations());
  EXPECT_EQ(s.outcomes, counts.by_code);
  EXPECT_EQ(s.set_order_dependent, counts.set_order_dependent);
  ASSERT_EQ(s.ranks.size(), 3u);
  std::uint64_t units = 0;
  for (const RankStatus& r : s.ranks) units += r.units;
  EXPECT_EQ(units, s.units);
  EXPECT_EQ(s.ranks[2].host, made_rank(2).host);
  EXPECT_GT(s.ranks[0].last_written_ns, 0);
  EXPECT_FALSE(s.aggregated);
  EXPECT_TRUE(look().aggregated);
}

TEST_F(StatusTest, OnlyWholeSegmentsCount) {
  const auto all = segments();
  ASSERT_GE(all.size(), 3u);
  fs::remove(all[0]);
  const auto bytes = read_bytes(all[1]);
  write_bytes(all[1], std::span(bytes).first(bytes.size() / 2));
  write_bytes(folder_.path() / "segments/.rank-0000-000099.h5.node-1.part", std::span(bytes).first(10));
  const Status s = look();
  EXPECT_EQ(s.units_done, s.units - 2);
  EXPECT_LT(s.evaluated(), s.evaluations);
  ASSERT_EQ(s.bad.size(), 1u);
  EXPECT_TRUE(s.bad[0].starts_with(all[1].string())) << s.bad[0];
}

TEST_F(StatusTest, AUnitInTwoSegmentsCountsOnce) {
  const Status before = look();
  const auto unit = made_unit(manifest_, 0);
  store::SegmentWriter(folder_.path(), store::digest(manifest_), made_rank(1)).write({&unit, 1});
  EXPECT_EQ(look().units_done, before.units_done);
  EXPECT_EQ(look().outcomes, before.outcomes);
}

TEST_F(StatusTest, WhatIsMergedWhileOneLooksIsFoundInItsNewPlace) {
  // The first segment that is looked at goes, and what it held is in one that was not there yet.
  const auto all = segments();
  std::size_t visits = 0;
  std::vector<fs::path> seen;
  const auto bad = store::visit_segments(
      folder_.path(), manifest_, store::digest(manifest_), [&](const fs::path& path, const store::Segment&) {
        seen.push_back(path);
        if (++visits > 1) return;
        store::Segment later = store::read_segment(all.back());
        fs::remove(all.back());
        store::SegmentWriter(folder_.path(), store::digest(manifest_), later.rank).write(later.units);
      });
  EXPECT_TRUE(bad.empty());
  EXPECT_EQ(std::count(seen.begin(), seen.end(), all.back()), 0);
  EXPECT_EQ(look().units_done, look().units);
  EXPECT_EQ(seen.back(), store::list_segments(folder_.path()).back());
}

TEST(Status, TimeLeftGoesByRanksThatStillWrite) {
  Status s;
  s.outcomes[1] = 600;
  s.ranks.resize(3);
  const std::int64_t busy[] = {2, 1, 1}, written[] = {100, 99, 10};
  for (std::size_t r = 0; r < 3; ++r) {
    s.ranks[r].busy_ns = busy[r] * 1'000'000'000;
    s.ranks[r].last_written_ns = written[r] * 1'000'000'000;
  }
  EXPECT_EQ(s.active_ranks(60'000'000'000), 2u);
  EXPECT_DOUBLE_EQ(s.rate(2), 300);
  EXPECT_DOUBLE_EQ(Status().rate(4), 0);
}

TEST(Status, OfWhatIsNoSweepIsRefused) {
  const TemporaryFolder folder;
  EXPECT_THROW(read_status(folder.path()), store::StoreError);
}

}  // namespace
}  // namespace battalion::report
