#include "base/fnv.hpp"

#include <gtest/gtest.h>

namespace battalion {
namespace {

std::uint64_t of_bytes(std::string_view s) {
  Fnv64 h;
  for (char c : s) h.byte(static_cast<std::uint8_t>(c));
  return h.value();
}

std::uint64_t of_texts(std::string_view a, std::string_view b) {
  Fnv64 h;
  h.text(a);
  h.text(b);
  return h.value();
}

TEST(Fnv64, GivesThePublishedValues) {
  // The test vectors of the FNV draft (draft-eastlake-fnv, FNV-1a 64).
  EXPECT_EQ(of_bytes(""), 0xcbf29ce484222325ull);
  EXPECT_EQ(of_bytes("a"), 0xaf63dc4c8601ec8cull);
  EXPECT_EQ(of_bytes("foobar"), 0x85944171f73967e8ull);
}

TEST(Fnv64, ReadsNumbersLowByteFirst) {
  Fnv64 wide, narrow;
  wide.u32(0x04030201);
  wide.u16(0x0605);
  for (std::uint8_t b = 1; b <= 6; ++b) narrow.byte(b);
  EXPECT_EQ(wide.value(), narrow.value());
}

TEST(Fnv64, TellsWhereATextEnds) {
  EXPECT_NE(of_texts("ab", "c"), of_texts("a", "bc"));
  EXPECT_NE(of_texts("", "a"), of_texts("a", ""));
}

}  // namespace
}  // namespace battalion
