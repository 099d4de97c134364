// The order in which a set is walked, worked out when someone asks: under `cpython` by replaying what the
// reference did to its table, under `canonical` by sorting (set_sort.cpp).

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "base/contract.hpp"
#include "dsl/growth.hpp"
#include "dsl/set.hpp"
#include "dsl/set_sort.hpp"
#include "dsl/tuple.hpp"

namespace battalion::dsl {
namespace {

template <class T>
T* take(SetObj& s, std::size_t n) {
  return static_cast<T*>(s.arena->take(n * sizeof(T)));
}

void walk_if_set(Context& ctx, Value v) {
  if (v.is_set()) walk(ctx, v.set());
}

std::uint32_t count(Value container) { return container.is_set() ? container.set().size : tuple_size(container); }

/// Index, as the recipe counts them, of the container's element walked k-th.
std::uint32_t nth(Value container, std::uint32_t k) {
  return container.is_set() ? walked_at(container.set(), k) : k;
}

/// fn(from, to) over n elements that are touched at a cost of `bytes` each, the clocks looked at in between.
template <std::size_t bytes, class Fn>
void in_pieces(Budget& budget, std::size_t n, const Fn& fn) {
  constexpr std::size_t piece = Budget::look_every_bytes / bytes;
  for (std::size_t from = 0; from < n; from += piece) {
    const std::size_t to = std::min(n, from + piece);
    budget.moving((to - from) * bytes);
    fn(from, to);
  }
}

/// Numbers of items as they are added, each kept the first time only: adding it again changes nothing in a table.
class Additions {
 public:
  /// Of `items` items.
  Additions(Context& ctx, std::uint32_t items) : budget_(ctx.budget), items_(items), numbers_(ctx.scratch_numbers), seen_(ctx.scratch_seen) {
    if (numbers_.size() <= items) numbers_.resize(std::size_t{items} + 1);
    // One more stands for all that is dropped.
    seen_.assign(std::size_t{items} + 1, 0);
    seen_[items] = 1;
  }
  void add(std::uint32_t item) {
    const std::uint32_t at = std::min(item, items_);
    numbers_[size_] = at;
    size_ += 1u - seen_[at];
    seen_[at] = 1;
  }
  /// Of one container that is walked: its k-th element is item map[offset + its index], or that itself without a map.
  void add_walked(Value container, const std::uint32_t* map, std::uint32_t offset) {
    if (size_ == items_) return;  // nothing new can come
    const std::uint32_t* const order = container.is_set() ? container.set().order : nullptr;
    in_pieces<16>(budget_, count(container), [&](std::size_t from, std::size_t to) {
      for (std::size_t k = from; k < to; ++k) {
        const std::uint32_t i = offset + (order == nullptr ? static_cast<std::uint32_t>(k) : order[k]);
        add(map == nullptr ? i : map[i]);
      }
    });
  }
  std::span<const std::uint32_t> take() {
    const std::span<const std::uint32_t> out{numbers_.data() + taken_, size_ - taken_};
    taken_ = size_;
    return out;
  }

 private:
  Budget& budget_;
  const std::uint32_t items_;
  std::vector<std::uint32_t>& numbers_;  ///< in the order of their first addition
  std::vector<std::uint8_t>& seen_;
  std::uint32_t size_ = 0;
  std::uint32_t taken_ = 0;
};

class Replay {
 public:
  Replay(Context& ctx, SetObj& s) : ctx_(ctx), s_(s), table_(ctx.table) {}

  void run() {
    // Sources first: working out their order uses the same tables.
    walk_if_set(ctx_, s_.a);
    if (s_.recipe != Recipe::reduced) walk_if_set(ctx_, s_.b);
    if (s_.recipe == Recipe::merged) {
      for (std::uint32_t k = 0; k < s_.a.set().size; ++k) walk_if_set(ctx_, s_.a.set().items[k]);
    }
    table_.clear(hashes_of(takes_table_of_a() ? s_.a.set() : s_));
    switch (s_.recipe) {
      case Recipe::sequence: add_as_they_stand(); break;
      case Recipe::mapped: mapped(); break;
      case Recipe::merged: merged(); break;
      case Recipe::product: product(); break;
      case Recipe::concatenated: concatenated(); break;
      case Recipe::joined: joined(); break;
      case Recipe::reduced: reduced(); break;
      case Recipe::copied: add_as_they_stand(), copy_over(); break;
      case Recipe::grown: regrow(ctx_, *s_.growth, s_.ordinal, s_), copy_over(); break;
      case Recipe::all_grown: all_grown(), copy_over(); break;
      case Recipe::outlined: outlined(), copy_over(); break;
    }
    keep();
  }

 private:
  /// About what adding an element touches.
  static constexpr std::uint64_t bytes_an_element = 256;

  /// A difference that the reference makes by deleting from a copy of a's table: numbers are a's items then.
  bool takes_table_of_a() const { return s_.recipe == Recipe::reduced && (s_.a.set().size >> 2) > s_.b.set().size; }
  const std::uint64_t* hashes_of(const SetObj& s) {
    auto& hashes = ctx_.scratch_hashes;
    if (hashes.size() < s.size) hashes.resize(s.size);
    in_pieces<bytes_an_element>(ctx_.budget, s.size, [&](std::size_t from, std::size_t to) {
      hash_items(s.kind, {s.items + from, to - from}, hashes.data() + from);
    });
    return hashes.data();
  }
  /// Different ones.
  void add_new(std::span<const std::uint32_t> numbers) {
    in_pieces<bytes_an_element>(ctx_.budget, numbers.size(),
                                [&](std::size_t from, std::size_t to) { table_.add_new(numbers.subspan(from, to - from)); });
  }
  void add_as_they_stand() {
    auto& numbers = ctx_.scratch_numbers;
    if (numbers.size() < s_.size) numbers.resize(s_.size);
    std::iota(numbers.begin(), numbers.begin() + s_.size, 0u);
    add_new({numbers.data(), s_.size});
  }
  /// frozenset(the table)
  void copy_over() {
    ctx_.other_table.clear(ctx_.scratch_hashes.data());
    ctx_.other_table.merge(table_);
    std::swap(table_, ctx_.other_table);
  }
  void mapped() {
    const SetObj& from = s_.a.set();
    if (s_.a_map == nullptr && from.order != nullptr) return add_new({from.order, from.size});
    if (s_.a_map == nullptr) return add_as_they_stand();
    Additions more(ctx_, s_.size);
    more.add_walked(s_.a, s_.a_map, 0);
    add_new(more.take());
  }
  void merged() {
    const SetObj& outer = s_.a.set();
    std::vector<std::uint32_t> offset(outer.size, 0);
    for (std::uint32_t k = 1; k < outer.size; ++k) offset[k] = offset[k - 1] + count(outer.items[k - 1]);
    Additions more(ctx_, s_.size);
    for (std::uint32_t k = 0; k < outer.size; ++k) {
      const std::uint32_t c = walked_at(outer, k);
      more.add_walked(outer.items[c], s_.a_map, offset[c]);
    }
    add_new(more.take());
  }
  void product() {
    const std::uint32_t na = count(s_.a), nb = count(s_.b);
    Additions more(ctx_, s_.size);
    for (std::uint32_t j = 0; j < nb; ++j) more.add_walked(s_.a, s_.a_map, nth(s_.b, j) * na);
    add_new(more.take());
  }
  void concatenated() {
    Additions more(ctx_, s_.size);
    more.add_walked(s_.a, s_.a_map, 0);
    more.add_walked(s_.b, s_.a_map, count(s_.a));
    add_new(more.take());
  }
  void joined() {
    Additions more(ctx_, s_.size);
    const SetObj& a = s_.a.set();
    const SetObj& b = s_.b.set();
    more.add_walked(s_.a, s_.a_map, 0);
    table_.merge(more.take(), a.mask, a.dummies, a.slots);
    if (b.size == 0) return;
    more.add_walked(s_.b, s_.a_map, a.size);
    if (a.size == 0) return table_.merge(more.take(), b.mask, b.dummies, b.slots);
    table_.make_room_for(b.size);
    add_new(more.take());
  }
  void reduced() {
    const SetObj& from = s_.a.set();
    if (!takes_table_of_a()) return mapped();
    Additions all(ctx_, from.size);
    all.add_walked(s_.a, nullptr, 0);
    table_.merge(all.take(), from.mask, from.dummies, from.slots);
    if (s_.a_map == nullptr) return;
    for (std::uint32_t k = 0; k < from.size; ++k) {
      if (s_.a_map[k] == dropped) table_.discard(k);
    }
    table_.settle_deletions();
    renumber_ = true;
  }
  void all_grown() {
    Growth& g = *s_.growth;
    rank_objects(ctx_, g);
    add_new({g.by_rank, g.count});
  }
  void outlined() {
    const std::int64_t si = s_.a.pair_i(), sj = s_.a.pair_j(), ei = s_.b.pair_i(), ej = s_.b.pair_j();
    const auto place = [&](SetTable& t, std::int64_t i, std::int64_t j) {
      t.add(static_cast<std::uint32_t>(find(s_, Value::pair(i, j))));
    };
    const std::uint64_t* hashes = ctx_.scratch_hashes.data();
    const auto lines = [&](SetTable& out, SetTable& line, bool vertical) {
      out.clear(hashes);
      for (std::int64_t first : {vertical ? sj : si, vertical ? ej : ei}) {
        line.clear(hashes);
        for (std::int64_t k = vertical ? si : sj; k <= (vertical ? ei : ej); ++k) {
          ctx_.budget.moving(bytes_an_element);
          vertical ? place(line, k, first) : place(line, first, k);
        }
        out.merge(line);
      }
    };
    lines(ctx_.other_table, table_, true);
    lines(ctx_.third_table, table_, false);
    table_.clear(hashes);
    table_.merge(ctx_.other_table);
    table_.merge(ctx_.third_table);
  }

  void keep() {
    s_.mask = table_.mask();
    s_.dummies = table_.has_deleted();
    s_.order = take<std::uint32_t>(s_, s_.size);
    s_.slots = take<std::uint32_t>(s_, s_.size);
    std::uint32_t k = 0;
    table_.walk([&](std::uint32_t item, std::uint32_t slot) {
      s_.order[k] = renumber_ ? s_.a_map[item] : item;
      s_.slots[k] = slot;
      ++k;
    });
    BATTALION_ENSURE(k == s_.size);
  }

  Context& ctx_;
  SetObj& s_;
  SetTable& table_;
  bool renumber_ = false;
};

}  // namespace

void walk(Context& ctx, SetObj& s) {
  if (s.walked) return;
  if (ctx.order == SetOrder::cpython) {
    Replay(ctx, s).run();
  } else if (!s.rising) {
    sort_canonically(ctx, s);
  }
  s.walked = true;
}

std::span<const Value> walked_items(Context& ctx, SetObj& s) {
  if (s.size < 2) return {s.items, s.size};
  walk(ctx, s);
  if (s.order == nullptr) return {s.items, s.size};
  if (s.in_order == nullptr) {
    s.in_order = take<Value>(s, s.size);
    for (std::uint32_t k = 0; k < s.size; ++k) s.in_order[k] = s.items[s.order[k]];
  }
  return {s.in_order, s.size};
}

}  // namespace battalion::dsl
