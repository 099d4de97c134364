#include "arc/pack.hpp"

#include <gtest/gtest.h>

#include "base/contract.hpp"

namespace battalion::arc {
namespace {

Dataset sample_data() {
  Task a{.id = "a", .file = "folder/a.json", .samples = {}, .demo_count = 1};
  a.samples.push_back({Split::demo, 0, Grid{1, 2, {0, 9}}, Grid{2, 1, {3, 4}}});
  a.samples.push_back({Split::test, 0, Grid{1, 1, {7}}, Grid{}});
  Task b{.id = "b", .file = "folder/b.json", .samples = {}, .demo_count = 0};
  return Dataset({b, a});
}

TEST(Pack, RoundTrips) {
  const Dataset data = sample_data();
  const Dataset back = unpack(pack(data));
  ASSERT_EQ(back.task_count(), 2u);
  EXPECT_EQ(back.digest(), data.digest());
  const Task& a = back.task(TaskId(0));
  EXPECT_EQ(a.id, "a");
  EXPECT_EQ(a.file, "folder/a.json");
  EXPECT_EQ(a.demo_count, 1u);
  ASSERT_EQ(a.samples.size(), 2u);
  EXPECT_EQ(a.samples[0].input, (Grid{1, 2, {0, 9}}));
  EXPECT_EQ(a.samples[1].split, Split::test);
  EXPECT_EQ(a.samples[1].output, Grid{});
  EXPECT_EQ(unpack(pack(Dataset{})).task_count(), 0u);
  const Dataset part = unpack(pack(data.part({1, 2})));
  ASSERT_EQ(part.elsewhere().size(), 1u);
  EXPECT_EQ(part.elsewhere()[0], "b");
}

TEST(Pack, NoticesDamage) {
  const Bytes bytes = pack(sample_data());
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_THROW(unpack(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n))),
                 ContractError)
        << n;
  }
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_THROW(unpack(longer), ContractError);
}

TEST(Pack, NoticesCountsAndCodesThatCannotBe) {
  Task task = sample_data().tasks()[0];
  task.samples[0].split = static_cast<Split>(7);
  EXPECT_THROW(unpack(pack(Dataset({task}))), ContractError);
  Packer packer;  // one task of no samples, with a demo
  packer.put<std::uint32_t>(1);
  packer.put(std::string("a"));
  packer.put(std::string("a.json"));
  packer.put<std::uint32_t>(1);
  packer.put<std::uint32_t>(0);
  EXPECT_THROW(unpack(packer.take()), ContractError);
}

}  // namespace
}  // namespace battalion::arc
