#include "store/kept_answers.hpp"

#include <gtest/gtest.h>

#include "store/sweep_file.hpp"
#include "sweep_fixture.hpp"

namespace battalion::store {
namespace {

TEST(KeptAnswers, FindsWhatWasKept) {
  const testing::TemporaryFolder folder;
  const Manifest m = testing::made_manifest({.programs = 20});
  testing::write_made_sweep(folder.path(), m, 2, 3, true);
  const SweepFile sweep(aggregate(folder.path()).file);
  const KeptAnswers kept = sweep.kept_answers();
  EXPECT_EQ(kept.size(), sweep.output_count());
  for (std::uint32_t s = 0; s < m.samples.size(); ++s) {
    std::vector<ProgramId> programs;
    for (std::uint32_t p = 0; p < 20; ++p) {
      const auto expected = testing::made_result(s, p).kept;
      EXPECT_EQ(kept.find(SampleId(s), ProgramId(p)), expected);
      if (expected) programs.emplace_back(p);
    }
    EXPECT_EQ(kept.programs(SampleId(s)), programs);
  }
}

TEST(KeptAnswers, AreNoneWhereNothingWasKept) {
  const testing::TemporaryFolder folder;
  testing::write_made_sweep(folder.path(), testing::made_manifest({}), 1, 3);
  const SweepFile sweep(aggregate(folder.path()).file);
  EXPECT_EQ(sweep.kept_answers().size(), 0u);
  EXPECT_EQ(sweep.kept_answers().find(SampleId(0), ProgramId(0)), std::nullopt);
}

}  // namespace
}  // namespace battalion::store
