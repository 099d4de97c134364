#include "sched/device.hpp"

#include <gtest/gtest.h>

namespace battalion::sched {
namespace {

using Ids = std::vector<std::string>;

TEST(Device, OneVisibleIsTakenByEveryRank) {
  EXPECT_EQ(choose_device(1, 0), 0);
  EXPECT_EQ(choose_device(1, 3), 0);
}

TEST(Device, SeveralAreTakenByLocalRank) {
  for (int r = 0; r < 4; ++r) EXPECT_EQ(choose_device(4, r), r);
  EXPECT_EQ(choose_device(4, 4), 0);
  EXPECT_EQ(choose_device(4, 7), 3);
}

TEST(Device, NoneMeansCpu) { EXPECT_EQ(choose_device(0, 2), std::nullopt); }

TEST(Device, ReadsTheVariableAsCudaDoes) {
  EXPECT_EQ(visible_devices(nullptr), std::nullopt);
  EXPECT_EQ(visible_devices(""), Ids{});
  EXPECT_EQ(visible_devices("0"), Ids{"0"});
  EXPECT_EQ(visible_devices("2,0, 1"), (Ids{"2", "0", "1"}));
  EXPECT_EQ(visible_devices("GPU-8932f937,MIG-1"), (Ids{"GPU-8932f937", "MIG-1"}));
  EXPECT_EQ(visible_devices("-1"), Ids{});
  EXPECT_EQ(visible_devices("NoDevFiles"), Ids{});
  EXPECT_EQ(visible_devices("0,1,-1,2"), (Ids{"0", "1"}));
  EXPECT_EQ(visible_devices("0,,2"), Ids{"0"});
  EXPECT_EQ(visible_devices("3,"), Ids{"3"});
}

TEST(Device, SaysWhichRanksShareADevice) {
  const std::vector<RankDevice> ranks{{0, "a", "GPU-1"}, {1, "a", "GPU-2"}, {2, "a", "GPU-1"},
                                      {3, "b", "GPU-1"}, {4, "b", ""},      {5, "b", ""},
                                      {6, "b", "GPU-9"}, {7, "b", "GPU-9"}, {8, "a", "GPU-1"}};
  EXPECT_EQ(shared_devices(ranks),
            (Ids{"ranks 0, 2, 8 share device GPU-1 on a (one rank per GPU is fastest)",
                 "ranks 6, 7 share device GPU-9 on b (one rank per GPU is fastest)"}));
  EXPECT_TRUE(shared_devices({}).empty());
}

}  // namespace
}  // namespace battalion::sched
