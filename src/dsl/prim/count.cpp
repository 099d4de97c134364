#include "dsl/prim/count.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "dsl/error.hpp"
#include "dsl/prim/iterate.hpp"

namespace battalion::dsl::prim {
namespace {

/// counts[k] is that of set.items[k].
Value choose(Context& ctx, SetObj& set, const std::uint32_t* counts, bool most) {
  std::uint32_t best = 0;
  bool tie = false;
  for (std::uint32_t k = 1; k < set.size; ++k) {
    if (most ? counts[k] > counts[best] : counts[k] < counts[best]) {
      best = k;
      tie = false;
    } else {
      tie |= counts[k] == counts[best];
    }
  }
  if (!tie) return set.items[best];
  ctx.order_matters(true);
  walk(ctx, set);
  for (std::uint32_t k = 0; k < set.size; ++k) {
    const std::uint32_t item = walked_at(set, k);
    if (counts[item] == counts[best]) return set.items[item];
  }
  return set.items[best];
}

Value commonest(Context& ctx, std::span<const Value> values, bool most) {
  if (values.empty()) raise(ErrorCode::value_error, "max() or min() of nothing");
  SetObj& set = set_of(ctx, values).set();
  auto* counts = ctx.take<std::uint32_t>(set.size);
  std::fill_n(counts, set.size, 0u);
  for (std::size_t i = 0; i < values.size(); ++i) ++counts[set.a_map[i]];
  return choose(ctx, set, counts, most);
}

/// Colours counted by value, with the order in which they were first met.
class Histogram {
 public:
  void add(std::int8_t v, std::uint32_t times = 1) {
    std::uint32_t& count = counts_[static_cast<std::uint8_t>(v)];
    if (count == 0) met_[size_++] = v;
    count += times;
  }
  /// Eight of one colour in a row, as most are in large grids, take as long as one: counting them one by one, each waits for
  /// the one before.
  void add(const std::int8_t* cells, std::size_t n) {
    constexpr std::size_t together = 8;
    std::size_t k = 0;
    for (; k + together <= n; k += together) {
      std::uint64_t word;
      std::memcpy(&word, cells + k, together);
      if (word == static_cast<std::uint8_t>(cells[k]) * 0x0101010101010101ull) {
        add(cells[k], together);
      } else {
        for (std::size_t m = k; m < k + together; ++m) add(cells[m]);
      }
    }
    for (; k < n; ++k) add(cells[k]);
  }
  Value commonest(Context& ctx, bool most) const {
    int best = 0;
    bool tie = false;
    for (int k = 1; k < size_; ++k) {
      const std::uint32_t n = count(k), b = count(best);
      if (most ? n > b : n < b) {
        best = k;
        tie = false;
      } else {
        tie |= n == b;
      }
    }
    return tie ? first_walked(ctx, most) : Value::small(met_[best]);
  }

 private:
  std::uint32_t count(int k) const { return counts_[static_cast<std::uint8_t>(met_[k])]; }
  Value first_walked(Context& ctx, bool most) const {
    auto* items = ctx.take<Value>(size_);
    auto* counts = ctx.take<std::uint32_t>(size_);
    for (int k = 0; k < size_; ++k) {
      items[k] = Value::small(met_[k]);
      counts[k] = count(k);
    }
    SetObj& set = set_of_distinct(ctx, ElementKind::integers, items, static_cast<std::uint32_t>(size_)).set();
    return choose(ctx, set, counts, most);
  }

  std::array<std::uint32_t, 256> counts_{};
  std::array<std::int8_t, 256> met_;
  int size_ = 0;
};

/// How many of n cells are of a colour.
std::size_t count_of(const std::int8_t* cells, std::size_t n, std::int8_t colour) {
  // In pieces that a byte can count, so that the compiler counts sixteen at a time.
  constexpr std::size_t piece = 240;
  std::size_t count = 0;
  for (; n > 0; cells += std::min(n, piece), n -= std::min(n, piece)) {
    std::uint8_t here = 0;
    for (std::size_t k = 0, end = std::min(n, piece); k < end; ++k) here = static_cast<std::uint8_t>(here + (cells[k] == colour ? 1 : 0));
    count += here;
  }
  return count;
}

/// The colour that alone is most (least) common among cells of colours 0 to 9; nothing() where several are, or where there
/// are other colours.
Value single_commonest(const std::int8_t* cells, std::size_t n, bool most) {
  std::size_t best = 0, met = 0;
  int colour = -1;
  bool tie = false;
  for (std::int8_t c = 0; c < 10 && met < n; ++c) {
    const std::size_t count = count_of(cells, n, c);
    if (count == 0) continue;
    if (most && count * 2 > n) return Value::small(c);
    met += count;
    if (colour < 0 || (most ? count > best : count < best)) {
      best = count;
      colour = c;
      tie = false;
    } else {
      tie |= count == best;
    }
  }
  return met < n || tie || colour < 0 ? Value{} : Value::small(colour);
}

/// Colours in order, of what is no plain grid.
Value commonest_of_any(Context& ctx, Value element, bool most) {
  Gather values(ctx);
  if (element.is_tuple()) {
    for (Value row : elements(ctx, element)) {
      for (Value v : elements(ctx, row)) values.add(v);
    }
  } else {
    // Which comes first shows only where two are equally common.
    if (!element.is_set()) raise_type("object is not iterable");
    for (Value e : elements(ctx, element)) values.add(unpack_two(ctx, e).a);
  }
  ctx.tick(values.size());
  return commonest(ctx, values.values(), most);
}

/// The colour that alone is most (least) common among the cells of an object; nothing() where several are,
/// or where they are not few and small.
Value single_commonest(const SetObj& s, bool most) {
  std::array<std::uint32_t, 16> counts{};
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const std::int64_t v = s.items[k].cell_v();
    if (v < 0 || v >= 16) return {};
    ++counts[static_cast<std::size_t>(v)];
  }
  int best = -1;
  bool tie = false;
  for (int v = 0; v < 16; ++v) {
    if (counts[v] == 0) continue;
    if (best < 0 || (most ? counts[v] > counts[best] : counts[v] < counts[best])) {
      best = v;
      tie = false;
    } else {
      tie |= counts[v] == counts[best];
    }
  }
  return best < 0 || tie ? Value{} : Value::small(best);
}

}  // namespace

Value commonest_element(Context& ctx, Value container, bool most) {
  const auto items = elements(ctx, container);
  if (container.is_set()) raise(ErrorCode::attribute_error, "object has no attribute 'count'");
  ctx.tick(items.size());
  return commonest(ctx, items, most);
}

Value commonest_colour(Context& ctx, Value element, bool most) {
  if (element.is(Tag::grid)) {
    const GridObj& g = element.grid();
    const std::size_t n = std::size_t{g.height} * g.width;
    ctx.tick(n);
    if (const Value v = single_commonest(g.cells, n, most)) return v;
    Histogram colours;
    colours.add(g.cells, n);
    return colours.commonest(ctx, most);
  }
  if (element.is_set() && element.set().kind == ElementKind::cells) {
    ctx.tick(element.set().size);
    if (const Value v = single_commonest(element.set(), most)) return v;
  }
  return commonest_of_any(ctx, element, most);
}

}  // namespace battalion::dsl::prim
