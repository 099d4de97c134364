// What the interpreter does to many cells or places at once is what it would do to them one by one.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "dsl/evaluating.hpp"

namespace battalion::dsl {
namespace {

class AtOnce : public testing::Test {
 protected:
  int draw(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  /// Long runs of a colour in some, none in others.
  Value drawn_grid(Context& ctx) {
    GridObj* g = new_grid(ctx, static_cast<std::uint64_t>(draw(1, 40)), static_cast<std::uint64_t>(draw(1, 40)));
    const int stays = draw(0, 9), colours = draw(1, 4);
    std::int8_t colour = 0;
    for (std::size_t k = 0; k < std::size_t{g->height} * g->width; ++k) {
      if (draw(0, 9) >= stays) colour = static_cast<std::int8_t>(draw(0, colours));
      g->cells[k] = colour;
    }
    return as_value(g);
  }
  std::vector<Value> drawn_places(int n, int low, int high) {
    std::set<std::uint64_t> words;
    for (int k = 0; k < n; ++k) words.insert(Value::pair(draw(low, high), draw(low, high)).bits());
    std::vector<Value> out;
    for (const std::uint64_t w : words) out.push_back(Value::of_bits(w));
    std::shuffle(out.begin(), out.end(), random_);
    return out;
  }
  static std::vector<std::uint64_t> sorted(std::span<const Value> values) {
    std::vector<std::uint64_t> out;
    for (const Value v : values) out.push_back(v.bits());
    std::sort(out.begin(), out.end());
    return out;
  }
  static std::vector<std::uint64_t> walked(Context& ctx, Value set) {
    std::vector<std::uint64_t> out;
    for (const Value v : walked_items(ctx, set.set())) out.push_back(v.bits());
    return out;
  }

  std::mt19937 random_{7};
};

TEST_F(AtOnce, GridsAreTurned) {
  for (int round = 0; round < 200; ++round) {
    Context ctx(SetOrder::canonical);
    const Value grid = drawn_grid(ctx);
    const GridObj& g = grid.grid();
    const auto at = [&](std::uint32_t i, std::uint32_t j) { return g.cells[i * g.width + j]; };
    const auto turned = [&](const char* name, bool upwards, bool from_right) {
      const GridObj& out = call_named(ctx, name, {grid}).grid();
      ASSERT_EQ(out.height, g.width);
      ASSERT_EQ(out.width, g.height);
      for (std::uint32_t i = 0; i < out.height; ++i) {
        for (std::uint32_t j = 0; j < out.width; ++j) {
          ASSERT_EQ(out.cells[i * out.width + j], at(upwards ? g.height - 1 - j : j, from_right ? g.width - 1 - i : i)) << name;
        }
      }
    };
    turned("dmirror", false, false);
    turned("rot90", true, false);
    turned("rot270", false, true);
    turned("cmirror", true, true);
  }
}

TEST_F(AtOnce, ObjectsAreWhatAFloodFinds) {
  for (int round = 0; round < 400; ++round) {
    Context ctx(round % 2 == 0 ? SetOrder::canonical : SetOrder::cpython);
    const Value grid = drawn_grid(ctx);
    const GridObj& g = grid.grid();
    const bool univalued = draw(0, 1) != 0, diagonal = draw(0, 1) != 0, without = draw(0, 1) != 0;
    const Value found = call_named(ctx, "objects", {grid, Value::boolean(univalued), Value::boolean(diagonal), Value::boolean(without)});
    const std::int64_t background = without ? call_named(ctx, "mostcolor", {grid}).as_small() : -1;
    const int h = static_cast<int>(g.height), w = static_cast<int>(g.width);
    const auto at = [&](int i, int j) { return g.cells[i * w + j]; };
    std::vector<bool> seen(static_cast<std::size_t>(h * w), false);
    std::set<std::vector<std::uint64_t>> expected;
    for (int k = 0; k < h * w; ++k) {
      if (seen[static_cast<std::size_t>(k)] || g.cells[k] == background) continue;
      std::vector<int> open = {k};
      std::vector<Value> cells;
      seen[static_cast<std::size_t>(k)] = true;
      while (!open.empty()) {
        const int i = open.back() / w, j = open.back() % w;
        open.pop_back();
        cells.push_back(Value::cell(at(i, j), i, j));
        for (int a = std::max(0, i - 1); a <= std::min(h - 1, i + 1); ++a) {
          for (int b = std::max(0, j - 1); b <= std::min(w - 1, j + 1); ++b) {
            if ((!diagonal && a != i && b != j) || seen[static_cast<std::size_t>(a * w + b)] || at(a, b) == background) continue;
            if (univalued && at(a, b) != at(i, j)) continue;
            seen[static_cast<std::size_t>(a * w + b)] = true;
            open.push_back(a * w + b);
          }
        }
      }
      expected.insert(sorted(cells));
    }
    std::set<std::vector<std::uint64_t>> told;
    for (std::uint32_t k = 0; k < found.set().size; ++k) {
      SetObj& object = found.set().items[k].set();
      told.insert(sorted({object.items, object.size}));
      if (ctx.order == SetOrder::canonical) {
        EXPECT_EQ(walked(ctx, as_value(&object)), sorted({object.items, object.size}));
      }
    }
    ASSERT_EQ(told, expected);
    ASSERT_EQ(found.set().size, expected.size());
  }
}

TEST_F(AtOnce, PlacesOfAColourAndTheCommonest) {
  for (int round = 0; round < 200; ++round) {
    Context ctx(SetOrder::canonical);
    const Value grid = drawn_grid(ctx);
    const GridObj& g = grid.grid();
    std::int64_t counts[6] = {};
    for (std::int64_t colour = 0; colour < 6; ++colour) {
      std::vector<Value> expected;
      for (std::uint32_t i = 0; i < g.height; ++i) {
        for (std::uint32_t j = 0; j < g.width; ++j) {
          if (g.cells[i * g.width + j] == colour) expected.push_back(Value::pair(i, j));
        }
      }
      counts[colour] = static_cast<std::int64_t>(expected.size());
      const Value places = call_named(ctx, "ofcolor", {grid, Value::small(colour)});
      ASSERT_EQ(walked(ctx, places), sorted(expected));
    }
    ASSERT_EQ(counts[call_named(ctx, "mostcolor", {grid}).as_small()], *std::max_element(counts, counts + 6));
    for (std::int64_t& n : counts) n = n == 0 ? 2'000 : n;
    ASSERT_EQ(counts[call_named(ctx, "leastcolor", {grid}).as_small()], *std::min_element(counts, counts + 6));
  }
}

TEST_F(AtOnce, SetsAreAskedOftenOrSeldom) {
  for (int round = 0; round < 100; ++round) {
    Context ctx(SetOrder::canonical);
    const int spread = round % 3 == 0 ? 1'000 : 20;
    const std::vector<Value> in = drawn_places(draw(1, 80), -spread, spread), others = drawn_places(80, -spread, spread);
    const Value places = set_of(ctx, in), more = set_of(ctx, others);
    const Value cells = call_named(ctx, "recolor", {Value::small(3), places});
    const auto words = sorted(in);
    for (const Value v : others) {
      const bool is_in = std::binary_search(words.begin(), words.end(), v.bits());
      ASSERT_EQ(contains(places.set(), v), is_in);
      ASSERT_EQ(contains(cells.set(), Value::cell(3, v.pair_i(), v.pair_j())), is_in);
      ASSERT_FALSE(contains(cells.set(), Value::cell(4, v.pair_i(), v.pair_j())));
      ASSERT_FALSE(contains(places.set(), Value::cell(3, v.pair_i(), v.pair_j())));
    }
    std::vector<std::uint64_t> left, both;
    const auto of_others = sorted(others);
    std::set_difference(words.begin(), words.end(), of_others.begin(), of_others.end(), std::back_inserter(left));
    std::set_intersection(words.begin(), words.end(), of_others.begin(), of_others.end(), std::back_inserter(both));
    EXPECT_EQ(walked(ctx, call_named(ctx, "difference", {places, more})), left);
    EXPECT_EQ(walked(ctx, call_named(ctx, "intersection", {places, more})), both);
  }
}

TEST_F(AtOnce, PlacesAndLinesAreUnited) {
  for (int round = 0; round < 200; ++round) {
    Context ctx(SetOrder::canonical);
    const int spread = round % 4 == 0 ? 300 : 50;
    std::vector<Value> sets;
    std::vector<Value> all;
    for (int k = draw(1, 6); k > 0; --k) {
      const Value way = Value::pair(draw(-1, 1), draw(-1, 1)), from = Value::pair(draw(-spread, spread), draw(-spread, spread));
      sets.push_back(draw(0, 2) == 0 ? set_of(ctx, drawn_places(draw(1, 90), -spread, spread)) : call_named(ctx, "shoot", {from, way}));
      if (draw(0, 2) == 0) sets.back() = call_named(ctx, "shift", {sets.back(), Value::pair(draw(-5, 5), draw(-5, 5))});
      all.insert(all.end(), sets.back().set().items, sets.back().set().items + sets.back().set().size);
    }
    auto expected = sorted(all);
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
    EXPECT_EQ(walked(ctx, set_merged(ctx, set_of(ctx, sets))), expected);
  }
}

TEST_F(AtOnce, CellsAreUnited) {
  for (int round = 0; round < 200; ++round) {
    Context ctx(SetOrder::canonical);
    const int spread = round % 4 == 0 ? 2'000 : 15, colours = round % 3 == 0 ? 2 : 1;
    std::vector<Value> sets;
    std::vector<Value> all;
    for (int k = draw(1, 6); k > 0; --k) {
      const Value places = set_of(ctx, drawn_places(draw(1, 300), -spread, spread));
      sets.push_back(call_named(ctx, "recolor", {Value::small(draw(1, colours)), places}));
      all.insert(all.end(), sets.back().set().items, sets.back().set().items + sets.back().set().size);
    }
    auto expected = sorted(all);
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
    EXPECT_EQ(walked(ctx, set_merged(ctx, set_of(ctx, sets))), expected);
    EXPECT_EQ(walked(ctx, set_joined(ctx, set_of(ctx, all), sets[0])), expected);
  }
}

TEST_F(AtOnce, DistancesNearAndFar) {
  for (const int spread : {3, 40, 8'000, 9'000, 20'000}) {
    for (int round = 0; round < 20; ++round) {
      Context ctx(SetOrder::canonical);
      const std::vector<Value> a = drawn_places(draw(1, 40), -spread, spread), b = drawn_places(draw(1, 40), -spread, spread);
      std::int64_t least = 1 << 20;
      for (const Value x : a) {
        for (const Value y : b) least = std::min(least, std::abs(x.pair_i() - y.pair_i()) + std::abs(x.pair_j() - y.pair_j()));
      }
      EXPECT_EQ(call_named(ctx, "manhattan", {set_of(ctx, a), set_of(ctx, b)}).as_small(), least);
    }
  }
}

}  // namespace
}  // namespace battalion::dsl
