// Verdicts and digests hang on neither ranks, threads nor pairing: the real scorer, the real MPI.

#include <gtest/gtest.h>

#include "app/run_command.hpp"
#include "app/small_sweep.hpp"
#include "store/sweep_file.hpp"

namespace battalion::test {
namespace {

std::string mpirun(int ranks) {
  return "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 " + quoted(BATTALION_MPIEXEC) +
         " --oversubscribe -n " + std::to_string(ranks);
}

class Ranks : public testing::Test {
 protected:
  std::vector<std::string> words(const std::string& out, const std::string& pairing,
                                 const std::string& threads) const {
    return {"sweep",     "--tasks", tasks,       "--programs", programs,     "--out", out,
            "--pairing", pairing,   "--threads", threads,      "--progress", "none"};
  }

  TempFolder folder;
  std::string tasks = write_tasks(folder);
  std::string programs = write_programs(folder);
};

struct Scores {
  explicit Scores(const std::string& file) {
    const store::SweepFile sweep(file);
    const store::Rectangle all{0, sweep.samples().size(), 0, sweep.programs().size()};
    outcomes = sweep.outcomes(all);
    cells = sweep.cells_right(all);
    digests = sweep.output_digests(all);
    ranks = sweep.ranks().size();
  }
  bool same(std::size_t i, const Scores& other) const {
    return outcomes[i] == other.outcomes[i] && cells[i] == other.cells[i] &&
           digests[i] == other.digests[i];
  }
  std::vector<std::uint8_t> outcomes;
  std::vector<std::uint16_t> cells;
  std::vector<std::uint64_t> digests;
  std::size_t ranks = 0;
};

TEST_F(Ranks, DoNotChangeResults) {
  ASSERT_EQ(run_battalion(words(folder / "base", "cross", "1")).exit_code, 0);
  const Scores base(folder / "base/sweep.h5");
  for (const int ranks : {1, 2, 3}) {
    for (const char* threads : {"1", "2"}) {
      const std::string out = folder / (std::to_string(ranks) + "x" + threads);
      const Ran ran = run_battalion(words(out, "cross", threads), mpirun(ranks));
      ASSERT_EQ(ran.exit_code, 0) << ran.err;
      const Scores scores(out + "/sweep.h5");
      EXPECT_EQ(scores.ranks, static_cast<std::size_t>(ranks));
      EXPECT_EQ(scores.outcomes, base.outcomes) << out;
      EXPECT_EQ(scores.cells, base.cells) << out;
      EXPECT_EQ(scores.digests, base.digests) << out;
    }
  }
}

TEST_F(Ranks, PairingDoesNotChangeAPair) {
  ASSERT_EQ(run_battalion(words(folder / "cross", "cross", "1")).exit_code, 0);
  ASSERT_EQ(run_battalion(words(folder / "own", "own", "1"), mpirun(2)).exit_code, 0);
  const Scores cross(folder / "cross/sweep.h5");
  const Scores own(folder / "own/sweep.h5");
  std::size_t paired = 0;
  for (std::size_t i = 0; i < own.outcomes.size(); ++i) {
    if (static_cast<score::Outcome>(own.outcomes[i] & 0x7f) == score::Outcome::unpaired) continue;
    ++paired;
    EXPECT_TRUE(own.same(i, cross)) << i;
  }
  EXPECT_EQ(paired, 26u);
}

TEST_F(Ranks, SayBadInputOnce) {
  auto bad = words(folder / "out", "own", "1");
  bad[2] = folder / "missing";
  const Ran ran = run_battalion(bad, mpirun(3));
  EXPECT_EQ(ran.exit_code, 2) << ran.err;
  std::size_t said = 0;
  for (auto at = ran.err.find("battalion: "); at != std::string::npos;
       at = ran.err.find("battalion: ", at + 1)) {
    ++said;
  }
  EXPECT_EQ(said, 1u) << ran.err;
}

}  // namespace
}  // namespace battalion::test
