#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace battalion {
namespace {

struct Point {
  std::int32_t x, y;
  bool operator==(const Point&) const = default;
};

Bytes sample_message() {
  Packer p;
  p.put<std::uint8_t>(7);
  p.put(std::string("two\0parts", 9));
  p.put(std::vector<Point>{{1, -2}, {3, 4}});
  p.put(std::vector<double>{});
  p.put(-5.5);
  return p.take();
}

TEST(Bytes, ComeBackAsTheyWerePut) {
  const Bytes bytes = sample_message();
  Unpacker u(bytes);
  EXPECT_EQ(u.get<std::uint8_t>(), 7);
  EXPECT_EQ(u.get<std::string>(), std::string("two\0parts", 9));
  EXPECT_EQ(u.get<std::vector<Point>>(), (std::vector<Point>{{1, -2}, {3, 4}}));
  EXPECT_TRUE(u.get<std::vector<double>>().empty());
  EXPECT_FALSE(u.done());
  EXPECT_EQ(u.get<double>(), -5.5);
  EXPECT_TRUE(u.done());
}

TEST(Bytes, EveryCutIsNoticed) {
  const Bytes whole = sample_message();
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
    Unpacker u(cut);
    EXPECT_THROW(
        {
          u.get<std::uint8_t>();
          u.get<std::string>();
          u.get<std::vector<Point>>();
          u.get<std::vector<double>>();
          u.get<double>();
        },
        ContractError)
        << n;
  }
}

TEST(Bytes, ALengthBeyondTheMessageTakesNoMemory) {
  Packer p;
  p.put<std::uint64_t>(~std::uint64_t{0} / sizeof(Point));
  const Bytes bytes = p.take();
  EXPECT_THROW(Unpacker(bytes).get<std::vector<Point>>(), ContractError);
  EXPECT_THROW(Unpacker(bytes).get<std::string>(), ContractError);
  EXPECT_THROW(Unpacker(bytes).count(1), ContractError);
}

TEST(Bytes, ACountIsHeldToWhatIsLeft) {
  Packer p;
  p.put<std::uint64_t>(2);
  p.put<std::uint64_t>(0);
  p.put<std::uint64_t>(0);
  const Bytes bytes = p.take();
  EXPECT_EQ(Unpacker(bytes).count(8), 2u);
  EXPECT_THROW(Unpacker(bytes).count(9), ContractError);
}

}  // namespace
}  // namespace battalion
