// The order in which a set is walked, worked out when someone asks: under `cpython` by replaying what the
// reference did to its table, under `canonical` by sorting.

#include <algorithm>
#include <numeric>

#include "base/contract.hpp"
#include "dsl/compare.hpp"
#include "dsl/growth.hpp"
#include "dsl/set.hpp"
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
    table_.clear();
    switch (s_.recipe) {
      case Recipe::sequence: add_all_items(); break;
      case Recipe::mapped: mapped(); break;
      case Recipe::merged: merged(); break;
      case Recipe::product: product(); break;
      case Recipe::concatenated: walk_source(s_.a, 0), walk_source(s_.b, count(s_.a)); break;
      case Recipe::joined: joined(); break;
      case Recipe::reduced: reduced(); break;
      case Recipe::copied: add_all_items(), copy_over(); break;
      case Recipe::grown: regrow(ctx_, *s_.growth, s_.ordinal, s_), copy_over(); break;
      case Recipe::all_grown: all_grown(), copy_over(); break;
      case Recipe::outlined: outlined(), copy_over(); break;
    }
    keep();
  }

 private:
  /// About what adding an element touches.
  static constexpr std::uint64_t bytes_an_element = 256;

  void add(std::uint32_t item) {
    ctx_.budget.moving(bytes_an_element);
    table_.add(item_hash(s_, item), item);
  }
  void add_new(std::uint32_t item) {
    ctx_.budget.moving(bytes_an_element);
    table_.add_new(item_hash(s_, item), item);
  }
  void add_mapped(std::uint32_t i) {
    const std::uint32_t item = s_.a_map == nullptr ? i : s_.a_map[i];
    if (item != dropped) add(item);
  }
  void add_all_items() {
    for (std::uint32_t k = 0; k < s_.size; ++k) add_new(k);
  }
  /// frozenset(the table)
  void copy_over() {
    ctx_.other_table.clear();
    ctx_.other_table.merge(table_);
    std::swap(table_, ctx_.other_table);
  }
  void walk_source(Value source, std::uint32_t offset) {
    for (std::uint32_t k = 0; k < count(source); ++k) add_mapped(offset + nth(source, k));
  }
  void mapped() {
    const SetObj& from = s_.a.set();
    if (s_.a_map == nullptr) {
      for (std::uint32_t k = 0; k < from.size; ++k) add_new(walked_at(from, k));
    } else {
      walk_source(s_.a, 0);
    }
  }
  void merged() {
    const SetObj& outer = s_.a.set();
    std::vector<std::uint32_t> offset(outer.size, 0);
    for (std::uint32_t k = 1; k < outer.size; ++k) offset[k] = offset[k - 1] + count(outer.items[k - 1]);
    for (std::uint32_t k = 0; k < outer.size; ++k) {
      const std::uint32_t c = walked_at(outer, k);
      walk_source(outer.items[c], offset[c]);
    }
  }
  void product() {
    const std::uint32_t na = count(s_.a), nb = count(s_.b);
    for (std::uint32_t j = 0; j < nb; ++j) {
      const std::uint32_t base = nth(s_.b, j) * na;
      for (std::uint32_t i = 0; i < na; ++i) add_mapped(base + nth(s_.a, i));
    }
  }
  void merge_table_of(Value set, std::uint32_t offset) {
    const SetObj& from = set.set();
    table_.merge(
        from.size, from.mask, from.dummies, from.slots,
        [&](std::uint32_t k) { return item_hash(from, walked_at(from, k)); },
        [&](std::uint32_t k) {
          const std::uint32_t i = offset + walked_at(from, k);
          return s_.a_map == nullptr ? i : s_.a_map[i];
        });
  }
  void joined() {
    merge_table_of(s_.a, 0);
    merge_table_of(s_.b, s_.a.set().size);
  }
  void reduced() {
    const SetObj& from = s_.a.set();
    if ((from.size >> 2) <= s_.b.set().size) return walk_source(s_.a, 0);
    table_.merge(
        from.size, from.mask, from.dummies, from.slots,
        [&](std::uint32_t k) { return item_hash(from, walked_at(from, k)); },
        [&](std::uint32_t k) { return walked_at(from, k); });
    if (s_.a_map == nullptr) return;
    for (std::uint32_t k = 0; k < from.size; ++k) {
      if (s_.a_map[k] == dropped) table_.discard(item_hash(from, k), k);
    }
    table_.settle_deletions();
    renumber_ = true;
  }
  void all_grown() {
    Growth& g = *s_.growth;
    rank_objects(ctx_, g);
    for (std::uint32_t r = 0; r < g.count; ++r) add(g.by_rank[r]);
  }
  void outlined() {
    const std::int64_t si = s_.a.pair_i(), sj = s_.a.pair_j(), ei = s_.b.pair_i(), ej = s_.b.pair_j();
    const auto place = [&](SetTable& t, std::int64_t i, std::int64_t j) {
      t.add(hash_pair(i, j), static_cast<std::uint32_t>(find(s_, Value::pair(i, j))));
    };
    const auto lines = [&](SetTable& out, SetTable& line, bool vertical) {
      out.clear();
      for (std::int64_t first : {vertical ? sj : si, vertical ? ej : ei}) {
        line.clear();
        for (std::int64_t k = vertical ? si : sj; k <= (vertical ? ei : ej); ++k) {
          vertical ? place(line, k, first) : place(line, first, k);
        }
        out.merge(line);
      }
    };
    lines(ctx_.other_table, table_, true);
    lines(ctx_.third_table, table_, false);
    table_.clear();
    table_.merge(ctx_.other_table);
    table_.merge(ctx_.third_table);
  }

  void keep() {
    s_.mask = table_.mask();
    s_.dummies = table_.has_deleted();
    s_.order = take<std::uint32_t>(s_, s_.size);
    s_.slots = take<std::uint32_t>(s_, s_.size);
    std::uint32_t k = 0;
    table_.walk([&](std::uint32_t item, std::uint64_t, std::uint32_t slot) {
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

/// The elements of a set of patches, as `canonical` compares them, but with what it works out of each kept: a patch is
/// compared many times.
class Patches {
 public:
  /// False where an element is no patch of packed words, or they are not all places or all cells.
  bool fit(const SetObj& s) {
    ElementKind kind = ElementKind::empty;
    patches_.reserve(s.size);
    for (std::uint32_t k = 0; k < s.size; ++k) {
      if (!s.items[k].is_set()) return false;
      const SetObj& patch = s.items[k].set();
      const bool words = patch.kind == ElementKind::pairs || patch.kind == ElementKind::cells;
      if (patch.size != 0 && (!words || (kind != ElementKind::empty && patch.kind != kind))) return false;
      if (patch.size != 0) kind = patch.kind;
      if (metered != nullptr) metered->moving(patch.size * sizeof(Value));
      std::uint64_t least = 0;  // of an empty one: before all words
      for (std::uint32_t i = 0; i < patch.size; ++i) {
        if (i == 0 || patch.items[i].bits() < least) least = patch.items[i].bits();
      }
      patches_.push_back({least, &patch, {}});
    }
    return true;
  }
  bool before(std::uint32_t x, std::uint32_t y) {
    // Counted as canonical() counts.
    if (metered != nullptr) metered->tick(1);
    Patch& a = patches_[x];
    Patch& b = patches_[y];
    if (a.least != b.least) return a.least < b.least;
    const auto& of_a = sorted(a);
    const auto& of_b = sorted(b);
    return std::lexicographical_compare(of_a.begin(), of_a.end(), of_b.begin(), of_b.end());
  }

 private:
  struct Patch {
    std::uint64_t least;
    const SetObj* set;
    std::vector<std::uint64_t> words;  ///< sorted, once asked for
  };
  static const std::vector<std::uint64_t>& sorted(Patch& p) {
    if (p.words.empty()) {
      for (std::uint32_t i = 0; i < p.set->size; ++i) p.words.push_back(p.set->items[i].bits());
      if (!std::is_sorted(p.words.begin(), p.words.end())) std::sort(p.words.begin(), p.words.end());
    }
    return p.words;
  }
  std::vector<Patch> patches_;
};

template <class Before>
void sort_by(SetObj& s, const Before& before) {
  std::uint32_t k = 1;
  while (k < s.size && !before(k, k - 1)) ++k;
  if (k >= s.size) return;  // as they stand
  s.order = take<std::uint32_t>(s, s.size);
  std::iota(s.order, s.order + s.size, 0u);
  std::stable_sort(s.order, s.order + s.size, before);
}

void sort_canonically(SetObj& s) {
  const Value* items = s.items;
  if (s.kind == ElementKind::pairs || s.kind == ElementKind::cells) {
    return sort_by(s, [items](std::uint32_t x, std::uint32_t y) { return items[x].bits() < items[y].bits(); });
  }
  if (s.kind == ElementKind::sets && s.size > 2) {
    Patches patches;
    if (patches.fit(s)) return sort_by(s, [&](std::uint32_t x, std::uint32_t y) { return patches.before(x, y); });
  }
  sort_by(s, [items](std::uint32_t x, std::uint32_t y) { return canonical(items[x], items[y]) < 0; });
}

}  // namespace

void walk(Context& ctx, SetObj& s) {
  if (s.walked) return;
  if (ctx.order == SetOrder::cpython) {
    Replay(ctx, s).run();
  } else {
    sort_canonically(s);
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
