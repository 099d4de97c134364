#include "sched/protocol.hpp"

#include <gtest/gtest.h>

#include <random>

namespace battalion::sched::wire {
namespace {

std::vector<Message> samples() {
  return {Ready{2},
          Assign{UnitId(7)},
          Done{UnitId(0xfffffffe), {1, 2, 3, 4, 5, 6, 7, 1ull << 40}, 9, 1'500'000'000},
          Progress{{0, 10, 20, 0, 0, 0, 0, 3}},
          Failed{3, "cannot write \"x\"\n(disk full) \xc3\xa4"},
          Failed{0, ""},
          Finish{},
          Farewell{11, 2, 5'000'000'000, -1},
          Stop{"SIGTERM"},
          Halt{},
          Release{75},
          Release{0, 1},
          Beat{},
          Written{},
          Recall{}};
}

TEST(Protocol, EveryMessageComesBackAsItWas) {
  for (const Message& m : samples()) EXPECT_EQ(unpack(tag_of(m), pack(m)), m);
}

TEST(Protocol, TagsDiffer) {
  EXPECT_EQ(tag_of(Ready{}), 1);
  EXPECT_EQ(tag_of(Assign{}), 2);
  EXPECT_EQ(tag_of(Done{}), 3);
  EXPECT_EQ(tag_of(Progress{}), 4);
  EXPECT_EQ(tag_of(Failed{}), 5);
  EXPECT_EQ(tag_of(Finish{}), 6);
  EXPECT_EQ(tag_of(Farewell{}), 7);
  EXPECT_EQ(tag_of(Stop{}), 8);
  EXPECT_EQ(tag_of(Halt{}), 9);
  EXPECT_EQ(tag_of(Release{}), 10);
  EXPECT_EQ(tag_of(Beat{}), 11);
  EXPECT_EQ(tag_of(Written{}), 12);
  EXPECT_EQ(tag_of(Recall{}), 13);
}

TEST(Protocol, BytesCutShortOrLeftOverAreRefused) {
  for (const Message& m : samples()) {
    const Bytes whole = pack(m);
    for (std::size_t n = 0; n < whole.size(); ++n) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
      EXPECT_THROW(unpack(tag_of(m), cut), ProtocolError);
    }
    Bytes longer = whole;
    longer.push_back(std::byte{0});
    EXPECT_THROW(unpack(tag_of(m), longer), ProtocolError);
  }
}

TEST(Protocol, UnknownTagsAreRefused) {
  for (const int tag : {0, 14, -1, 1 << 20}) EXPECT_THROW(unpack(tag, {}), ProtocolError);
}

TEST(Protocol, ALengthBeyondTheMessageIsRefusedWithoutAllocating) {
  Packer p;
  p.put<std::int32_t>(1);
  p.put<std::uint64_t>(~0ull);
  EXPECT_THROW(unpack(static_cast<int>(Tag::failed), p.take()), ProtocolError);
}

TEST(Protocol, RandomBytesNeverDoWorseThanThrow) {
  std::mt19937_64 random(7);
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes bytes(random() % 120);
    for (std::byte& b : bytes) b = static_cast<std::byte>(random() % 4 == 0 ? random() : 0);
    const int tag = static_cast<int>(random() % 9);
    try {
      const Message m = unpack(tag, bytes);
      EXPECT_EQ(pack(m), bytes);  // what was read says all that the bytes said
      ++read;
    } catch (const ProtocolError&) {
    }
  }
  EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace battalion::sched::wire
