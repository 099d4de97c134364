#include "dsl/growth.hpp"

#include <algorithm>

#include "dsl/hash.hpp"
#include "dsl/set.hpp"

namespace battalion::dsl {
namespace {

/// Where the cells of objects are in the lists of their objects: [height + 2][width + 2], bordered. Made once for all of them.
const std::vector<std::uint32_t>& items_by_place(Context& ctx, const Growth& g) {
  auto& item_at = ctx.cell_items;
  if (ctx.mapped_growth == g.number) return item_at;
  const std::uint32_t stride = g.width + 2;
  item_at.resize(std::size_t{g.height + 2} * stride);
  for (std::uint32_t o = 0; o < g.count; ++o) {
    const SetObj& object = g.objects[o].set();
    for (std::uint32_t k = 0; k < object.size; ++k) {
      const Value cell = object.items[k];
      item_at[static_cast<std::uint32_t>(cell.cell_i() + 1) * stride + static_cast<std::uint32_t>(cell.cell_j() + 1)] = k;
    }
  }
  ctx.mapped_growth = g.number;
  return item_at;
}

/// Hashes of places (i, j) numbered (i + 1) * (width + 2) + j + 1.
const std::uint64_t* hashes_of_places(Context& ctx, std::uint32_t height, std::uint32_t width) {
  auto& hashes = ctx.place_hashes;
  if (ctx.hashed_height == height && ctx.hashed_width == width) return hashes.data();
  const std::uint32_t stride = width + 2;
  hashes.resize(std::size_t{height + 2} * stride);
  for (std::size_t p = 0; p < hashes.size(); ++p) {
    hashes[p] = hash_pair(static_cast<std::int64_t>(p / stride) - 1, static_cast<std::int64_t>(p % stride) - 1);
  }
  ctx.hashed_height = height;
  ctx.hashed_width = width;
  return hashes.data();
}

/// Where the reference's asindices(grid) walks; places are numbered as there.
const std::vector<std::uint32_t>& index_order(Context& ctx, std::uint32_t height, std::uint32_t width) {
  auto& order = ctx.index_orders[(std::uint64_t{height} << 32) | width];
  if (order.empty()) {
    const std::uint32_t stride = width + 2;
    SetTable table;
    table.clear(hashes_of_places(ctx, height, width));
    for (std::uint32_t i = 1; i <= height; ++i) {
      for (std::uint32_t j = 1; j <= width; ++j) table.add_new(i * stride + j);
    }
    order.reserve(table.used());
    table.walk([&](std::uint32_t place, std::uint32_t) { order.push_back(place); });
  }
  return order;
}

}  // namespace

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
    const std::uint32_t label = g.labels[place];
    if (label == 0 || g.rank[label - 1] != dropped) continue;
    g.rank[label - 1] = next;
    g.seed[label - 1] = place;
    g.before[label - 1] = cells;
    g.by_rank[next++] = label - 1;
    cells += g.objects[label - 1].set().size;
    if (next == g.count) break;
  }
  g.ranked = 1;
}

void regrow(Context& ctx, Growth& g, std::uint32_t number, const SetObj& s) {
  rank_objects(ctx, g);
  const std::uint32_t stride = g.width + 2;
  const std::uint32_t rank = g.rank[number];
  const auto& item_at = items_by_place(ctx, g);
  const std::uint64_t* const hashes = hashes_of_places(ctx, g.height, g.width);
  auto& seen = ctx.scratch_seen;  // of its cells: added so far
  seen.assign(s.size, 0);
  std::uint32_t occupied = g.before[number];
  const auto is_occupied = [&](std::uint32_t place) {
    const std::uint32_t label = g.labels[place];
    if (label == number + 1) return seen[item_at[place]] != 0;
    return label != 0 && g.rank[label - 1] < rank;
  };

  SetTable& object = ctx.table;
  SetTable& neighbourhood = ctx.other_table;
  SetTable& near = ctx.third_table;
  const std::uint32_t seed = g.seed[number];
  object.add(item_at[seed]);
  near.clear(hashes);
  near.add(seed);
  std::uint32_t places[Neighbours::most];
  while (near.used() != 0) {
    neighbourhood.clear(hashes);
    near.walk([&](std::uint32_t place, std::uint32_t) {
      if (g.labels[place] != number + 1) return;
      const std::uint32_t item = item_at[place];
      object.add(item);
      if (seen[item] == 0) {
        seen[item] = 1;
        ++occupied;
      }
      const auto& around = ctx.neighbours.of(place / stride - 1, place % stride - 1, g.height, g.width, g.diagonal);
      for (std::uint32_t k = 0; k < around.count; ++k) {
        places[k] = place + static_cast<std::uint32_t>(around.di[k]) * stride + static_cast<std::uint32_t>(around.dj[k]);
      }
      neighbourhood.merge({places, around.count}, around.mask, false, around.slots);
    });
    // cands = neighborhood - occupied
    near.clear(hashes);
    if ((neighbourhood.used() >> 2) > occupied) {
      near.merge(neighbourhood);
      neighbourhood.walk([&](std::uint32_t p, std::uint32_t) {
        if (is_occupied(p)) near.discard(p);
      });
      near.settle_deletions();
    } else {
      neighbourhood.walk([&](std::uint32_t p, std::uint32_t) {
        if (!is_occupied(p)) near.add_new(p);
      });
    }
  }
}

}  // namespace battalion::dsl
