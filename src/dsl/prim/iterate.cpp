#include "dsl/prim/iterate.hpp"

namespace battalion::dsl::prim {

Value rebuild(Context& ctx, Value container, std::span<const Value> images) {
  if (container.is_set()) return set_mapped(ctx, container, images);
  ctx.tick(images.size());
  std::size_t kept = 0;
  for (Value v : images) kept += v ? 1 : 0;
  if (kept == images.size()) return new_tuple(ctx, images);
  auto* items = ctx.take<Value>(kept);
  std::size_t n = 0;
  for (Value v : images) {
    if (v) items[n++] = v;
  }
  return new_tuple(ctx, {items, n});
}

Value keep(Context& ctx, Value container, std::span<const Value> elements) {
  if (container.is_set()) return set_filtered(ctx, container, elements);
  return rebuild(ctx, container, elements);
}

}  // namespace battalion::dsl::prim
