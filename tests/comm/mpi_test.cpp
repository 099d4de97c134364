// The exchanges on MPI ranks. Every rank runs every test; the run fails if any rank's tests fail.

#include "comm/mpi.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "comm/exchanges.hpp"
#include "comm/launched.hpp"

namespace battalion::comm {
namespace {

// One for the process: MPI starts once. Small pieces, so that broadcasts need several.
std::unique_ptr<Communicator> world;

TEST(Mpi, IsLaunchedAndKnowsItsVersion) {
  EXPECT_TRUE(launched_by_mpi());
  EXPECT_GE(world->size(), 2) << "run under mpirun";
  EXPECT_GT(mpi_version().size(), 3u);
  EXPECT_EQ(mpi_version().find('\n'), std::string::npos);
}

// A failed exchange would leave the others waiting: end the job with the reason.
template <class F>
void together(F&& exchange) {
  try {
    exchange();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "rank %d: %s\n", world->rank(), e.what());
    world->abort(1);
  }
}

TEST(Mpi, Identities) {
  together([] { identities(*world); });
  // mpirun starts all ranks of a test on this host.
  EXPECT_EQ(world->local_size(), world->size());
  EXPECT_EQ(world->local_rank(), world->rank());
}
TEST(Mpi, PingPong) {
  together([] { ping_pong(*world); });
}
TEST(Mpi, LargeMessages) {
  together([] { large_messages(*world); });
}
TEST(Mpi, Ordering) {
  together([] { ordering(*world); });
}
TEST(Mpi, Broadcasts) {
  together([] { broadcasts(*world); });
}
TEST(Mpi, SelfSend) {
  together([] { self_send(*world); });
}

TEST(Mpi, CoordinatorScoresEachUnitOnce) {
  for (const std::uint32_t units : {0u, 1u, 2u, 3u, 200u}) {
    together([&] {
      for (const int times : coordinate(*world, units)) EXPECT_EQ(times, 1);
    });
  }
}

TEST(Mpi, AFailureReachesEveryRank) {
  for (int failing = 0; failing < world->size(); ++failing) {
    together([&] { EXPECT_TRUE(coordinate_failure(*world, 2000, failing)); });
  }
}

}  // namespace
}  // namespace battalion::comm

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  battalion::comm::world = battalion::comm::start_mpi(1u << 20);
  const int failed = RUN_ALL_TESTS();
  // mpirun ends with a non-zero status if any rank does.
  battalion::comm::world->finish();
  battalion::comm::world.reset();
  return failed;
}
