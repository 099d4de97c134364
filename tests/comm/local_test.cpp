#include "comm/local.hpp"

#include <gtest/gtest.h>

#include "comm/exchanges.hpp"
#include "comm/host.hpp"

namespace battalion::comm {
namespace {

TEST(Local, IsTheOnlyRank) {
  Local c;
  EXPECT_EQ(c.rank(), 0);
  EXPECT_EQ(c.size(), 1);
  EXPECT_EQ(c.local_rank(), 0);
  EXPECT_EQ(c.local_size(), 1);
  EXPECT_EQ(c.host(), host_name());
  EXPECT_EQ(c.host().find('.'), std::string::npos);
}

TEST(Local, PassesEveryExchange) {
  Local c;
  identities(c);
  ping_pong(c);
  large_messages(c);
  ordering(c);
  broadcasts(c);
  self_send(c);
  for (const int times : coordinate(c, 50)) EXPECT_EQ(times, 1);
  EXPECT_TRUE(coordinate_failure(c, 50, 0));
  c.finish();
}

TEST(LocalDeathTest, AbortEndsTheProcessWithItsCode) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Local c;
  EXPECT_EXIT(c.abort(3), testing::ExitedWithCode(3), "");
}

}  // namespace
}  // namespace battalion::comm
