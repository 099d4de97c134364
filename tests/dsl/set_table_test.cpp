// Set orders and hashes against what CPython says.

#include "dsl/set_table.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "dsl/evaluating.hpp"
#include "dsl/hash.hpp"
#include "dsl/recorded_orders.hpp"

namespace battalion::dsl {
namespace {

std::vector<unsigned> walked(const SetTable& table) {
  std::vector<unsigned> out;
  table.walk([&](std::uint32_t number, std::uint32_t) { out.push_back(number); });
  return out;
}

TEST(SetTable, FollowsTheReferenceThroughEveryOperation) {
  // Integers hash to themselves.
  std::vector<std::uint64_t> hashes(100'000);
  std::iota(hashes.begin(), hashes.end(), std::uint64_t{0});
  const auto numbers = [](const auto& list) { return std::vector<std::uint32_t>(list.begin(), list.end()); };
  for (const auto& s : recorded::scripts) {
    for (const bool at_once : {false, true}) {
      SetTable table;
      table.clear(hashes.data());
      if (at_once) {
        table.add_new(numbers(s.added));
      } else {
        for (unsigned n : s.added) table.add(n);
      }
      for (unsigned n : s.added) table.add(n);  // there already: changes nothing
      for (unsigned n : s.discarded) table.discard(n);
      for (unsigned n : s.discarded) table.discard(n);  // no longer there
      table.settle_deletions();
      EXPECT_EQ(table.used(), s.added.size() - s.discarded.size());
      EXPECT_EQ(walked(table), s.walked);
      SetTable copy;
      copy.clear(hashes.data());
      copy.merge(table);
      EXPECT_FALSE(copy.has_deleted());
      EXPECT_EQ(walked(copy), s.copied);
      SetTable more;
      more.clear(hashes.data());
      for (unsigned n : s.merged) more.add_new(n);
      copy.merge(more);
      EXPECT_EQ(walked(copy), s.walked_after);
      table.clear(hashes.data());
      EXPECT_EQ(table.used(), 0u);
      EXPECT_TRUE(walked(table).empty());
    }
  }
}

TEST(Hash, IsThatOfTheReference) {
  for (const auto& h : recorded::hashes) {
    Context ctx(SetOrder::cpython);
    EXPECT_EQ(hash(from_json(ctx, h.value)), h.hash) << h.value;
  }
}

TEST(Hash, EqualValuesHashAlike) {
  Context ctx(SetOrder::cpython);
  const auto hash_of = [&](const char* text) { return hash(from_json(ctx, text)); };
  EXPECT_EQ(hash_of("true"), hash_of("1"));
  EXPECT_EQ(hash_of("[true,[0,false]]"), hash_of("[1,[0,0]]"));
  EXPECT_EQ(hash_of("[[true,0,1],[1,1,1]]"), hash_of("[[1,0,1],[1,1,1]]"));
  EXPECT_EQ(hash_of("{\"set\":[true,5]}"), hash_of("{\"set\":[5,1]}"));
}

TEST(SetOrder, OfInsertedElementsIsThatOfTheReference) {
  for (const auto& o : recorded::orders) {
    Context ctx(SetOrder::cpython);
    EXPECT_EQ(walked_text(ctx, set_of(ctx, items_of(ctx, o.inserted))), o.walked) << o.inserted;
  }
}

TEST(SetOrder, OfCopiedSetsIsThatOfTheReference) {
  for (const auto& o : recorded::copies) {
    Context ctx(SetOrder::cpython);
    EXPECT_EQ(walked_text(ctx, set_of_copied(ctx, items_of(ctx, o.inserted))), o.walked) << o.inserted;
  }
}

TEST(SetOrder, OfJoinedCommonAndReducedIsThatOfTheReference) {
  for (const auto& o : recorded::operators) {
    for (bool walk_first : {false, true}) {  // orders are worked out on demand: when must not matter
      Context ctx(SetOrder::cpython);
      const Value a = set_of(ctx, items_of(ctx, o.a));
      const Value b = set_of(ctx, items_of(ctx, o.b));
      if (walk_first) {
        walked_text(ctx, a);
        walked_text(ctx, b);
      }
      EXPECT_EQ(walked_text(ctx, set_joined(ctx, a, b)), o.joined) << o.a << o.b;
      EXPECT_EQ(walked_text(ctx, set_intersection(ctx, a, b)), o.common) << o.a << o.b;
      EXPECT_EQ(walked_text(ctx, set_reduced(ctx, a, b)), o.reduced) << o.a << o.b;
    }
  }
}

TEST(SetOrder, CanonicalIsSortedHoweverTheSetCameToBe) {
  Context ctx(SetOrder::canonical);
  const Value numbers = set_of(ctx, items_of(ctx, "[5,-1,null,[2,1],true,3,[1,9]]"));
  EXPECT_EQ(walked_text(ctx, numbers), "[null,-1,true,3,5,[1,9],[2,1]]");
  // A cell compares by its place first, then its value.
  const Value cells = set_of(ctx, items_of(ctx, "[[9,[0,1]],[1,[1,0]],[3,[0,1]],[5,[0,0]]]"));
  EXPECT_EQ(walked_text(ctx, cells), "[[5,[0,0]],[3,[0,1]],[9,[0,1]],[1,[1,0]]]");
  const Value sets = set_of(ctx, items_of(ctx, R"([{"set":[2]},{"set":[1,9]},{"set":[]},{"set":[1]}])"));
  EXPECT_EQ(walked_text(ctx, sets), R"([{"set":[]},{"set":[1]},{"set":[1,9]},{"set":[2]}])");
}

TEST(Order, DoesNotHangOnTheOrderInWhichWalksAreAskedFor) {
  // Chains of operations, walked at the end only or at every step.
  for (bool at_every_step : {false, true}) {
    Context ctx(SetOrder::cpython);
    const auto maybe_walk = [&](Value s) {
      if (at_every_step) walked_text(ctx, s);
      return s;
    };
    Value s = maybe_walk(set_of(ctx, items_of(ctx, "[[0,0],[7,7],[3,12],[15,3],[8,8],[1,30]]")));
    for (int k = 0; k < 200; ++k) {
      const Value step = Value::pair(k % 5 - 2, k % 3 - 1);
      const Value moved = maybe_walk(call_named(ctx, "shift", {s, step}));
      const Value joined = maybe_walk(call_named(ctx, "combine", {s, moved}));
      const Value fewer = maybe_walk(call_named(ctx, "difference", {joined, call_named(ctx, "initset", {step})}));
      s = fewer.set().size > 60 ? moved : fewer;
    }
    static std::string first;
    const std::string text = walked_text(ctx, s);
    if (first.empty()) first = text;
    EXPECT_EQ(text, first);
  }
}

}  // namespace
}  // namespace battalion::dsl
