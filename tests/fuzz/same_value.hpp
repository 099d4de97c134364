#pragma once
// Values of the bit-plane engine compared word by word: they have one form.

#include <algorithm>
#include <cstring>

#include "kernels/signature.hpp"
#include "kernels/values.hpp"

namespace battalion::fuzz {

namespace detail {

using namespace kernels;

inline bool same(Bool a, Bool b) { return a == b; }
inline bool same(Int a, Int b) { return a == b; }
inline bool same(const Pair& a, const Pair& b) { return a.i == b.i && a.j == b.j; }
inline bool same(const Cell& a, const Cell& b) { return a.colour == b.colour && same(a.place, b.place); }
inline bool same(const Grid& a, const Grid& b) {
  return a.height == b.height && a.width == b.width && std::memcmp(a.plane, b.plane, sizeof a.plane) == 0;
}
inline bool same(const Indices& a, const Indices& b) {
  return a.top == b.top && a.left == b.left && a.more == b.more && std::memcmp(a.rows, b.rows, sizeof a.rows) == 0 &&
         a.height == b.height && a.width == b.width && a.most == b.most && a.tile_count == b.tile_count &&
         std::equal(a.tiles, a.tiles + a.tile_count, b.tiles, [](const Tile& s, const Tile& t) {
           return s.top == t.top && s.left == t.left && std::memcmp(s.rows, t.rows, sizeof s.rows) == 0;
         });
}
inline bool same(const Object& a, const Object& b) {
  return same(a.places, b.places) && std::memcmp(a.plane, b.plane, sizeof a.plane) == 0 &&
         ((a.places.more & overlaid) == 0 || std::memcmp(a.several, b.several, sizeof a.several) == 0);
}
inline bool same(const IntSet& a, const IntSet& b) { return std::memcmp(a.rows, b.rows, sizeof a.rows) == 0; }
template <class T>
bool same(const Tuple<T>& a, const Tuple<T>& b);
template <class T>
bool same(const Set<T>& a, const Set<T>& b);

inline const Int& item(const Int& v) { return v; }
inline const Pair& item(const Pair& v) { return v; }
inline const Cell& item(const Cell& v) { return v; }
template <class T>
const T& item(const T* v) {
  return *v;
}
template <class List>
bool same_items(const List& a, const List& b) {
  if (a.size != b.size) return false;
  for (int n = 0; n < a.size; ++n) {
    if (!same(item(a.items[n]), item(b.items[n]))) return false;
  }
  return true;
}
template <class T>
bool same(const Tuple<T>& a, const Tuple<T>& b) {
  return same_items(a, b);
}
template <class T>
bool same(const Set<T>& a, const Set<T>& b) {
  return same_items(a, b);
}

}  // namespace detail

inline bool same_value(kernels::Kind kind, const void* a, const void* b) {
  switch (kind) {
#define BATTALION_KIND(T) \
  case kernels::Kind::T:  \
    return detail::same(*static_cast<const kernels::T*>(a), *static_cast<const kernels::T*>(b));
    BATTALION_KIND(Bool)
    BATTALION_KIND(Int)
    BATTALION_KIND(Pair)
    BATTALION_KIND(Cell)
    BATTALION_KIND(Grid)
    BATTALION_KIND(Indices)
    BATTALION_KIND(Object)
    BATTALION_KIND(IntSet)
    BATTALION_KIND(Ints)
    BATTALION_KIND(Pairs)
    BATTALION_KIND(Cells)
    BATTALION_KIND(Grids)
    BATTALION_KIND(IndicesTuple)
    BATTALION_KIND(ObjectTuple)
    BATTALION_KIND(PairsTuple)
    BATTALION_KIND(GridSet)
    BATTALION_KIND(IndicesSet)
    BATTALION_KIND(ObjectSet)
#undef BATTALION_KIND
    case kernels::Kind::count_: break;
  }
  return false;
}

}  // namespace battalion::fuzz
