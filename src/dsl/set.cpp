#include "dsl/set.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "dsl/compare.hpp"
#include "dsl/error.hpp"
#include "dsl/place_marks.hpp"
#include "dsl/tuple.hpp"
#include "dsl/united.hpp"

namespace battalion::dsl {
namespace {

/// Recipes are replayed by recursion; longer chains are walked on the way.
constexpr std::uint16_t longest_chain = 64;

/// Elements of these kinds are equal only if their words are.
bool by_word(ElementKind kind) {
  return kind == ElementKind::integers || kind == ElementKind::pairs || kind == ElementKind::cells;
}

std::uint64_t key_hash(ElementKind kind, Value v) { return by_word(kind) ? mix(v.bits()) : fingerprint(v); }

ElementKind joint(ElementKind a, ElementKind b) {
  if (a == b || b == ElementKind::empty) return a;
  return a == ElementKind::empty ? b : ElementKind::other;
}

/// What all of these are; nothing() apart.
ElementKind joint_kind(std::span<const Value> values) {
  if (values.empty()) return ElementKind::empty;
  // Mostly one tag: all words agree in it.
  std::uint64_t differ = 0;
  for (Value v : values) differ |= v.bits() ^ values[0].bits();
  if ((differ & 15) == 0) return values[0] ? kind_of(values[0]) : ElementKind::empty;
  ElementKind kind = ElementKind::empty;
  for (Value v : values) {
    if (v) kind = joint(kind, kind_of(v));
  }
  return kind;
}

/// Keeps the first of equals among `images` in `items`; map[i] says where image i went (dropped: nothing()).
/// Returns how many are left.
/// `unequal`: all are images of one kind that is told by words, and no two are equal.
std::uint32_t keep_unique(Context& ctx, std::span<const Value> images, Value* items, std::uint32_t* map,
                          ElementKind& kind, bool unequal) {
  kind = joint_kind(images);
  std::uint32_t n = 0;
  if (unequal) {
    const bool indexed = images.size() > small_set && !ctx.place_index.fit(images, kind == ElementKind::cells);
    if (indexed) ctx.charge(std::bit_ceil(images.size() * 2) * sizeof(std::uint32_t));
    ctx.in_pieces<Value>(images.size(), [&](std::size_t from, std::size_t to) {
      std::copy(images.begin() + static_cast<std::ptrdiff_t>(from), images.begin() + static_cast<std::ptrdiff_t>(to), items + from);
      std::iota(map + from, map + to, static_cast<std::uint32_t>(from));
    });
    return static_cast<std::uint32_t>(images.size());
  }
  if (images.size() <= small_set) {
    const bool words = by_word(kind);
    for (std::size_t i = 0; i < images.size(); ++i) {
      map[i] = dropped;
      if (!images[i]) continue;
      std::uint32_t k = 0;
      while (k < n && !(words ? items[k].bits() == images[i].bits() : equal(items[k], images[i]))) ++k;
      if (k == n) items[n++] = images[i];
      map[i] = k;
    }
    return n;
  }
  if ((kind == ElementKind::pairs || kind == ElementKind::cells) &&
      ctx.place_index.fit(images, kind == ElementKind::cells)) {
    ctx.in_pieces<Value>(images.size(), [&](std::size_t from, std::size_t to) {
      n = ctx.place_index.note(images, from, to, items, map, dropped, n);
    });
    return n;
  }
  auto& index = ctx.scratch_index;
  const std::size_t mask = std::bit_ceil(images.size() * 2) - 1;
  ctx.charge((mask + 1) * sizeof(std::uint32_t));
  index.assign(mask + 1, 0);
  // The empty set may come many times over. Where it was found without a step it will be again.
  Value known;
  std::uint32_t known_number = 0;
  // Hashed some ahead: where there are many, each place in the index has to be fetched from far.
  constexpr std::size_t ahead = 16;
  std::size_t hashed[ahead];
  ctx.in_pieces<Value>(images.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      if ((i - from) % ahead == 0) {
        for (std::size_t k = 0; k < std::min(ahead, to - i); ++k) {
          if (!images[i + k]) continue;
          hashed[k] = key_hash(kind, images[i + k]) & mask;
          __builtin_prefetch(&index[hashed[k]]);
        }
      }
      map[i] = dropped;
      if (!images[i]) continue;
      if (images[i].bits() == known.bits()) {
        map[i] = known_number;
        continue;
      }
      const std::uint64_t steps = ctx.budget.steps;
      std::size_t at = hashed[(i - from) % ahead];
      while (index[at] != 0 && !equal(items[index[at] - 1], images[i])) at = (at + 1) & mask;
      if (index[at] == 0) {
        items[n] = images[i];
        index[at] = ++n;
      }
      map[i] = index[at] - 1;
      if (ctx.budget.steps == steps && images[i].is_set() && images[i].set().size == 0) {
        known = images[i];
        known_number = map[i];
      }
    }
  });
  return n;
}

void follow(Context& ctx, SetObj& s, Value source) {
  if (!source.is_set()) return;
  SetObj& from = source.set();
  if (from.walked || from.size < 2) return;
  if (from.chain >= longest_chain) {
    walk(ctx, from);
  } else if (from.chain + 1 > s.chain) {
    s.chain = static_cast<std::uint16_t>(from.chain + 1);
  }
}

/// Elements in whatever order they were made, for a set; in order, for a tuple.
std::span<const Value> loose(Context& ctx, Value container) {
  if (container.is_set()) return {container.set().items, container.set().size};
  return elements(ctx, container);
}

/// A set of the unique images, with the map kept where it says something.
SetObj* make_mapped(Context& ctx, Recipe recipe, std::span<const Value> images, bool unequal = false) {
  if (images.empty()) return nullptr;
  auto* items = ctx.take<Value>(images.size());
  auto* map = ctx.take<std::uint32_t>(images.size());
  ElementKind kind;
  const std::uint32_t n = keep_unique(ctx, images, items, map, kind, unequal);
  if (n == 0) return nullptr;
  SetObj* s = new_set(ctx, kind, recipe, 0);
  s->size = n;
  s->items = items;
  s->a_map = map;
  s->depth = by_word(kind) ? 1 : deeper_than({items, n});
  s->distinct_places = n == 1;
  ctx.charge(n * 12);
  ctx.tick(images.size());
  return s;
}

/// Room for a map, which is looked at where an order is replayed: under `canonical` it is only paid for.
std::uint32_t* take_map(Context& ctx, std::size_t n) {
  if (ctx.order != SetOrder::canonical) return ctx.take<std::uint32_t>(n);
  ctx.charge(Context::bytes_of<std::uint32_t>(n));
  return nullptr;
}

/// The same for images known to be distinct, nothing() for dropped ones. `kind` may be given where it is known.
SetObj* make_distinct(Context& ctx, Recipe recipe, std::span<const Value> images,
                      ElementKind kind = ElementKind::empty) {
  std::uint32_t n = 0;
  for (Value v : images) n += v ? 1 : 0;
  if (n == 0) return nullptr;
  SetObj* s = new_set(ctx, kind == ElementKind::empty ? joint_kind(images) : kind, recipe, n);
  if (n == images.size()) {
    std::copy(images.begin(), images.end(), s->items);
  } else {
    s->a_map = take_map(ctx, images.size());
    // Put down before it is known whether it stays: that cannot be foretold.
    std::uint32_t k = 0;
    std::size_t i = 0;
    for (; k < n; ++i) {
      const bool stays = static_cast<bool>(images[i]);
      s->items[k] = images[i];
      if (s->a_map != nullptr) s->a_map[i] = stays ? k : dropped;
      k += stays ? 1 : 0;
    }
    if (s->a_map != nullptr) std::fill(s->a_map + i, s->a_map + images.size(), dropped);
  }
  if (!by_word(s->kind)) s->depth = deeper_than({s->items, n});
  ctx.tick(images.size() - n);
  return s;
}

/// fn(k, whether s holds items[k]) for all that are of one kind, one after the other.
template <class Fn>
void each_asked(const SetObj& s, const SetObj& asked, const Fn& fn) {
  const bool marked = asked.kind == s.kind && s.size > small_set && asked.size > small_set;
  if (const PlaceMarks* const m = marked ? marks_of(s) : nullptr) {
    if (s.kind == ElementKind::pairs) {
      for (std::uint32_t k = 0; k < asked.size; ++k) fn(k, m->has_place(asked.items[k]));
    } else {
      for (std::uint32_t k = 0; k < asked.size; ++k) fn(k, m->has_cell(asked.items[k]));
    }
    return;
  }
  for (std::uint32_t k = 0; k < asked.size; ++k) fn(k, contains(s, asked.items[k]));
}

Value or_empty(SetObj* s) { return s == nullptr ? empty_set() : as_value(s); }

}  // namespace

ElementKind kind_of(Value v) {
  switch (v.tag()) {
    case Tag::integer: return ElementKind::integers;
    case Tag::pair: return ElementKind::pairs;
    case Tag::cell: return ElementKind::cells;
    case Tag::set: return ElementKind::sets;
    default: return ElementKind::other;
  }
}

Value empty_set() {
  alignas(16) static SetObj empty = [] {
    SetObj s{};
    s.walked = true;
    s.distinct_places = true;
    s.depth = 1;
    s.mask = 7;
    hash(s);
    return s;
  }();
  return Value::pointer(Tag::set, &empty);
}

SetObj* new_set(Context& ctx, ElementKind kind, Recipe recipe, std::uint32_t n) {
  auto* s = ctx.take<SetObj>(1);
  // Member by member: GCC clears an object of this size with `rep stos`, which takes longer than all the rest.
  s->size = n;
  s->kind = kind;
  s->recipe = recipe;
  s->walked = s->hashed = s->printed = false;
  s->dummies = s->rising = false;
  s->distinct_places = true;
  s->asked = 0;
  s->chain = 0;
  s->depth = 1;
  s->mask = 0;
  s->hash = s->fingerprint = 0;
  s->items = s->in_order = nullptr;
  s->order = s->slots = s->a_map = s->index = nullptr;
  s->arena = &ctx.demand(ctx.home);
  s->a = s->b = Value{};
  s->growth = nullptr;
  s->marks = nullptr;
  s->step = 0;
  s->ordinal = s->index_mask = 0;
  if (n != 0) {
    s->items = ctx.take<Value>(n);
    ctx.charge(n * 12);
    ctx.tick(n);
  }
  return s;
}

Value set_of_distinct(Context& ctx, ElementKind kind, Value* items, std::uint32_t n, bool distinct_places) {
  if (n == 0) return empty_set();
  SetObj* s = new_set(ctx, kind, Recipe::sequence, 0);
  s->size = n;
  s->items = items;
  s->distinct_places = distinct_places;
  if (!by_word(kind)) s->depth = deeper_than({items, n});
  ctx.charge(n * 12);
  ctx.tick(n);
  return as_value(s);
}

Value set_of(Context& ctx, std::span<const Value> items) {
  SetObj* s = make_mapped(ctx, Recipe::sequence, items);
  return or_empty(s);
}

SetCost cost_of_integers(std::size_t n, std::size_t left) {
  if (n == 0) return {};
  const std::size_t index = n <= small_set ? 0 : std::bit_ceil(n * 2) * sizeof(std::uint32_t);
  return {n, Context::bytes_of<Value>(n) + Context::bytes_of<std::uint32_t>(n) + index + Context::bytes_of<SetObj>(1) +
                 left * 12};
}

Value set_of_unequal(Context& ctx, std::span<const Value> items, bool copied) {
  return or_empty(make_mapped(ctx, copied ? Recipe::copied : Recipe::sequence, items, true));
}

Value set_of_copied(Context& ctx, std::span<const Value> items) {
  return or_empty(make_mapped(ctx, Recipe::copied, items));
}

Value set_mapped(Context& ctx, Value parent, std::span<const Value> images) {
  SetObj* s = make_mapped(ctx, Recipe::mapped, images);
  if (s == nullptr) return empty_set();
  s->a = parent;
  follow(ctx, *s, parent);
  return as_value(s);
}

namespace {

/// kind: empty where it is not known.
Value filtered(Context& ctx, Value parent, std::span<const Value> kept, ElementKind kind) {
  SetObj* s = make_distinct(ctx, Recipe::mapped, kept, kind);
  if (s == nullptr) return empty_set();
  s->a = parent;
  s->distinct_places = s->size == 1 || parent.set().distinct_places;
  follow(ctx, *s, parent);
  return as_value(s);
}

}  // namespace

Value set_filtered(Context& ctx, Value parent, std::span<const Value> kept) {
  // Of a set of one kind every part is; of a mixed one a part may be of one.
  const ElementKind kind = parent.set().kind;
  const Value part = filtered(ctx, parent, kept, kind == ElementKind::other ? ElementKind::empty : kind);
  if (stands_in_order(parent.set())) made_in_order(ctx, part);
  return part;
}

Value set_filtered_images(Context& ctx, Value parent, std::span<const Value> images) {
  return filtered(ctx, parent, images, ElementKind::empty);
}

Value set_mapped_distinct(Context& ctx, Value parent, ElementKind kind, Value* images, bool distinct_places, bool rising) {
  const std::uint32_t n = parent.set().size;
  if (n == 0) return empty_set();
  SetObj* s = new_set(ctx, kind, Recipe::mapped, 0);
  s->size = n;
  s->items = images;
  s->a = parent;
  s->distinct_places = distinct_places;
  if (!by_word(kind)) s->depth = deeper_than({images, n});
  ctx.charge(n * 12);
  ctx.tick(n);
  follow(ctx, *s, parent);
  if (rising && stands_in_order(parent.set())) made_in_order(ctx, as_value(s));
  return as_value(s);
}

Value set_merged(Context& ctx, Value parent) {
  const std::span<const Value> containers{parent.set().items, parent.set().size};
  if (SetObj* s = united_places(ctx, containers)) return as_value(s);
  SetObj* s = united_cells(ctx, Recipe::merged, containers, Gather::bytes_a_value);
  if (s == nullptr) {
    Gather all(ctx);
    for (Value container : containers) {
      if (!container.is_set() && !container.is_tuple()) raise_type("object is not iterable");
      ctx.charge(length(container) * Gather::bytes_a_value);
      all.add(loose(ctx, container));
    }
    s = make_mapped(ctx, Recipe::merged, all.values());
    if (s == nullptr) return empty_set();
  }
  s->a = parent;
  follow(ctx, *s, parent);
  for (Value container : containers) follow(ctx, *s, container);
  return as_value(s);
}

Value set_product(Context& ctx, Value a, Value b, std::span<const Value> images, bool distinct) {
  SetObj* s = distinct ? make_distinct(ctx, Recipe::product, images) : make_mapped(ctx, Recipe::product, images);
  if (s == nullptr) return empty_set();
  s->a = a;
  s->b = b;
  follow(ctx, *s, a);
  follow(ctx, *s, b);
  return as_value(s);
}

namespace {

Value of_two(Context& ctx, Recipe recipe, Value a, Value b) {
  const Value both[] = {a, b};
  if (SetObj* s = united_places(ctx, both)) return as_value(s);
  SetObj* s = united_cells(ctx, recipe, both, 0);
  if (s == nullptr) {
    Gather all(ctx);
    all.add(loose(ctx, a));
    all.add(loose(ctx, b));
    s = make_mapped(ctx, recipe, all.values());
    if (s == nullptr) return empty_set();
  }
  s->a = a;
  s->b = b;
  follow(ctx, *s, a);
  follow(ctx, *s, b);
  return as_value(s);
}

}  // namespace

Value set_concatenated(Context& ctx, Value a, Value b) { return of_two(ctx, Recipe::concatenated, a, b); }

Value set_joined(Context& ctx, Value a, Value b) { return of_two(ctx, Recipe::joined, a, b); }

Value set_intersection(Context& ctx, Value a, Value b) {
  // Of a set with itself: the reference copies it.
  if (a.bits() == b.bits()) return set_joined(ctx, a, empty_set());
  // The reference walks the smaller one; the second where they are equally large.
  const bool swap = b.set().size > a.set().size;
  const Value walked = swap ? a : b;
  const SetObj& looked_up = swap ? b.set() : a.set();
  Gather images(ctx);
  each_asked(looked_up, walked.set(), [&](std::uint32_t k, bool is_in) { images.add(is_in ? walked.set().items[k] : Value{}); });
  return set_filtered(ctx, walked, images.values());
}

Value set_without(Context& ctx, Value a, const SetObj& gone) {
  const SetObj& from = a.set();
  if (from.size == 0) return empty_set();
  auto* items = ctx.take<Value>(from.size);
  std::uint32_t* const map = take_map(ctx, from.size);
  std::uint32_t n = 0;
  const auto put = [&](std::uint32_t k, bool is_gone) {
    items[n] = from.items[k];
    n += is_gone ? 0 : 1;
  };
  if (map == nullptr) {
    each_asked(gone, from, put);
  } else {
    each_asked(gone, from, [&](std::uint32_t k, bool is_gone) {
      map[k] = is_gone ? dropped : n;
      put(k, is_gone);
    });
  }
  ctx.tick(from.size);
  if (n == 0) return empty_set();
  // Of a set of one kind every part is; of a mixed one a part may be of one.
  SetObj* s = new_set(ctx, from.kind == ElementKind::other ? joint_kind({items, n}) : from.kind, Recipe::mapped, 0);
  s->size = n;
  s->items = items;
  s->a_map = n == from.size ? nullptr : map;
  s->a = a;
  s->depth = from.depth;
  s->distinct_places = n == 1 || from.distinct_places;
  ctx.charge(n * 12);
  follow(ctx, *s, a);
  if (stands_in_order(from)) made_in_order(ctx, as_value(s));
  return as_value(s);
}

Value set_reduced(Context& ctx, Value a, Value b) {
  Gather images(ctx);
  each_asked(b.set(), a.set(), [&](std::uint32_t k, bool is_gone) { images.add(is_gone ? Value{} : a.set().items[k]); });
  const ElementKind kind = a.set().kind;
  SetObj* s = make_distinct(ctx, Recipe::reduced, images.values(), kind == ElementKind::other ? ElementKind::empty : kind);
  if (s == nullptr) return empty_set();
  if (stands_in_order(a.set())) made_in_order(ctx, as_value(s));
  s->distinct_places = s->size == 1 || a.set().distinct_places;
  s->a = a;
  s->b = b;
  follow(ctx, *s, a);
  return as_value(s);
}

std::int64_t find(const SetObj& set, Value v) {
  auto& s = const_cast<SetObj&>(set);  // the index is made on demand
  if (by_word(s.kind) && v.is(Tag::boolean)) v = Value::small(v.as_small());
  const bool words = by_word(s.kind) && kind_of(v) == s.kind;
  // Of those that are told by their words nothing else equals one but a tuple with bools in it.
  if (by_word(s.kind) && !words && !v.is(Tag::tuple)) return -1;
  if (s.size <= small_set || (by_word(s.kind) && !words)) {
    for (std::uint32_t k = 0; k < s.size; ++k) {
      if (words ? s.items[k].bits() == v.bits() : equal(s.items[k], v)) return k;
    }
    return -1;
  }
  if (s.index == nullptr) {
    s.index_mask = std::bit_ceil(s.size * 2) - 1;
    s.index = static_cast<std::uint32_t*>(s.arena->take((std::size_t{s.index_mask} + 1) * sizeof(std::uint32_t)));
    std::memset(s.index, 0, (std::size_t{s.index_mask} + 1) * sizeof(std::uint32_t));
    for (std::uint32_t k = 0; k < s.size; ++k) {
      std::size_t at = key_hash(s.kind, s.items[k]) & s.index_mask;
      while (s.index[at] != 0) at = (at + 1) & s.index_mask;
      s.index[at] = k + 1;
    }
  }
  std::size_t at = key_hash(s.kind, v) & s.index_mask;
  while (s.index[at] != 0) {
    const Value item = s.items[s.index[at] - 1];
    if (words ? item.bits() == v.bits() : equal(item, v)) return s.index[at] - 1;
    at = (at + 1) & s.index_mask;
  }
  return -1;
}

bool contains(const SetObj& s, Value v) {
  // Looked through word by word the first times: often there is no other.
  constexpr std::uint8_t few = 3;
  const bool places = s.kind == ElementKind::pairs && v.is(Tag::pair);
  if (s.size <= small_set || !(places || (s.kind == ElementKind::cells && v.is(Tag::cell)))) return find(s, v) >= 0;
  if (s.asked < few) {
    ++const_cast<SetObj&>(s).asked;
    return std::any_of(s.items, s.items + s.size, [v](Value item) { return item.bits() == v.bits(); });
  }
  if (const PlaceMarks* const m = marks_of(s)) return places ? m->has_place(v) : m->has_cell(v);
  return find(s, v) >= 0;
}

}  // namespace battalion::dsl
