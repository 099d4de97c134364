#pragma once
// Walking a container whose order does not show in the result.

#include <utility>

#include "dsl/context.hpp"
#include "dsl/error.hpp"
#include "dsl/set.hpp"
#include "dsl/tuple.hpp"

namespace battalion::dsl::prim {

/// fn(element) for every element of a container: a tuple's in order, a set's as they stand, which spares working
/// out its order. Should fn raise on a set, everything is done again in walking order, so that what is raised
/// is what the reference would raise first; but not where all that was walked stood in order. `again` forgets what fn did.
template <class Fn, class Again>
void each(Context& ctx, Value container, const Fn& fn, const Again& again) {
  if (!container.is_set()) {
    for (Value v : elements(ctx, container)) fn(v);
    return;
  }
  SetObj& s = container.set();
  if (ctx.in_order) {
    for (Value v : walked_items(ctx, s)) fn(v);
    return;
  }
  const Budget before = ctx.budget;
  const int depth = ctx.depth;
  const bool order_mattered = ctx.order_mattered;
  if (!stands_in_order(s)) ++ctx.loose_walks;
  const std::uint32_t loose_walks = ctx.loose_walks;
  try {
    for (std::uint32_t k = 0; k < s.size; ++k) fn(s.items[k]);
  } catch (const Raised&) {
    if (s.size < 2) throw;
    const Budget after = std::exchange(ctx.budget, before);
    walk(ctx, s);
    if (s.order == nullptr && ctx.loose_walks == loose_walks) {
      ctx.tick(after.steps - before.steps);
      ctx.charge(after.memory - before.memory);
      ctx.in_order = true;
      throw;
    }
    ctx.depth = depth;
    ctx.order_mattered = order_mattered;
    again();
    ctx.in_order = true;  // reset by whoever starts the next evaluation
    for (Value v : walked_items(ctx, s)) fn(v);
    throw;
  }
}

/// The elements in whatever order they are at hand, for what does not depend on it.
inline std::span<const Value> loose(Context& ctx, Value container) {
  if (container.is_set()) return {container.set().items, container.set().size};
  return elements(ctx, container);
}

/// Pays for the |a| * |b| values that a product gathers.
inline void charge_product(Context& ctx, Value a, Value b) {
  ctx.charge(std::uint64_t{length(a)} * length(b) * Gather::bytes_a_value);
}

/// type(container)(gathered): images are one an element, in the order of each(); nothing() drops one.
Value rebuild(Context& ctx, Value container, std::span<const Value> images);
/// The same where images are elements themselves, or nothing().
Value keep(Context& ctx, Value container, std::span<const Value> elements);

/// The elements in order, where the result shows it: notes that, for a set of two or more.
inline std::span<const Value> ordered(Context& ctx, Value container) {
  if (container.is_set() && container.set().size > 1) ctx.order_matters(true);
  return elements(ctx, container);
}

}  // namespace battalion::dsl::prim
