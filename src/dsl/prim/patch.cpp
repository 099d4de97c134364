#include "dsl/prim/patch.hpp"

#include "dsl/prim/number.hpp"

namespace battalion::dsl::prim {

bool holds_cells(Context& ctx, Value patch) {
  if (is_places(patch)) return false;
  if (is_cells(patch)) return true;
  const Value first = elements(ctx, patch)[0];
  return subscript(ctx, first, 1).is_tuple();
}

Value indices_of(Context& ctx, Value patch) {
  if (is_places(patch)) return patch;
  if (length(patch) == 0) return empty_set();
  if (is_cells(patch)) {
    const SetObj& s = patch.set();
    ctx.tick(s.size);
    auto* places = ctx.take<Value>(s.size);
    for (std::uint32_t k = 0; k < s.size; ++k) places[k] = Value::pair(s.items[k].cell_i(), s.items[k].cell_j());
    if (s.distinct_places) return set_mapped_distinct(ctx, patch, ElementKind::pairs, places, true, true);
    return set_mapped(ctx, patch, {places, s.size});
  }
  if (!holds_cells(ctx, patch)) return patch;
  Gather places(ctx);
  each(
      ctx, patch, [&](Value v) { places.add(unpack_two(ctx, v).b); }, [&] { places.drop_to(0); });
  return patch.is_set() ? set_mapped(ctx, patch, places.values()) : set_of(ctx, places.values());
}

Place unpack_place(Context& ctx, Value v) {
  if (v.is(Tag::pair)) return {v.pair_i(), v.pair_j()};
  const Two two = unpack_two(ctx, v);
  return {need_int(two.a), need_int(two.b)};
}

Extent extent_of(Context& ctx, Value piece) {
  const std::uint32_t n = length(piece);
  if (n == 0) return {0, 0};
  if (piece.is(Tag::grid)) return {piece.grid().height, piece.grid().width};
  if (piece.is_tuple()) return {n, length(tuple_at(ctx, piece, 0))};
  const Box b = box_of(ctx, piece);
  return {b.height(), b.width()};
}

}  // namespace battalion::dsl::prim
