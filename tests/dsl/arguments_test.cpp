// Arguments behave as a vector of them would, near and far.

#include "dsl/arguments.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace battalion::dsl {
namespace {

std::vector<std::uint32_t> drawn(std::size_t n) {
  std::vector<std::uint32_t> v(n);
  std::iota(v.begin(), v.end(), 7u);
  return v;
}
Arguments made(const std::vector<std::uint32_t>& v) {
  Arguments a;
  for (const std::uint32_t x : v) a.push_back(x);
  return a;
}
std::vector<std::uint32_t> in(const Arguments& a) { return {a.begin(), a.end()}; }

TEST(Arguments, HoldWhatIsPutIn) {
  for (std::size_t n = 0; n < 40; ++n) {
    const auto v = drawn(n);
    Arguments a = made(v), b;
    b.assign(v.begin(), v.end());
    EXPECT_EQ(in(a), v);
    EXPECT_EQ(a, b);
    EXPECT_EQ(a.size(), n);
    EXPECT_EQ(a.empty(), n == 0);
    for (std::size_t k = 0; k < n; ++k) EXPECT_EQ(a[k], v[k]);
    b.assign(n, 3u);
    EXPECT_EQ(in(b), std::vector<std::uint32_t>(n, 3u));
  }
  EXPECT_EQ(in({1, 2, 3}), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_FALSE(Arguments({1, 2}) == Arguments({1, 2, 3}));
}

TEST(Arguments, AreCopiedAndMovedFromAnySizeToAny) {
  for (const std::size_t from : {0, 1, 4, 5, 30}) {
    for (const std::size_t to : {0, 1, 4, 5, 30}) {
      const auto v = drawn(from);
      Arguments a = made(v), b = made(drawn(to)), c = b;
      b = a;
      EXPECT_EQ(in(b), v);
      EXPECT_EQ(in(a), v);
      if (from > 0) b[from - 1] = 99;
      EXPECT_EQ(in(a), v);
      c = std::move(a);
      EXPECT_EQ(in(c), v);
      Arguments d = std::move(c);
      EXPECT_EQ(in(d), v);
      c.push_back(5);  // as good as new
      EXPECT_EQ(in(c), (std::vector<std::uint32_t>{5}));
      const Arguments& same = d;
      d = same;
      EXPECT_EQ(in(d), v);
    }
  }
}

}  // namespace
}  // namespace battalion::dsl
