// Several sweeps as one file, where they overlap or are spoilt; tests/app/parts_test.cpp has the rest.

#include "store/merge.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <tuple>

#include "store/detail/memory_plan.hpp"
#include "store/sweep_file.hpp"
#include "sweep_fixture.hpp"

namespace battalion::store {
namespace {

using namespace testing;

auto results(const std::filesystem::path& path) {
  const SweepFile file(path);
  const Rectangle all{0, file.samples().size(), 0, file.programs().size()};
  std::vector<std::tuple<std::string, std::string, std::uint64_t>> errors;
  for (const auto& e : file.errors()) errors.emplace_back(e.kind, e.message, e.count);
  std::vector<std::tuple<std::uint32_t, std::uint32_t, std::vector<std::int8_t>>> outputs;
  for (const auto& k : file.outputs(SampleId(0), static_cast<std::uint32_t>(file.samples().size()))) {
    outputs.emplace_back(k.sample.value, k.program.value, k.grid.cells);
  }
  return std::tuple(file.outcomes(all), file.cells_right(all), file.output_digests(all), file.error_numbers(all), errors, outputs);
}

AggregateSummary merge(std::initializer_list<const TemporaryFolder*> folders, const std::filesystem::path& out) {
  std::vector<PartSweep> parts;
  for (const auto* f : folders) parts.push_back(read_part(f->path()));
  return aggregate_parts(parts, parts[0].manifest.facts.configuration, out);
}

std::vector<std::uint32_t> all_units_but(const Manifest& m, std::uint32_t left_out) {
  std::vector<std::uint32_t> units(m.units.size());
  std::iota(units.begin(), units.end(), 0);
  units.erase(units.begin() + left_out);
  return units;
}

TEST(Merge, WhatOneSweepLacksAnotherBrings) {
  for (const char* pairing : {"cross", "own"}) {
    Shape shape;
    shape.pairing = pairing;
    const Manifest m = made_manifest(shape);
    Manifest again = m;
    again.facts.started_ns += 1;
    const TemporaryFolder whole, a, b, out;
    write_made_sweep(whole.path(), m, 1, 2, true);
    write_made_sweep(a.path(), m, 2, 1, true, all_units_but(m, 1));
    write_made_sweep(b.path(), again, 1, 3, true, all_units_but(m, 0));
    const auto summary = merge({&a, &b}, out.path());
    EXPECT_TRUE(results(summary.file) == results(aggregate(whole.path()).file)) << pairing;
    EXPECT_EQ(summary.missing_units, 2u);
    EXPECT_GT(summary.doubled_pairs, 0u);
    EXPECT_EQ(summary.conflicting_pairs, 0u);
    EXPECT_EQ(summary.outcomes[static_cast<std::size_t>(score::Outcome::pending)], 0u);
    EXPECT_EQ(SweepFile(summary.file).count().all.by_code, summary.outcomes);
  }
}

TEST(Merge, TheFirstNamedCountsAndOthersAreTold) {
  const Manifest m = made_manifest({});
  Manifest again = m;
  again.facts.started_ns += 1;
  const TemporaryFolder a, b, out;
  write_made_sweep(a.path(), m, 1, 100);
  const auto digest = write_manifest(b.path(), again);
  auto other = made_unit(again, 1);
  other.cells[0].outcome = static_cast<std::uint8_t>(score::Outcome::wrong);
  other.cells[0].output_digest = 77;
  other.cells[0].error = 0;
  SegmentWriter(b.path(), digest, made_rank(0)).write(std::vector{other});
  const auto summary = merge({&a, &b}, out.path());
  EXPECT_EQ(summary.doubled_pairs, other.cells.size());
  EXPECT_EQ(summary.conflicting_pairs, 1u);
  EXPECT_NE(summary.warnings.back().find("1 of them with other results; the first named counts"), std::string::npos);
  EXPECT_TRUE(results(summary.file) == results(aggregate(a.path()).file));
}

TEST(Merge, ResultsThatMakeNoSenseAreLeftOutWithTheirSegment) {
  const Manifest m = made_manifest({});
  for (const bool doubled : {false, true}) {
    const TemporaryFolder folder;
    write_made_sweep(folder.path(), m, 1, 100, false, all_units_but(m, 1));
    auto senseless = made_unit(m, doubled ? 0 : 1);
    senseless.cells.back().outcome = 100;
    SegmentWriter(folder.path(), digest(m), made_rank(4)).write(std::vector{senseless});
    const auto summary = aggregate(folder.path());
    EXPECT_EQ(summary.missing_units, 1u);
    // A doubled one is compared alone: it differs, and the first is kept.
    EXPECT_EQ(summary.damaged_segments, doubled ? 0u : 1u);
    EXPECT_EQ(summary.conflicting_units, doubled ? 1u : 0u);
    const bool told = summary.warnings[0].find(doubled ? "with other results" : "is damaged (an outcome is unknown); left out") != std::string::npos;
    EXPECT_TRUE(told) << summary.warnings[0];
  }
}

TEST(Merge, LittleMemoryMakesTheSameFile) {
  const TemporaryFolder folder;
  const Manifest m = made_manifest({.tasks = 2, .demos = 70, .programs = 13000, .unit_programs = 3000});
  write_made_sweep(folder.path(), m, 2, 1);
  const auto usual = results(aggregate(folder.path()).file);
  std::uint64_t enough = 0;
  try {
    aggregate(folder.path(), 1 << 20);
    ADD_FAILURE() << "a MiB was enough";
  } catch (const StoreError& e) {
    const std::string line = e.what(), before = "give --memory ";
    ASSERT_NE(line.find(before), line.npos) << line;
    enough = std::stoull(line.substr(line.find(before) + before.size())) << 20;
  }
  EXPECT_THROW(aggregate(folder.path(), enough - (1 << 20)), StoreError);
  aggregate(folder.path(), enough);
  EXPECT_TRUE(results(sweep_path(folder.path())) == usual);
}

TEST(MemoryPlan, NeverPlansForMore) {
  const detail::AggregateSize size{.programs = 1'000'000, .samples = 1718, .units = 3440};
  std::uint64_t last_stripe = 0, least = 0;
  for (std::uint64_t bytes = std::uint64_t{1} << 20; bytes < std::uint64_t{1} << 33; bytes *= 2) {
    try {
      const auto plan = detail::plan_memory(bytes, size, "OUT");
      if (least == 0) least = bytes;
      EXPECT_LT(plan.stripe_chunks * detail::chunk_rows * detail::chunk_columns * 28 + (plan.open_segments << 20), bytes);
      EXPECT_GE(plan.stripe_chunks, std::max<std::uint64_t>(last_stripe, 1));
      last_stripe = plan.stripe_chunks;
    } catch (const StoreError&) {
      EXPECT_EQ(least, 0u) << "more memory is too little where less was enough";
    }
  }
  EXPECT_LE(least, std::uint64_t{1} << 30) << "a million programs fit the default";
}

}  // namespace
}  // namespace battalion::store
