#pragma once
// Sets: made with their elements and a recipe of their order; the order itself is worked out only when
// someone asks (set_walk.cpp).

#include <span>

#include "dsl/context.hpp"
#include "dsl/hash.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

/// Sets of no more elements are searched one by one.
inline constexpr std::uint32_t small_set = 8;

Value empty_set();

/// Takes over `items` (in the arena): distinct, of one kind, in the order in which they would be added.
/// `distinct_places` matters for cells only.
Value set_of_distinct(Context& ctx, ElementKind kind, Value* items, std::uint32_t n,
                      bool distinct_places = true);
/// frozenset(items): equal ones are dropped. Items are copied.
Value set_of(Context& ctx, std::span<const Value> items);
/// The same for places or cells of which no two are equal; charged like that. `copied`: as set_of_copied.
Value set_of_unequal(Context& ctx, std::span<const Value> items, bool copied);
/// What set_of uses for n integers of which `left` are different: for those who need not make the set to know what is in it.
struct SetCost {
  std::uint64_t steps = 0;
  std::uint64_t bytes = 0;
};
SetCost cost_of_integers(std::size_t n, std::size_t left);
/// What either uses for one place or cell.
inline SetCost cost_of_one() { return cost_of_integers(1, 1); }
/// Like set_of, but made by way of a set that was copied (`frozenset({...})` in the reference).
Value set_of_copied(Context& ctx, std::span<const Value> items);
/// What walking `parent` (a set) makes of its items: images[i] for parent's item i, none where nothing() .
Value set_mapped(Context& ctx, Value parent, std::span<const Value> images);
/// What walking `parent` keeps of its items: kept[i] is its item i, or nothing().
Value set_filtered(Context& ctx, Value parent, std::span<const Value> kept);
/// The same where kept[i] is the image of item i: no two are equal, and of one place a parent's are of one place.
Value set_filtered_images(Context& ctx, Value parent, std::span<const Value> images);
/// The same where images are distinct and there is one for each item: takes them over. `rising`: in canonical order they
/// follow each other as the parent's do.
Value set_mapped_distinct(Context& ctx, Value parent, ElementKind kind, Value* images, bool distinct_places, bool rising = false);
/// frozenset(e for c in parent for e in c): parent's items are sets.
Value set_merged(Context& ctx, Value parent);
/// What walking b (outer) and a (inner) yields: images[ib * |a| + ia]; a and b are sets or tuples.
/// `distinct`: no two images are equal.
Value set_product(Context& ctx, Value a, Value b, std::span<const Value> images, bool distinct = false);
/// frozenset((*a, *b)), a and b sets or tuples.
Value set_concatenated(Context& ctx, Value a, Value b);
/// frozenset(e for e in a if e not in gone)
Value set_without(Context& ctx, Value a, const SetObj& gone);
/// a | b, a & b, a - b as the reference's operators do them; both are sets.
Value set_joined(Context& ctx, Value a, Value b);
Value set_intersection(Context& ctx, Value a, Value b);
Value set_reduced(Context& ctx, Value a, Value b);

/// A set object with room for n items, to be filled in; for the recipes that live elsewhere.
SetObj* new_set(Context& ctx, ElementKind kind, Recipe recipe, std::uint32_t n);
inline Value as_value(SetObj* s) { return Value::pointer(Tag::set, s); }
ElementKind kind_of(Value element);

/// Index of an element equal to v in s.items, or -1.
std::int64_t find(const SetObj& s, Value v);
bool contains(const SetObj& s, Value v);

/// Items in the order in which they are walked. [size], lives as long as s.
std::span<const Value> walked_items(Context& ctx, SetObj& s);
/// Makes s.order and, under `cpython`, s.mask and s.slots.
void walk(Context& ctx, SetObj& s);
/// Whether the items are known to be in the order in which they are walked.
inline bool stands_in_order(const SetObj& s) { return s.size < 2 || s.rising || (s.walked && s.order == nullptr); }
/// Notes that the items, just made, are in canonical order: under `cpython` that says nothing. Gives back the set.
inline Value made_in_order(const Context& ctx, Value set) {
  SetObj& s = set.set();
  if (ctx.order == SetOrder::canonical && (s.kind == ElementKind::pairs || s.kind == ElementKind::cells)) s.rising = true;
  return set;
}
/// The index in s.items of the element walked k-th; s is walked.
inline std::uint32_t walked_at(const SetObj& s, std::uint32_t k) {
  return s.order == nullptr ? k : s.order[k];
}

}  // namespace battalion::dsl
