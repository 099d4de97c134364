// Patches made from patches: moved, mirrored, recoloured, scaled.

#include "dsl/prim/declare.hpp"
#include "dsl/prim/number.hpp"
#include "dsl/prim/patch.hpp"
#include "dsl/prim/pieces.hpp"

namespace battalion::dsl::prim {
namespace {

/// Applies a one-to-one map of places, fn(i, j) -> Place, to a patch's places or cells.
template <class Fn>
Value map_places(Context& ctx, Value patch, const Fn& fn) {
  if (is_places(patch) || is_cells(patch)) {
    // Packed words stay packed unless a place leaves their range: seen afterwards, and done again the long way.
    const SetObj& s = patch.set();
    auto* images = ctx.take<Value>(s.size);
    bool fits = true;
    if (s.kind == ElementKind::pairs) {
      for (std::uint32_t k = 0; k < s.size; ++k) {
        const Place p = fn(s.items[k].pair_i(), s.items[k].pair_j());
        fits &= Value::fits_pair(p.i, p.j);
        images[k] = Value::pair(p.i, p.j);
      }
    } else {
      for (std::uint32_t k = 0; k < s.size; ++k) {
        const Place p = fn(s.items[k].cell_i(), s.items[k].cell_j());
        fits &= Value::fits_cell(0, p.i, p.j);
        images[k] = Value::cell(s.items[k].cell_v(), p.i, p.j);
      }
    }
    if (fits) return set_mapped_distinct(ctx, patch, s.kind, images, s.distinct_places);
  }
  const bool cells = holds_cells(ctx, patch);
  Gather images(ctx);
  const auto add = [&](Value v) {
    const Two two = cells ? unpack_two(ctx, v) : Two{Value{}, v};
    const Place from = unpack_place(ctx, two.b);
    const Place to = fn(from.i, from.j);
    const Value place = make_place(ctx, to.i, to.j);
    images.add(cells ? new_tuple(ctx, two.a, place) : place);
  };
  each(ctx, patch, add, [&] { images.drop_to(0); });
  return patch.is_set() ? set_mapped(ctx, patch, images.values()) : set_of(ctx, images.values());
}

/// Moves packed words by adding to them; empty handed where one would leave its range.
Value shifted_words(Context& ctx, Value patch, std::int64_t di, std::int64_t dj) {
  const SetObj& s = patch.set();
  const bool cells = s.kind == ElementKind::cells;
  const int shift_i = cells ? 40 : 34, shift_j = cells ? 16 : 4, width = cells ? 24 : 30;
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  const auto up = static_cast<std::uint64_t>(di), right = static_cast<std::uint64_t>(dj);
  const std::uint64_t way = (up << shift_i) + (right << shift_j);
  auto* images = ctx.take<Value>(s.size);
  std::uint64_t reached = 0;
  for (std::uint32_t k = 0; k < s.size; ++k) {
    const std::uint64_t bits = s.items[k].bits();
    reached |= ((bits >> shift_i) + up) | (((bits >> shift_j) & mask) + right);
    images[k] = Value::of_bits(bits + way);
  }
  if ((reached & ~mask) != 0) return {};
  const Value moved = set_mapped_distinct(ctx, patch, s.kind, images, s.distinct_places, true);
  if (s.size != 0) moved.set().step = s.step;
  return moved;
}

Value shifted(Context& ctx, Value patch, std::int64_t di, std::int64_t dj) {
  if (is_places(patch) || is_cells(patch)) {
    if (const Value v = shifted_words(ctx, patch, di, dj)) return v;
  }
  return map_places(ctx, patch, [&](std::int64_t i, std::int64_t j) {
    return Place{checked_add(i, di), checked_add(j, dj)};
  });
}

enum class Mirror { horizontal, vertical, diagonal };

Value mirrored(Context& ctx, Value patch, Mirror how) {
  // An empty patch has no corners: the reference fails on taking one.
  const Box b = box_of(ctx, patch);
  if (b.empty()) {
    if (how == Mirror::diagonal) raise(ErrorCode::value_error, "not enough values to unpack");
    raise(ErrorCode::index_error, "tuple index out of range");
  }
  const std::int64_t di = checked_add(b.top, b.bottom), dj = checked_add(b.left, b.right);
  return map_places(ctx, patch, [&](std::int64_t i, std::int64_t j) {
    switch (how) {
      case Mirror::horizontal: return Place{checked_subtract(di, i), j};
      case Mirror::vertical: return Place{i, checked_subtract(dj, j)};
      case Mirror::diagonal: break;
    }
    return Place{checked_add(checked_subtract(j, b.left), b.top), checked_add(checked_subtract(i, b.top), b.left)};
  });
}

}  // namespace

Value toindices(Context& ctx, const Value* args) { return indices_of(ctx, args[0]); }

Value recolor(Context& ctx, const Value* args) {
  const Value value = args[0];
  const Value places = indices_of(ctx, args[1]);
  if (is_places(places) && value.is(Tag::integer) && Value::fits_cell(value.as_small(), 0, 0)) {
    const SetObj& s = places.set();
    auto* cells = ctx.take<Value>(s.size);
    bool fits = true;
    for (std::uint32_t k = 0; k < s.size; ++k) {
      const std::int64_t i = s.items[k].pair_i(), j = s.items[k].pair_j();
      fits &= Value::fits_cell(0, i, j);
      cells[k] = Value::cell(value.as_small(), i, j);
    }
    if (fits) return set_mapped_distinct(ctx, places, ElementKind::cells, cells, true, true);
  }
  Gather cells(ctx);
  each(
      ctx, places, [&](Value v) { cells.add(new_tuple(ctx, value, v)); }, [&] { cells.drop_to(0); });
  return places.is_set() ? set_mapped(ctx, places, cells.values()) : set_of(ctx, cells.values());
}

Value shift(Context& ctx, const Value* args) {
  if (length(args[0]) == 0) return args[0];
  const Two d = unpack_two(ctx, args[1]);
  return shifted(ctx, args[0], need_int(d.a), need_int(d.b));
}

Value normalize(Context& ctx, const Value* args) {
  if (length(args[0]) == 0) return args[0];
  const Box b = need_box(ctx, args[0]);
  return shifted(ctx, args[0], checked_subtract(0, b.top), checked_subtract(0, b.left));
}

Value mirror_patch_h(Context& ctx, Value patch) { return mirrored(ctx, patch, Mirror::horizontal); }
Value mirror_patch_v(Context& ctx, Value patch) { return mirrored(ctx, patch, Mirror::vertical); }
Value mirror_patch_d(Context& ctx, Value patch) { return mirrored(ctx, patch, Mirror::diagonal); }

Value upscale_object(Context& ctx, Value object, Value factor_value) {
  if (length(object) == 0) return empty_set();
  const Box b = need_box(ctx, object);
  const Value normed = shifted(ctx, object, checked_subtract(0, b.top), checked_subtract(0, b.left));
  if (normed.set().kind == ElementKind::pairs) raise_type("cannot unpack non-iterable int object");
  const std::int64_t factor = need_int(factor_value);
  if (factor <= 0) return empty_set();
  // The reference adds to a set, copies it to a frozenset, and moves that back.
  Gather grown(ctx);
  for (Value v : elements(ctx, normed)) {
    const Two two = unpack_two(ctx, v);
    const Place p = unpack_place(ctx, two.b);
    const std::int64_t i = checked_multiply(p.i, factor), j = checked_multiply(p.j, factor);
    for (std::int64_t io = 0; io < factor; ++io) {
      ctx.tick(static_cast<std::uint64_t>(factor));
      ctx.charge(static_cast<std::uint64_t>(factor) * Gather::bytes_a_value);
      for (std::int64_t jo = 0; jo < factor; ++jo) {
        grown.add(new_tuple(ctx, two.a, make_place(ctx, checked_add(i, io), checked_add(j, jo))));
      }
    }
  }
  const bool unequal = is_cells(normed) && normed.set().distinct_places && factor < 4096 &&
                       Value::fits_cell(0, b.height() * factor, b.width() * factor);
  const Value scaled = unequal ? set_of_unequal(ctx, grown.values(), true) : set_of_copied(ctx, grown.values());
  if (is_cells(scaled)) scaled.set().distinct_places = normed.set().distinct_places;
  return shifted(ctx, scaled, b.top, b.left);
}

}  // namespace battalion::dsl::prim
