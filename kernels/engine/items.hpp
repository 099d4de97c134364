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
  return k == Kind::Indices || k == Kind::Object || k == Kind::IntSet || k == Kind::IndicesSet || k == Kind::ObjectSet;
}

template <class T>
BATTALION_OP Items items_of(const T* values, int n) {
  return {reinterpret_cast<const unsigned char*>(values), static_cast<std::int32_t>(sizeof(T)), n, false};
}
template <class List>
BATTALION_OP Items addresses_of(const void* list) {
  const List& l = *static_cast<const List*>(list);
  return {reinterpret_cast<const unsigned char*>(l.items), static_cast<std::int32_t>(sizeof(void*)), l.size, true};
}

BATTALION_OP Status rows_of(Scratch& s, const Grid& g, Items& out) {
  Ints* rows = s.take<Ints>(static_cast<std::size_t>(g.height));
  if (rows == nullptr) return Punt::scratch;
  for (int i = 0; i < g.height; ++i) BATTALION_TRY(op::row_of(s, g, i, rows[i]));
  out = items_of(rows, g.height);
  return {};
}

/// The elements, sets' in canonical order.
BATTALION_OP Status walk(Scratch& s, Kind kind, const void* container, Items& out) {
  switch (kind) {
    case Kind::Ints: {
      const Ints& l = *static_cast<const Ints*>(container);
      out = items_of(l.items, l.size);
      return {};
    }
    case Kind::Pairs: {
      const Pairs& l = *static_cast<const Pairs*>(container);
      out = items_of(l.items, l.size);
      return {};
    }
    case Kind::Cells: {
      const Cells& l = *static_cast<const Cells*>(container);
      out = items_of(l.items, l.size);
      return {};
    }
    case Kind::Pair:
      out = items_of(&static_cast<const Pair*>(container)->i, 2);
      return {};
    case Kind::Grids: out = addresses_of<Grids>(container); return {};
    case Kind::IndicesTuple: out = addresses_of<IndicesTuple>(container); return {};
    case Kind::ObjectTuple: out = addresses_of<ObjectTuple>(container); return {};
    case Kind::IndicesSet: out = addresses_of<IndicesSet>(container); return {};
    case Kind::ObjectSet: out = addresses_of<ObjectSet>(container); return {};
    case Kind::IntSet: {
      Ints l;
      if (const Status t = op::totuple(s, *static_cast<const IntSet*>(container), l); !t.ok()) return t;
      out = items_of(l.items, l.size);
      return {};
    }
    case Kind::Indices: {
      Pairs l;
      if (const Status t = op::totuple(s, *static_cast<const Indices*>(container), l); !t.ok()) return t;
      out = items_of(l.items, l.size);
      return {};
    }
    case Kind::Object: {
      Cells l;
      if (const Status t = op::totuple(s, *static_cast<const Object*>(container), l); !t.ok()) return t;
      out = items_of(l.items, l.size);
      return {};
    }
    case Kind::Grid: return rows_of(s, *static_cast<const Grid*>(container), out);
    default: break;
  }
  return Punt::range;
}

/// Puts places into a window, one by one.
class PlaceMask {
 public:
  BATTALION_MEMBER explicit PlaceMask(const Window& w) : window_(w) {
    for (std::uint32_t& r : rows_) r = 0;
  }
  /// Whether the window holds it; if so, whether it is new.
  BATTALION_MEMBER bool add(const Pair& at, int& row, int& column, bool& fresh) {
    const Int i = at.i - window_.top, j = at.j - window_.left;
    if (i < 0 || i >= side || j < 0 || j >= side) return false;
    row = static_cast<int>(i);
    column = static_cast<int>(j);
    fresh = (rows_[row] >> column & 1) == 0;
    rows_[row] |= 1u << column;
    return true;
  }
  BATTALION_MEMBER Lanes mask() const { return Lanes::make([this](int i) { return rows_[i]; }); }

 private:
  Window window_;
  std::uint32_t rows_[side];
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

BATTALION_OP Status indices_of(const Pair* items, int n, Indices& out) {
  Box box;
  BATTALION_TRY(box_of(items, n, box));
  const Window w = box.empty() ? Window{0, 0, false} : window_of(box);
  PlaceMask mask(w);
  int row, column;
  bool fresh;
  for (int k = 0; k < n; ++k) mask.add(items[k], row, column, fresh);
  store_places(mask.mask(), w, out);
  return {};
}

BATTALION_OP Status object_of(const Cell* items, int n, Object& out) {
  Box box;
  BATTALION_TRY(box_of(items, n, box));
  const Window w = box.empty() ? Window{0, 0, false} : window_of(box);
  PlaceMask mask(w);
  std::uint32_t words[planes][side];
  for (auto& plane : words) {
    for (std::uint32_t& r : plane) r = 0;
  }
  for (int k = 0; k < n; ++k) {
    if (!is_colour(items[k].colour)) return Punt::colour;
    int row = 0, column = 0;
    bool fresh = false;
    // Two colours at one place could also be beyond the window: then nobody would know.
    if (!mask.add(items[k].place, row, column, fresh)) {
      if (w.more) return Punt::window;
      continue;
    }
    const auto colour = static_cast<unsigned>(items[k].colour);
    for (int p = 0; p < planes; ++p) {
      const std::uint32_t bit = (colour >> p & 1u) << column;
      if (!fresh && (words[p][row] & 1u << column) != bit) return Punt::overlap;
      words[p][row] |= bit;
    }
  }
  store_places(mask.mask(), w, out.places);
  Planes all;
  for (int p = 0; p < planes; ++p) all.p[p] = Lanes::make([&](int i) { return words[p][i]; });
  all.store(out.plane);
  return {};
}

/// Rows of one length, of colours.
BATTALION_OP Status grid_of(const Ints* const* rows, int n, Grid& out) {
  if (n == 0 || rows[0]->size == 0) return Punt::empty;
  if (n > side || rows[0]->size > side) return Punt::size;
  std::uint32_t words[planes][side];
  for (auto& plane : words) {
    for (std::uint32_t& r : plane) r = 0;
  }
  for (int i = 0; i < n; ++i) {
    if (rows[i]->size != rows[0]->size) return Punt::ragged;
    for (int j = 0; j < rows[i]->size; ++j) {
      const Int v = rows[i]->items[j];
      if (!is_colour(v)) return Punt::colour;
      for (int p = 0; p < planes; ++p) words[p][i] |= (static_cast<unsigned>(v) >> p & 1u) << j;
    }
  }
  Planes all;
  for (int p = 0; p < planes; ++p) all.p[p] = Lanes::make([&](int i) { return words[p][i]; });
  store_grid(all, n, rows[0]->size, out);
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
