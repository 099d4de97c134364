#include "store/aggregate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "store/sweep_file.hpp"
#include "sweep_fixture.hpp"

namespace battalion::store {
namespace {

using namespace testing;
using score::Outcome;

Rectangle all_of(const SweepFile& file) {
  return {0, file.samples().size(), 0, file.programs().size()};
}

// Every pair of the file against what was made up; units in `missing` are pending.
void expect_made(const SweepFile& file, const Manifest& m, const Shape& shape,
                 const std::vector<std::uint32_t>& missing = {}) {
  const auto outcome = file.outcomes(all_of(file));
  const auto right = file.cells_right(all_of(file));
  const auto digest = file.output_digests(all_of(file));
  const auto error = file.error_numbers(all_of(file));
  const auto errors = file.errors();
  std::vector<std::uint64_t> counts(errors.size());
  std::vector<bool> is_missing(outcome.size());
  for (const auto number : missing) {
    const auto& u = m.units[number];
    for (std::uint32_t i = 0; i < u.sample_count * u.program_count; ++i) {
      const auto program = m.program_at(u.task, u.first_program + i % u.program_count);
      is_missing[(u.first_sample + i / u.program_count) * m.programs.size() + program] = true;
    }
  }
  for (std::uint32_t s = 0; s < m.samples.size(); ++s) {
    for (std::uint32_t p = 0; p < m.programs.size(); ++p) {
      const std::size_t at = s * m.programs.size() + p;
      Made made;
      made.cell.outcome = static_cast<std::uint8_t>(Outcome::unpaired);
      if (paired(shape, m.samples[s].task.value, p)) {
        made = is_missing[at] ? Made{} : made_result(s, p);
      }
      ASSERT_EQ(outcome[at], made.cell.outcome) << s << ' ' << p;
      ASSERT_EQ(right[at], made.cell.cells_right);
      ASSERT_EQ(digest[at], made.cell.output_digest);
      ASSERT_EQ(error[at] != 0, made.cell.error != 0);
      if (error[at] == 0) continue;
      ASSERT_EQ(errors.at(error[at] - 1).kind, made.error.kind);
      ASSERT_EQ(errors.at(error[at] - 1).message, made.error.message);
      ++counts[error[at] - 1];
    }
  }
  for (std::size_t e = 0; e < errors.size(); ++e) EXPECT_EQ(errors[e].count, counts[e]);
  EXPECT_TRUE(std::is_sorted(errors.begin(), errors.end(), [](auto& a, auto& b) {
    return std::pair(a.kind, a.message) < std::pair(b.kind, b.message);
  }));
}

// Everything that must not depend on ranks or arrival.
struct Verdicts {
  std::vector<std::uint8_t> outcome;
  std::vector<std::uint16_t> right;
  std::vector<std::uint64_t> digest;
  std::vector<std::uint32_t> error;
  std::vector<std::tuple<std::string, std::string, std::uint64_t>> errors;
  std::vector<std::tuple<std::uint32_t, std::uint32_t, std::vector<std::int8_t>>> outputs;
  bool operator==(const Verdicts&) const = default;
};

Verdicts verdicts(const std::filesystem::path& path) {
  const SweepFile file(path);
  Verdicts v{file.outcomes(all_of(file)),
             file.cells_right(all_of(file)),
             file.output_digests(all_of(file)),
             file.error_numbers(all_of(file)),
             {},
             {}};
  for (const auto& e : file.errors()) v.errors.emplace_back(e.kind, e.message, e.count);
  for (const auto& k :
       file.outputs(SampleId(0), static_cast<std::uint32_t>(file.samples().size()))) {
    v.outputs.emplace_back(k.sample.value, k.program.value, k.grid.cells);
  }
  return v;
}

TEST(Aggregate, HoldsWhatWasScored) {
  for (const char* pairing : {"cross", "own"}) {
    for (const bool split : {false, true}) {
      const TemporaryFolder folder;
      Shape shape;
      shape.pairing = pairing;
      shape.split_samples = split;
      const Manifest m = made_manifest(shape);
      write_made_sweep(folder.path(), m, 2, 2);
      const auto summary = aggregate(folder.path());
      EXPECT_EQ(summary.missing_units, 0u);
      EXPECT_TRUE(summary.warnings.empty());
      const SweepFile file(summary.file);
      expect_made(file, m, shape);
      EXPECT_EQ(file.count().all.by_code, summary.outcomes);
      EXPECT_EQ(file.count().all.set_order_dependent, summary.set_order_dependent);
    }
  }
}

TEST(Aggregate, ManyChunksAndStripes) {
  // Tasks and units that straddle bands of 64 samples and chunks of 4,096 programs.
  for (const char* pairing : {"cross", "own"}) {
    const TemporaryFolder folder;
    Shape shape;
    shape.tasks = 2;
    shape.demos = 70;
    shape.programs = 5000;
    shape.pairing = pairing;
    shape.unit_programs = 1700;
    const Manifest m = made_manifest(shape);
    std::vector<std::uint32_t> units(m.units.size());
    std::iota(units.begin(), units.end(), 0);
    units.erase(units.begin() + 1);
    write_made_sweep(folder.path(), m, 2, 1, false, units);
    const auto summary = aggregate(folder.path());
    EXPECT_EQ(summary.missing_units, 1u);
    const SweepFile file(summary.file);
    expect_made(file, m, shape, {1});
    EXPECT_EQ(file.count().all.by_code, summary.outcomes);
  }
}

TEST(Aggregate, DoesNotDependOnRanksOrArrival) {
  Shape shape;
  shape.split_samples = true;
  const Manifest m = made_manifest(shape);
  std::vector<std::uint32_t> backwards(m.units.size());
  std::iota(backwards.rbegin(), backwards.rend(), 0);
  const TemporaryFolder one, three, reversed;
  write_made_sweep(one.path(), m, 1, 100, true);
  write_made_sweep(three.path(), m, 3, 1, true);
  write_made_sweep(reversed.path(), m, 2, 2, true, backwards);
  const auto expected = verdicts(aggregate(one.path()).file);
  EXPECT_FALSE(expected.outputs.empty());
  EXPECT_TRUE(std::is_sorted(expected.outputs.begin(), expected.outputs.end()));
  EXPECT_EQ(verdicts(aggregate(three.path()).file), expected);
  EXPECT_EQ(verdicts(aggregate(reversed.path()).file), expected);
}

TEST(Aggregate, KeepsOutputsWhole) {
  const TemporaryFolder folder;
  const Manifest m = made_manifest({});
  write_made_sweep(folder.path(), m, 2, 2, true);
  const SweepFile file(aggregate(folder.path()).file);
  std::size_t found = 0;
  for (std::uint32_t s = 0; s < m.samples.size(); ++s) {
    auto kept = file.outputs(SampleId(s), 1);
    for (std::uint32_t p = 0; p < m.programs.size(); ++p) {
      const auto made = made_result(s, p);
      if (!made.kept) continue;
      const auto at =
          std::find_if(kept.begin(), kept.end(), [&](auto& k) { return k.program.value == p; });
      ASSERT_NE(at, kept.end());
      EXPECT_EQ(at->grid, *made.kept);
      ++found;
    }
  }
  EXPECT_EQ(file.output_count(), found);
}

TEST(Aggregate, MissingUnitsArePending) {
  for (const char* pairing : {"cross", "own"}) {
    const TemporaryFolder folder;
    Shape shape;
    shape.pairing = pairing;
    const Manifest m = made_manifest(shape);
    write_made_sweep(folder.path(), m, 1, 1, false, std::vector<std::uint32_t>{2});
    const auto summary = aggregate(folder.path());
    EXPECT_EQ(summary.missing_units, m.units.size() - 1);
    EXPECT_EQ(summary.warnings.size(), 1u);
    const SweepFile file(summary.file);
    std::vector<std::uint32_t> missing(m.units.size());
    std::iota(missing.begin(), missing.end(), 0);
    missing.erase(missing.begin() + 2);
    expect_made(file, m, shape, missing);
    EXPECT_EQ(file.missing_units(), m.units.size() - 1);
    EXPECT_EQ(file.count().all.by_code, summary.outcomes);
    EXPECT_EQ(file.sample_timings().rank[0], -1);
  }
}

TEST(Aggregate, DoubledUnitsKeepTheFirst) {
  const TemporaryFolder folder;
  const Manifest m = made_manifest({});
  write_made_sweep(folder.path(), m, 1, 100);
  SegmentWriter again(folder.path(), digest(m), made_rank(5));
  auto same = made_unit(m, 0);
  std::reverse(same.errors.begin(), same.errors.end());  // other numbers, same texts
  for (auto& c : same.cells) {
    if (c.error != 0) c.error = static_cast<std::uint16_t>(same.errors.size() + 1 - c.error);
  }
  auto other = made_unit(m, 1);
  other.cells[0].outcome = 2;
  other.cells[0].output_digest = 77;
  again.write(std::vector{same, other});
  const auto summary = aggregate(folder.path());
  EXPECT_EQ(summary.doubled_units, 2u);
  EXPECT_EQ(summary.conflicting_units, 1u);
  ASSERT_EQ(summary.warnings.size(), 1u);
  EXPECT_NE(summary.warnings[0].find("unit 1"), std::string::npos);
  const SweepFile file(summary.file);
  expect_made(file, m, {});
}

TEST(Aggregate, DamagedAndForeignSegmentsAreLeftOut) {
  const TemporaryFolder folder;
  const Manifest m = made_manifest({});
  write_made_sweep(folder.path(), m, 1, 1);
  const auto segments = list_segments(folder.path());
  std::filesystem::resize_file(segments[0], 100);
  auto bytes = read_bytes(segments[1]);
  bytes[bytes.size() / 2] ^= 1;
  write_bytes(segments[1], bytes);
  SegmentWriter(folder.path(), digest(m) + 1, made_rank(1)).write(std::vector{made_unit(m, 0)});
  auto wrong_programs = made_unit(m, 1);
  wrong_programs.programs.front() = ProgramId(3);  // planned: 4, 5, 6
  SegmentWriter(folder.path(), digest(m), made_rank(2)).write(std::vector{wrong_programs});
  write_bytes(segments_path(folder.path()) / ".rank-0009-000000.h5.part", bytes);
  const auto summary = aggregate(folder.path());
  EXPECT_EQ(summary.damaged_segments, 4u);
  EXPECT_EQ(summary.missing_units, 2u);
  EXPECT_EQ(summary.warnings.size(), 5u);
  for (const auto& line : summary.warnings) EXPECT_EQ(line.find('\n'), std::string::npos) << line;
  expect_made(SweepFile(summary.file), m, {}, {0, 1});
}

TEST(Aggregate, EmptyAndSmallest) {
  for (const auto& [tasks, programs] :
       {std::pair(0u, 0u), std::pair(1u, 0u), std::pair(0u, 1u), std::pair(1u, 1u)}) {
    for (const char* pairing : {"cross", "own"}) {
      const TemporaryFolder folder;
      Shape shape;
      shape.tasks = tasks;
      shape.demos = 1;
      shape.tests = 0;
      shape.programs = programs;
      shape.pairing = pairing;
      if (tasks == 0 && programs == 1 && std::string(pairing) == "own")
        continue;  // paired with no task
      const Manifest m = made_manifest(shape);
      write_made_sweep(folder.path(), m, 1, 1, true);
      const SweepFile file(aggregate(folder.path()).file);
      expect_made(file, m, shape);
      EXPECT_EQ(file.count().all.evaluations(), tasks * programs);
    }
  }
}

TEST(Aggregate, TimingsRanksAndFacts) {
  const TemporaryFolder folder;
  const Manifest m = made_manifest({});  // 2 units a task, by programs
  write_made_sweep(folder.path(), m, 2, 1);
  // A third rank that left no record.
  SegmentWriter(folder.path(), digest(m), {7, "node9", "gpu"}).write({});
  const SweepFile file(aggregate(folder.path()).file);
  const auto t = file.sample_timings();
  EXPECT_EQ(t.wall_ns[5], 2 * 105);
  EXPECT_EQ(t.cpu_ns[5], 2 * 95);
  EXPECT_EQ(t.queue_ns[5], 10);
  EXPECT_EQ(t.start_ns[5], m.facts.started_ns + 50 + 2);  // units 2 and 3; 2 came first, on rank 0
  EXPECT_EQ(t.rank[5], 0);
  EXPECT_EQ(file.devices().at(static_cast<std::size_t>(t.device[5])), "cpu");
  const auto ranks = file.ranks();
  ASSERT_EQ(ranks.size(), 3u);
  EXPECT_EQ(ranks[1].rank, 1u);
  EXPECT_EQ(ranks[1].device, "gpu");
  EXPECT_EQ(ranks[1].idle_ns, 50);
  EXPECT_EQ(ranks[2].rank, 7u);
  EXPECT_EQ(ranks[2].idle_ns, -1);
  EXPECT_EQ(file.facts().hosts, (std::vector<std::string>{"node1", "node9"}));
  EXPECT_EQ(file.facts().configuration, m.facts.configuration);
  EXPECT_EQ(file.facts().dataset_digest, m.facts.dataset_digest);
  EXPECT_EQ(file.finished_ns(), m.facts.started_ns + 5001);
  const auto phases = file.phase_timings();
  EXPECT_EQ(phases.task.front(), -1);
  EXPECT_EQ(phases.wall_ns.front(), 11);
  EXPECT_EQ(phases.task.size(),
            2u + 6u);  // load on two ranks; demo of three tasks on two ranks each
}

TEST(Aggregate, EndsNoSoonerThanItBegan) {
  const TemporaryFolder folder;
  const Manifest m = made_manifest({});
  const auto digest = write_manifest(folder.path(), m);
  // A rank whose host's clock is an hour slow.
  const std::int64_t hour = 3'600'000'000'000, start = m.facts.started_ns - hour;
  SegmentWriter(folder.path(), digest, made_rank(0)).write({}, RankRecord{0, 0, 0, start, start + 1, {}});
  EXPECT_EQ(SweepFile(aggregate(folder.path()).file).finished_ns(), m.facts.started_ns);
}

}  // namespace
}  // namespace battalion::store
