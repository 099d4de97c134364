#pragma once
// Reading patches: sets of places (i, j), or of cells (value, (i, j)); which of the two is decided by the
// first element, as in the reference. Tuples of either pass for patches wherever the reference lets them.

#include <algorithm>
#include <cstdint>
#include <limits>

#include "dsl/context.hpp"
#include "dsl/error.hpp"
#include "dsl/prim/iterate.hpp"
#include "dsl/prim/number.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl::prim {

/// A patch of which every element is a packed place, or every element a packed cell.
inline bool is_places(Value v) { return v.is_set() && v.set().kind == ElementKind::pairs; }
inline bool is_cells(Value v) { return v.is_set() && v.set().kind == ElementKind::cells; }

/// The reference's test for an object: `isinstance(next(iter(patch))[1], tuple)`; patch is not empty.
bool holds_cells(Context& ctx, Value patch);
/// toindices(patch)
Value indices_of(Context& ctx, Value patch);

struct Place {
  std::int64_t i, j;
};
/// `i, j = v` where the reference goes on to use both as integers.
Place unpack_place(Context& ctx, Value v);

/// fn(i, j) for every place of toindices(patch), in no order; a place that an object holds twice comes once
/// or twice.
template <class Fn>
void each_place(Context& ctx, Value patch, const Fn& fn) {
  if (is_places(patch)) {
    const SetObj& s = patch.set();
    ctx.tick(s.size);
    for (std::uint32_t k = 0; k < s.size; ++k) fn(s.items[k].pair_i(), s.items[k].pair_j());
  } else if (is_cells(patch)) {
    const SetObj& s = patch.set();
    ctx.tick(s.size);
    for (std::uint32_t k = 0; k < s.size; ++k) fn(s.items[k].cell_i(), s.items[k].cell_j());
  } else {
    for (Value v : elements(ctx, indices_of(ctx, patch))) {
      const Place p = unpack_place(ctx, v);
      fn(p.i, p.j);
    }
  }
}

struct Box {
  std::int64_t top = std::numeric_limits<std::int64_t>::max();
  std::int64_t left = std::numeric_limits<std::int64_t>::max();
  std::int64_t bottom = std::numeric_limits<std::int64_t>::min();
  std::int64_t right = std::numeric_limits<std::int64_t>::min();
  bool empty() const { return bottom < top; }
  /// Raise IntegerOverflow for a box wider than integers are.
  std::int64_t height() const { return checked_add(checked_subtract(bottom, top), 1); }
  std::int64_t width() const { return checked_add(checked_subtract(right, left), 1); }
};

/// The bounding box of a patch's places.
inline Box box_of(Context& ctx, Value patch) {
  Box b;
  const auto take_in = [](Box& box, std::int64_t i, std::int64_t j) {
    box.top = std::min(box.top, i);
    box.bottom = std::max(box.bottom, i);
    box.left = std::min(box.left, j);
    box.right = std::max(box.right, j);
  };
  if (is_places(patch) || is_cells(patch)) {
    const SetObj& s = patch.set();
    ctx.tick(s.size);
    if (s.kind == ElementKind::pairs) {
      for (std::uint32_t k = 0; k < s.size; ++k) take_in(b, s.items[k].pair_i(), s.items[k].pair_j());
    } else {
      for (std::uint32_t k = 0; k < s.size; ++k) take_in(b, s.items[k].cell_i(), s.items[k].cell_j());
    }
    return b;
  }
  each_place(ctx, patch, [&](std::int64_t i, std::int64_t j) { take_in(b, i, j); });
  return b;
}
/// The same, raising the reference's ValueError for min() or max() of nothing.
inline Box need_box(Context& ctx, Value patch) {
  const Box b = box_of(ctx, patch);
  if (b.empty()) raise(ErrorCode::value_error, "min() or max() of nothing");
  return b;
}
/// Height and width of a grid or patch: (0, 0) for an empty one.
struct Extent {
  std::int64_t height, width;
};
Extent extent_of(Context& ctx, Value piece);

/// A place or cell as a value; packed where it fits.
inline Value make_place(Context& ctx, std::int64_t i, std::int64_t j) {
  if (Value::fits_pair(i, j)) return Value::pair(i, j);
  return new_tuple(ctx, make_integer(ctx, i), make_integer(ctx, j));
}

/// Gathers the places of a set that is added to one by one; distinct by construction.
class PlaceList {
 public:
  PlaceList(Context& ctx, std::size_t most) : ctx_(ctx), items_(ctx.take<Value>(most)) {}
  void add(std::int64_t i, std::int64_t j) {
    const Value v = make_place(ctx_, i, j);
    packed_ &= v.is(Tag::pair);
    items_[n_++] = v;
  }
  Value finish() {
    return packed_ ? set_of_distinct(ctx_, ElementKind::pairs, items_, n_) : set_of(ctx_, {items_, n_});
  }

 private:
  Context& ctx_;
  Value* items_;
  std::uint32_t n_ = 0;
  bool packed_ = true;
};

}  // namespace battalion::dsl::prim
