#include "dsl/united.hpp"

#include <algorithm>

#include "dsl/set.hpp"

namespace battalion::dsl {
namespace {

/// The places of these sets as bits. False where they are far apart.
bool as_bits(Context& ctx, std::span<const Value> sets, std::uint64_t words, PlaceBits& bits) {
  const auto each_piece = [&](const SetObj& s, const auto& fn) {
    ctx.budget.moving(s.size * sizeof(Value));
    ctx.in_pieces<Value>(s.size, [&](std::size_t from, std::size_t to) { fn(std::span<const Value>{s.items + from, to - from}); });
  };
  // Mostly they are near a grid.
  bits.start_near();
  bool near = true;
  for (std::size_t k = 0; k < sets.size() && near; ++k) {
    const SetObj& s = sets[k].set();
    if (s.step != 0) {
      near = bits.add_near_line(s.items[0], s.step, s.size);
    } else {
      each_piece(s, [&](std::span<const Value> piece) { near &= bits.add_near(piece); });
    }
  }
  if (near) return true;
  bits.start();
  for (const Value v : sets) {
    const SetObj& s = v.set();
    if (s.step != 0) {
      bits.widen({s.items, 1});
      bits.widen({s.items + s.size - 1, 1});
    } else {
      each_piece(s, [&](std::span<const Value> piece) { bits.widen(piece); });
    }
  }
  if (!bits.begin(words)) return false;
  for (const Value v : sets) {
    const SetObj& s = v.set();
    if (s.step != 0) {
      ctx.budget.moving(s.size);
      bits.add_line(s.items[0], s.step, s.size);
    } else {
      each_piece(s, [&](std::span<const Value> piece) { bits.add(piece); });
    }
  }
  return true;
}

}  // namespace

SetObj* united_places(Context& ctx, std::span<const Value> sets) {
  constexpr std::uint64_t few = 64;
  static_assert(few * PlaceBits::places_a_word >= PlaceBits::near_side * PlaceBits::near_side);
  if (ctx.order != SetOrder::canonical) return nullptr;
  std::uint64_t words = 0;
  for (const Value v : sets) {
    if (!v.is_set() || (v.set().kind != ElementKind::pairs && v.set().size != 0)) return nullptr;
    words += v.set().size;
  }
  if (words < few || !as_bits(ctx, sets, words, ctx.place_bits)) return nullptr;
  const std::span<const Value> places = ctx.place_bits.list(words);
  SetObj* s = new_set(ctx, ElementKind::pairs, Recipe::sequence, 0);
  s->size = static_cast<std::uint32_t>(places.size());
  s->items = ctx.take<Value>(s->size);
  std::copy(places.begin(), places.end(), s->items);
  s->walked = true;
  ctx.charge(s->size * 12);
  ctx.tick(words);
  return s;
}

SetObj* united_cells(Context& ctx, Recipe recipe, std::span<const Value> sets, std::uint64_t gathered) {
  if (ctx.order != SetOrder::canonical) return nullptr;
  std::uint64_t low = ~std::uint64_t{0}, high = 0, low_j = low, high_j = 0, n = 0;
  for (const Value v : sets) {
    if (!v.is_set() || (v.set().kind != ElementKind::cells && v.set().size != 0)) return nullptr;
    n += v.set().size;
  }
  if (n <= small_set || n > std::uint64_t{1} << 20) return nullptr;
  for (const Value v : sets) {
    const SetObj& s = v.set();
    ctx.budget.moving(s.size * sizeof(Value));
    for (std::uint32_t k = 0; k < s.size; ++k) {
      const std::uint64_t word = s.items[k].bits(), j = word >> 16 & 0xffffff;
      low = std::min(low, word), high = std::max(high, word);
      low_j = std::min(low_j, j), high_j = std::max(high_j, j);
    }
  }
  const std::uint64_t low_i = low >> 40, height = (high >> 40) - low_i + 1, width = high_j - low_j + 1;
  const std::uint64_t bytes = n * gathered + Context::bytes_of<Value>(n) + Context::bytes_of<std::uint32_t>(n);
  if (!PlaceIndex::fits(height, width, n) || !ctx.budget.covers(0, bytes)) return nullptr;
  const Arena::Mark mark = ctx.arena(ctx.home).mark();
  auto* const items = static_cast<Value*>(ctx.arena(ctx.home).take(Context::bytes_of<Value>(n)));
  auto& colours = ctx.scratch_colours;
  colours.assign(height * width, 0);
  std::uint32_t left = 0;
  std::uint32_t several = 0;
  for (const Value v : sets) {
    const SetObj& s = v.set();
    ctx.budget.moving(s.size * sizeof(Value));
    for (std::uint32_t k = 0; k < s.size; ++k) {
      const std::uint64_t word = s.items[k].bits();
      std::uint16_t& there = colours[((word >> 40) - low_i) * width + (word >> 16 & 0xffffff) - low_j];
      const auto colour = static_cast<std::uint16_t>((word >> 4 & 0xfff) + 1);
      // Put down before it is known to be new: that cannot be foretold.
      items[left] = s.items[k];
      left += there == 0 ? 1 : 0;
      several |= there == 0 || there == colour ? 0 : 1;
      there = colour;
    }
    if (several != 0) {
      ctx.arena(ctx.home).rewind(mark);
      return nullptr;
    }
  }
  ctx.charge(bytes);
  SetObj* s = new_set(ctx, ElementKind::cells, recipe, 0);
  s->size = left;
  s->items = items;
  s->distinct_places = left == 1;
  ctx.charge(left * 12);
  ctx.tick(n);
  return s;
}

}  // namespace battalion::dsl
