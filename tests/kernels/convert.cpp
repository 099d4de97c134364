#include "kernels/convert.hpp"

#include <algorithm>
#include <bit>
#include <vector>

#include "dsl/set.hpp"
#include "dsl/tuple.hpp"

namespace battalion::kernels {
namespace {

using dsl::Context;
using dsl::Value;

Value value_of(Context& ctx, Int v) { return v == no_integer ? Value::none() : dsl::make_integer(ctx, v); }
Value value_of(Context& ctx, const Pair& p) {
  if (p.i == no_integer && p.j == no_integer) return dsl::new_tuple(ctx, std::vector<Value>());
  return dsl::new_tuple(ctx, value_of(ctx, p.i), value_of(ctx, p.j));
}
Value value_of(Context& ctx, const Cell& c) {
  return dsl::new_tuple(ctx, value_of(ctx, c.colour), value_of(ctx, c.place));
}

int colour_at(const std::uint32_t (&plane)[planes][side], int i, int j) {
  int v = 0;
  for (int k = 0; k < planes; ++k) v |= static_cast<int>((plane[k][i] >> j) & 1) << k;
  return v + lowest_colour;
}

Value value_of(Context& ctx, const Grid& g) {
  if (g.width == 0) {
    return dsl::new_tuple(ctx, std::vector<Value>(static_cast<std::size_t>(g.height), dsl::new_tuple(ctx, std::vector<Value>())));
  }
  dsl::GridObj* out = dsl::new_grid(ctx, static_cast<std::uint64_t>(g.height), static_cast<std::uint64_t>(g.width));
  for (int i = 0; i < g.height; ++i) {
    for (int j = 0; j < g.width; ++j) out->cells[i * g.width + j] = static_cast<std::int8_t>(colour_at(g.plane, i, j));
  }
  return dsl::as_value(out);
}

template <class Fn>
void each_bit(const std::uint32_t (&rows)[side], const Fn& fn) {
  for (int i = 0; i < side; ++i) {
    for (int j = 0; j < side; ++j) {
      if ((rows[i] >> j) & 1) fn(i, j);
    }
  }
}

Value value_of(Context& ctx, const Indices& a) {
  std::vector<Value> places;
  each_bit(a.rows, [&](int i, int j) { places.push_back(value_of(ctx, Pair{Int{a.top} + i, Int{a.left} + j})); });
  for (int k = 0; k < a.tile_count; ++k) {
    const Tile& t = a.tiles[k];
    each_bit(t.rows, [&](int i, int j) { places.push_back(value_of(ctx, Pair{Int{t.top} + i, Int{t.left} + j})); });
  }
  return dsl::set_of(ctx, places);
}
Value value_of(Context& ctx, const Object& a) {
  std::vector<Value> cells;
  each_bit(a.places.rows, [&](int i, int j) {
    cells.push_back(value_of(ctx, Cell{colour_at(a.plane, i, j), {Int{a.places.top} + i, Int{a.places.left} + j}}));
  });
  const Value v = dsl::set_of(ctx, cells);
  if (!cells.empty()) v.set().distinct_places = true;
  return v;
}
Value value_of(Context& ctx, const IntSet& a) {
  std::vector<Value> ints;
  each_bit(a.rows, [&](int i, int j) { ints.push_back(value_of(ctx, IntSet::lowest + side * i + j)); });
  return dsl::set_of(ctx, ints);
}

template <class T>
Value value_of(Context& ctx, const Tuple<T>& list);
template <class T>
Value value_of(Context& ctx, const T* v) {
  return value_of(ctx, *v);
}
template <class List>
std::vector<Value> items_of(Context& ctx, const List& list) {
  std::vector<Value> items;
  for (int k = 0; k < list.size; ++k) items.push_back(value_of(ctx, list.items[k]));
  return items;
}
template <class T>
Value value_of(Context& ctx, const Tuple<T>& list) {
  return dsl::new_tuple(ctx, items_of(ctx, list));
}
template <class T>
Value value_of(Context& ctx, const Set<T>& list) {
  return dsl::set_of(ctx, items_of(ctx, list));
}

/// First and last row and column that have a bit; the last before the first where none has.
struct Extent {
  int top = side, bottom = -1, left = side, right = -1;
};
Extent extent_of(const std::uint32_t (&rows)[side]) {
  Extent out;
  std::uint32_t any = 0;
  for (int i = 0; i < side; ++i) {
    if (rows[i] == 0) continue;
    out.top = std::min(out.top, i), out.bottom = i;
    any |= rows[i];
  }
  if (any != 0) out.left = std::countr_zero(any), out.right = side - 1 - std::countl_zero(any);
  return out;
}

const char* malformed(const Grid& g) {
  if (g.height < 0 || g.height > side || g.width < 0 || g.width > side) return "a grid of impossible size";
  if (g.height == 0 && g.width != 0) return "a grid without rows that has columns";
  for (const auto& plane : g.plane) {
    const Extent of = extent_of(plane);
    if (of.bottom >= g.height || of.right >= g.width) return "a grid with bits beyond its size";
  }
  return nullptr;
}
const char* malformed(const Indices& a) {
  const auto [top, bottom, left, right] = extent_of(a.rows);
  if (a.more > (outside | overlaid)) return "more that is none";
  if ((a.tile_count > 0) != (a.tiles != nullptr)) return "tiles that are none";
  if (a.tile_count > 0 && a.more != outside) return "tiles where a window would do";
  Int first[2] = {top, left}, last[2] = {bottom, right};
  for (int k = 0; k < a.tile_count; ++k) {
    const Tile& t = a.tiles[k];
    if (t.top % side != 0 || t.left % side != 0 || (t.top == 0 && t.left == 0)) return "a tile that is out of place";
    if (k > 0 && std::pair(a.tiles[k - 1].top, a.tiles[k - 1].left) >= std::pair(t.top, t.left)) return "tiles out of order";
    const Extent of = extent_of(t.rows);
    if (of.bottom < 0) return "a tile without a place";
    first[0] = std::min(first[0], Int{t.top} + of.top), last[0] = std::max(last[0], Int{t.top} + of.bottom);
    first[1] = std::min(first[1], Int{t.left} + of.left), last[1] = std::max(last[1], Int{t.left} + of.right);
  }
  if (a.tile_count > 0 && last[0] - first[0] < side && last[1] - first[1] < side) return "tiles where one window would do";
  const bool partial = (a.more & outside) != 0 && a.tiles == nullptr;
  if (!partial && (a.height != side || a.width != side)) return "a part of what is known whole";
  if (!partial && a.most != 0) return "a count of what can be counted";
  if (bottom >= a.height || right >= a.width) return "places that are not known";
  if (partial && (a.height < 1 || a.width < 1 || a.height > side || a.width > side)) return "a part that is none";
  if (partial || (a.top == 0 && a.left == 0)) return nullptr;
  if ((a.more & outside) != 0 || bottom < 0) return "a window that should begin at (0, 0)";
  if (top != 0 || left != 0) return "a window that does not begin at its corner";
  const bool fits = a.top >= 0 && a.left >= 0 && a.top + bottom < side && a.left + right < side;
  return fits ? "a window that should begin at (0, 0) for all would fit" : nullptr;
}
const char* malformed(const Object& a) {
  for (const auto& plane : a.plane) {
    for (int i = 0; i < side; ++i) {
      if ((plane[i] & ~a.places.rows[i]) != 0) return "an object with colours off its places";
    }
  }
  if ((a.places.more & overlaid) != 0) {
    bool any = false;
    for (int i = 0; i < side; ++i) {
      if ((a.several[i] & ~a.places.rows[i]) != 0) return "several colours where there is no place";
      any |= a.several[i] != 0;
    }
    if (!any) return "an object that is overlaid nowhere";
  }
  if (a.places.tile_count != 0) return "an object in tiles";
  return malformed(a.places);
}
template <class T>
const char* malformed(const T&) {
  return nullptr;
}
template <class T>
const char* malformed_list(const T& list) {
  for (int k = 0; k < list.size; ++k) {
    if (const char* what = malformed(*list.items[k])) return what;
  }
  return nullptr;
}
const char* malformed(const Grids& list) { return malformed_list(list); }
const char* malformed(const GridSet& list) { return malformed_list(list); }
const char* malformed(const IndicesSet& list) { return malformed_list(list); }
const char* malformed(const ObjectSet& list) { return malformed_list(list); }

/// fn of the value as its type.
template <class Fn>
auto typed(Kind kind, const void* value, const Fn& fn) {
  switch (kind) {
#define BATTALION_KIND(T) \
  case Kind::T:           \
    return fn(*static_cast<const T*>(value));
    BATTALION_KIND(Int)
    BATTALION_KIND(Pair) BATTALION_KIND(Cell) BATTALION_KIND(Grid) BATTALION_KIND(Indices) BATTALION_KIND(Object)
        BATTALION_KIND(IntSet) BATTALION_KIND(Ints) BATTALION_KIND(Pairs) BATTALION_KIND(Cells) BATTALION_KIND(Grids)
            BATTALION_KIND(IndicesTuple) BATTALION_KIND(ObjectTuple) BATTALION_KIND(PairsTuple) BATTALION_KIND(GridSet) BATTALION_KIND(IndicesSet)
                BATTALION_KIND(ObjectSet)
#undef BATTALION_KIND
                    default : break;
  }
  throw std::logic_error("no such kind");
}

}  // namespace

dsl::Value to_dsl(dsl::Context& ctx, Kind kind, const void* value) {
  if (kind == Kind::Bool) return Value::boolean(*static_cast<const Bool*>(value));
  return typed(kind, value, [&](const auto& v) { return value_of(ctx, v); });
}

const char* malformed(Kind kind, const void* value) {
  if (kind == Kind::Bool) return nullptr;
  return typed(kind, value, [&](const auto& v) { return malformed(v); });
}

}  // namespace battalion::kernels
