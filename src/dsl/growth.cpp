#include "dsl/growth.hpp"

#include <algorithm>

#include "dsl/hash.hpp"
#include "dsl/set.hpp"

namespace battalion::dsl {
namespace {

constexpr int straight[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
constexpr int oblique[4][2] = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};

/// The neighbours of a place in the order in which the reference's (d)neighbors set is walked.
/// Places are numbered (i + 1) * stride + (j + 1) so that those off the grid have numbers too.
void walk_neighbours(SetTable& table, SetTable& scratch, int i, int j, bool diagonal, std::uint32_t stride) {
  const auto add_all = [&](SetTable& t, const int (&steps)[4][2]) {
    t.clear();
    for (const auto& d : steps) {
      const int a = i + d[0], b = j + d[1];
      t.add_new(hash_pair(a, b), static_cast<std::uint32_t>(a + 1) * stride + static_cast<std::uint32_t>(b + 1));
    }
  };
  add_all(table, straight);
  if (!diagonal) return;
  add_all(scratch, oblique);
  table.merge(scratch);
}

}  // namespace

const std::vector<std::uint32_t>& index_order(Context& ctx, std::uint32_t height, std::uint32_t width) {
  auto& order = ctx.index_orders[(std::uint64_t{height} << 32) | width];
  if (order.empty()) {
    SetTable table;
    for (std::uint32_t i = 0; i < height; ++i) {
      for (std::uint32_t j = 0; j < width; ++j) table.add_new(hash_pair(i, j), i * width + j);
    }
    order.reserve(std::size_t{height} * width);
    table.walk([&](std::uint32_t number, std::uint64_t, std::uint32_t) { order.push_back(number); });
  }
  return order;
}

void rank_objects(Context& ctx, Growth& g) {
  if (g.ranked) return;
  auto* room = static_cast<std::uint32_t*>(g.arena->take(sizeof(std::uint32_t) * 4 * g.count));
  g.rank = room;
  g.seed = room + g.count;
  g.before = room + 2 * g.count;
  g.by_rank = room + 3 * g.count;
  std::fill_n(g.rank, g.count, dropped);
  std::uint32_t next = 0, cells = 0;
  for (std::uint32_t place : index_order(ctx, g.height, g.width)) {
    const std::uint32_t label = g.labels[(place / g.width + 1) * (g.width + 2) + place % g.width + 1];
    if (label == 0 || g.rank[label - 1] != dropped) continue;
    g.rank[label - 1] = next;
    g.seed[label - 1] = place;
    g.before[label - 1] = cells;
    g.by_rank[next++] = label - 1;
    cells += g.objects[label - 1].set().size;
    if (next == g.count) break;
  }
  g.ranked = true;
}

void regrow(Context& ctx, Growth& g, std::uint32_t number, const SetObj& s) {
  rank_objects(ctx, g);
  const std::uint32_t stride = g.width + 2;
  const std::uint32_t rank = g.rank[number];
  // Where the object's cells are, as 1 + item number; seen: those added so far.
  auto& item_at = ctx.scratch_map;
  item_at.assign(std::size_t{g.height + 2} * stride, 0);
  for (std::uint32_t k = 0; k < s.size; ++k) {
    item_at[static_cast<std::uint32_t>(s.items[k].cell_i() + 1) * stride +
            static_cast<std::uint32_t>(s.items[k].cell_j() + 1)] = k + 1;
  }
  std::vector<std::uint8_t> seen(s.size, 0);
  std::uint32_t occupied = g.before[number];
  const auto is_occupied = [&](std::uint32_t place) {
    if (item_at[place] != 0) return seen[item_at[place] - 1] != 0;
    const std::uint32_t label = g.labels[place];
    return label != 0 && g.rank[label - 1] < rank;
  };

  SetTable& object = ctx.table;
  SetTable& neighbourhood = ctx.other_table;
  SetTable& near = ctx.third_table;
  SetTable inner, scratch, inside;
  object.clear();
  const std::uint32_t seed = (g.seed[number] / g.width + 1) * stride + g.seed[number] % g.width + 1;
  object.add(item_hash(s, item_at[seed] - 1), item_at[seed] - 1);
  near.clear();
  near.add(hash_pair(seed / stride - 1, seed % stride - 1), seed);
  while (near.used() != 0) {
    neighbourhood.clear();
    near.walk([&](std::uint32_t place, std::uint64_t, std::uint32_t) {
      if (item_at[place] == 0) return;
      const std::uint32_t item = item_at[place] - 1;
      object.add(item_hash(s, item), item);
      if (seen[item] == 0) {
        seen[item] = 1;
        ++occupied;
      }
      walk_neighbours(inner, scratch, static_cast<int>(place / stride) - 1, static_cast<int>(place % stride) - 1,
                      g.diagonal, stride);
      inside.clear();
      inner.walk([&](std::uint32_t p, std::uint64_t h, std::uint32_t) {
        const std::uint32_t i = p / stride, j = p % stride;
        if (i >= 1 && i <= g.height && j >= 1 && j <= g.width) inside.add_new(h, p);
      });
      neighbourhood.merge(inside);
    });
    // cands = neighborhood - occupied
    near.clear();
    if ((neighbourhood.used() >> 2) > occupied) {
      near.merge(neighbourhood);
      neighbourhood.walk([&](std::uint32_t p, std::uint64_t h, std::uint32_t) {
        if (is_occupied(p)) near.discard(h, p);
      });
      near.settle_deletions();
    } else {
      neighbourhood.walk([&](std::uint32_t p, std::uint64_t h, std::uint32_t) {
        if (!is_occupied(p)) near.add_new(h, p);
      });
    }
  }
}

}  // namespace battalion::dsl
