// Walking containers, and building them from what was gathered.

#if defined(BATTALION_KERNELS_ENGINE_ITEMS_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_ITEMS_HPP
#undef BATTALION_KERNELS_ENGINE_ITEMS_HPP
#else
#define BATTALION_KERNELS_ENGINE_ITEMS_HPP
#endif

#include "kernels/engine/code.hpp"
#include "kernels/op/all.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// A container's elements one after the other: values, or the addresses of values.
struct Items {
  const unsigned char* base = nullptr;
  std::int32_t stride = 0;
  std::int32_t size = 0;
  bool addresses = false;

  BATTALION_MEMBER const void* at(int k) const {
    const unsigned char* place = base + static_cast<std::size_t>(k) * static_cast<std::size_t>(stride);
    return addresses ? *reinterpret_cast<const void* const*>(place) : place;
  }
};

BATTALION_BOTH constexpr bool is_set_kind(Kind k) {
  return k == Kind::Indices || k == Kind::Object || k == Kind::IntSet || k == Kind::GridSet || k == Kind::IndicesSet ||
         k == Kind::ObjectSet;
}

template <class T>
BATTALION_OP Items items_of(const T* values, int n) {
  return {reinterpret_cast<const unsigned char*>(values), static_cast<std::int32_t>(sizeof(T)), n, false};
}
template <class List>
BATTALION_OP Items addresses_of(const void* list) {
  const List& l = *static_cast<const List*>(list);
  list_elements(l);
  return {reinterpret_cast<const unsigned char*>(l.items), static_cast<std::int32_t>(sizeof(void*)), l.size, true};
}

BATTALION_OP Status rows_of(Scratch& s, const Grid& g, Items& out) {
  Ints* rows = s.take<Ints>(static_cast<std::size_t>(g.height));
  if (rows == nullptr) return Punt::scratch;
  for (int i = 0; i < g.height; ++i) BATTALION_TRY(op::row_of(s, g, i, rows[i]));
  out = items_of(rows, g.height);
  return {};
}

template <class List>
BATTALION_OP Items values_of(const void* list) {
  const List& l = *static_cast<const List*>(list);
  return items_of(l.items, l.size);
}
/// Of a set whose elements lie nowhere one by one: they are listed first.
template <class Set, class List>
BATTALION_OP Status listed_values(Scratch& s, const void* set, Items& out) {
  List l;
  if (const Status t = op::totuple(s, *static_cast<const Set*>(set), l); !t.ok()) return t;
  out = values_of<List>(&l);
  return {};
}

BATTALION_BOTH constexpr bool is_patch_set(Kind k) { return k == Kind::IndicesSet || k == Kind::ObjectSet; }
/// Of a set of patches.
BATTALION_OP bool is_loose(const void* set) { return static_cast<const IndicesSet*>(set)->loose != 0; }  // as all such sets
BATTALION_OP Status settle(Scratch& s, Kind kind, const void* container) {
  if (kind == Kind::IndicesSet) return settle(s, *static_cast<const IndicesSet*>(container));
  return kind == Kind::ObjectSet ? settle(s, *static_cast<const ObjectSet*>(container)) : Status();
}

/// Makes what is unmade in a set of patches; nothing of other values.
BATTALION_OP void make_elements(Kind kind, const void* value) {
  if (kind == Kind::IndicesSet) {
    const auto& set = *static_cast<const IndicesSet*>(value);
    list_elements(set);
    if (set.loose != 0) make_all(set.items, set.size);
  } else if (kind == Kind::ObjectSet) {
    const auto& set = *static_cast<const ObjectSet*>(value);
    list_elements(set);
    if (set.loose != 0) make_all(set.items, set.size);
  }
}

/// The elements, sets' in canonical order unless they are loose.
BATTALION_OP Status walk(Scratch& s, Kind kind, const void* container, Items& out) {
  switch (kind) {
    case Kind::Ints: out = values_of<Ints>(container); return {};
    case Kind::Pairs: out = values_of<Pairs>(container); return {};
    case Kind::Cells: out = values_of<Cells>(container); return {};
    case Kind::Pair: {
      const Pair& p = *static_cast<const Pair*>(container);
      out = items_of(&p.i, is_empty(p) ? 0 : 2);
      return {};
    }
    case Kind::Grids: out = addresses_of<Grids>(container); return {};
    case Kind::IndicesTuple: out = addresses_of<IndicesTuple>(container); return {};
    case Kind::ObjectTuple: out = addresses_of<ObjectTuple>(container); return {};
    case Kind::PairsTuple: out = addresses_of<PairsTuple>(container); return {};
    case Kind::GridSet: out = addresses_of<GridSet>(container); return {};
    case Kind::IndicesSet: out = addresses_of<IndicesSet>(container); return {};
    case Kind::ObjectSet: out = addresses_of<ObjectSet>(container); return {};
    case Kind::IntSet: return listed_values<IntSet, Ints>(s, container, out);
    case Kind::Indices: return listed_values<Indices, Pairs>(s, container, out);
    case Kind::Object: return listed_values<Object, Cells>(s, container, out);
    case Kind::Grid: return rows_of(s, *static_cast<const Grid*>(container), out);
    default: break;
  }
  return Punt::range;
}

/// Puts places into a window, one by one.
class PlaceMask {
 public:
  BATTALION_MEMBER explicit PlaceMask(const Window& w) : window_(w) {}
  /// Whether the window holds it; if so, whether it is new.
  BATTALION_MEMBER bool add(const Pair& at, int& row, int& column, bool& fresh) {
    const Int i = at.i - window_.top, j = at.j - window_.left;
    if (i < 0 || i >= side || j < 0 || j >= side) return false;
    row = static_cast<int>(i);
    column = static_cast<int>(j);
    fresh = (rows_[row] >> column & 1) == 0;
    rows_.set(row, 1u << column);
    return true;
  }
  BATTALION_MEMBER Lanes mask() const { return rows_.all(); }

 private:
  Window window_;
  Lanes::Words rows_;
};

/// Colours put into planes cell by cell.
class ColourWords {
 public:
  BATTALION_MEMBER void add(int row, int column, Int colour) {
    for (int p = 0; p < planes; ++p) words_[p].set(row, (static_cast<unsigned>(colour - lowest_colour) >> p & 1u) << column);
  }
  BATTALION_MEMBER void repaint(int row, int column, Int colour) {
    for (int p = 0; p < planes; ++p) words_[p].clear(row, 1u << column);
    add(row, column, colour);
  }
  BATTALION_MEMBER Int at(int row, int column) const {
    Int number = 0;
    for (int p = 0; p < planes; ++p) number |= static_cast<Int>(words_[p][row] >> column & 1u) << p;
    return number + lowest_colour;
  }
  BATTALION_MEMBER Planes all() const {
    Planes out;
    for (int p = 0; p < planes; ++p) out.p[p] = words_[p].all();
    return out;
  }

 private:
  Lanes::Words words_[planes];
};

template <class T>
BATTALION_INLINE const Pair& place_of(const T& v) {
  if constexpr (std::is_same_v<T, Cell>) {
    return v.place;
  } else {
    return v;
  }
}

template <class T>
BATTALION_OP Status box_of(const T* items, int n, Box& out) {
  out = {0, 0, -1, -1};
  for (int k = 0; k < n; ++k) {
    const Pair& p = place_of(items[k]);
    if (!near_zero(p)) return Punt::range;
    if (k == 0) out = {p.i, p.j, p.i, p.j};
    if (p.i < out.top) out.top = p.i;
    if (p.i > out.bottom) out.bottom = p.i;
    if (p.j < out.left) out.left = p.j;
    if (p.j > out.right) out.right = p.j;
  }
  return {};
}

BATTALION_OP Status patch_of(Scratch& s, const Pair* items, int n, Indices& out) {
  Box box;
  BATTALION_TRY(box_of(items, n, box));
  const Window w = box.empty() ? Window{0, 0, false} : window_of(box);
  if (w.more) return spread_places(s, items, n, box, out);
  PlaceMask mask(w);
  int row, column;
  bool fresh;
  for (int k = 0; k < n; ++k) mask.add(items[k], row, column, fresh);
  store_places(mask.mask(), w, out);
  return {};
}

BATTALION_OP Status patch_of(Scratch&, const Cell* items, int n, Object& out) {
  Box box;
  BATTALION_TRY(box_of(items, n, box));
  const Window w = box.empty() ? Window{0, 0, false} : window_of(box);
  PlaceMask mask(w);
  ColourWords drawn;
  PlaceMask several(w);
  for (int k = 0; k < n; ++k) {
    if (!is_colour(items[k].colour)) return Punt::colour;
    int row = 0, column = 0;
    bool fresh = false;
    if (!mask.add(items[k].place, row, column, fresh)) continue;
    if (fresh) {
      drawn.add(row, column, items[k].colour);
    } else if (const Int there = drawn.at(row, column); there != items[k].colour) {
      several.add(items[k].place, row, column, fresh);
      if (there < items[k].colour) drawn.repaint(row, column, items[k].colour);
    }
  }
  store_places(mask.mask(), w, out.places);
  if (w.more) out.places.most = n;
  drawn.all().store(out.plane);
  overlay(several.mask(), w.top, w.left, out);
  return {};
}

/// Rows of one length, of colours.
BATTALION_OP Status grid_of(const Ints* const* rows, int n, Grid& out) {
  if (n == 0) return no_cells(0, out);
  if (n > side || rows[0]->size > side) return Punt::size;
  ColourWords drawn;
  for (int i = 0; i < n; ++i) {
    if (rows[i]->size != rows[0]->size) return Punt::ragged;
    for (int j = 0; j < rows[i]->size; ++j) {
      const Int v = rows[i]->items[j];
      if (!is_colour(v)) return Punt::colour;
      drawn.add(i, j, v);
    }
  }
  store_grid(drawn.all(), n, rows[0]->size, out);
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
