// Patches that no window holds, in tiles of 32 x 32 places: walked, counted, made, compared.

#if defined(BATTALION_KERNELS_SPREAD_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_SPREAD_HPP
#undef BATTALION_KERNELS_SPREAD_HPP
#else
#define BATTALION_KERNELS_SPREAD_HPP
#endif

#include "kernels/places.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// Patches that no window holds, all of whose places are there.
BATTALION_INLINE bool is_spread(const Indices& a) { return a.tiles != nullptr; }
/// Whether all of a patch is there, once a place.
BATTALION_INLINE bool is_known(const Indices& a) { return a.more == 0 || is_spread(a); }

/// One row of a mask that lies in memory.
BATTALION_INLINE std::uint32_t row_of_mask(const std::uint32_t* rows, int i) {
#if defined(BATTALION_WARP)
  return Lanes::load(rows).row(i);
#else
  return rows[i];
#endif
}

/// A known patch's windows in the order of their corners: its own, and its tiles around it.
struct Windows {
  const Indices* patch;
  int own;  ///< how many tiles come before its own window

  BATTALION_MEMBER explicit Windows(const Indices& a) : patch(&a), own(0) {
    while (own < a.tile_count && (a.tiles[own].top < 0 || (a.tiles[own].top == 0 && a.tiles[own].left < 0))) ++own;
  }
  BATTALION_MEMBER int size() const { return patch->tile_count + 1; }
  BATTALION_MEMBER const Tile& tile(int k) const { return patch->tiles[k < own ? k : k - 1]; }
  BATTALION_MEMBER const std::uint32_t* rows(int k) const { return k == own ? patch->rows : tile(k).rows; }
  BATTALION_MEMBER Int top(int k) const { return k == own ? patch->top : tile(k).top; }
  BATTALION_MEMBER Int left(int k) const { return k == own ? patch->left : tile(k).left; }
};

/// Goes through a known patch's places in canonical order: through each row of all windows side by side.
class PlaceWalk {
 public:
  BATTALION_MEMBER explicit PlaceWalk(const Indices& a) : windows_(a) { begin(0); }
  BATTALION_MEMBER bool next(Pair& out) {
    while (word_ == 0) {
      if (++at_ == to_) {
        at_ = from_;
        if (++row_ == side) {
          if (to_ == windows_.size()) {
            row_ = side - 1, at_ = to_ - 1;  // and stays there
            return false;
          }
          begin(to_);
          continue;
        }
      }
      word_ = row_of_mask(windows_.rows(at_), row_);
    }
    out = {windows_.top(at_) + row_, windows_.left(at_) + lowest_bit(word_)};
    word_ &= word_ - 1;
    return true;
  }

 private:
  BATTALION_MEMBER void begin(int from) {
    from_ = at_ = from;
    to_ = from + 1;
    while (to_ < windows_.size() && windows_.top(to_) == windows_.top(from)) ++to_;
    row_ = 0;
    word_ = row_of_mask(windows_.rows(from), 0);
  }
  Windows windows_;
  int from_ = 0, to_ = 0, at_ = 0, row_ = 0;
  std::uint32_t word_ = 0;
};

BATTALION_OP Int count_of(const Indices& a) {
  Int n = Lanes::load(a.rows).count();
  for (int k = 0; k < a.tile_count; ++k) n += Lanes::load(a.tiles[k].rows).count();
  return n;
}

/// Elements at most.
BATTALION_OP Int most_of(const Indices& a) {
  if (is_partial(a)) return a.most;
  return (a.more & overlaid) != 0 ? count_of(a) * colours : count_of(a);
}

BATTALION_INLINE Box hull(const Box& a, const Box& b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  return {a.top < b.top ? a.top : b.top, a.left < b.left ? a.left : b.left, a.bottom > b.bottom ? a.bottom : b.bottom,
          a.right > b.right ? a.right : b.right};
}
BATTALION_OP Box box_of_known(const Indices& a) {
  Box box = box_of(Lanes::load(a.rows), a.top, a.left);
  for (int k = 0; k < a.tile_count; ++k) {
    box = hull(box, box_of(Lanes::load(a.tiles[k].rows), a.tiles[k].top, a.tiles[k].left));
  }
  return box;
}
/// As need_box, of patches that no window holds too.
BATTALION_OP Status need_known_box(const Indices& a, Box& box) {
  if (!is_spread(a)) return need_box(a, box);
  box = box_of_known(a);
  return {};
}

/// The places of a known patch as seen from the window that begins at (top, left).
BATTALION_INLINE Lanes known_from(const Indices& a, Int top, Int left) {
  Lanes all = from_window(a, top, left);
  for (int k = 0; k < a.tile_count; ++k) {
    const Int di = a.tiles[k].top - top, dj = a.tiles[k].left - left;
    if (di > -side && di < side && dj > -side && dj < side) all = all | moved(Lanes::load(a.tiles[k].rows), di, dj);
  }
  return all;
}

/// Tiles of one patch; beyond, what does not meet a grid is not known.
inline constexpr Int most_tiles = 1024;
BATTALION_BOTH constexpr Int tile_of(Int v) { return (v >= 0 ? v : v - (side - 1)) / side; }
/// The tiles that a box meets.
struct TileRange {
  Int top, left, height, width;
  BATTALION_BOTH Int size() const { return height * width; }
};
BATTALION_BOTH TileRange tiles_over(const Box& b) {
  const Int top = tile_of(b.top), left = tile_of(b.left);
  return {top, left, tile_of(b.bottom) - top + 1, tile_of(b.right) - left + 1};
}
/// So many places are charged to whoever makes them as the interpreter would be for each (most_memory).
BATTALION_INLINE Status charge_places(Scratch& s, Int places) {
  return s.take<std::uint64_t>(static_cast<std::size_t>(places)) == nullptr ? Status(Punt::scratch) : Status();
}

/// The places that lie in the box, of which mask(top, left) are those in the window that begins there. `tight`: some lie
/// on each of the box's edges.
template <class Mask>
BATTALION_OP Status spread_over(Scratch& s, const Box& b, bool tight, const Mask& mask, Indices& out) {
  if (b.empty()) {
    store_at_zero(Lanes::zero(), out);
    return {};
  }
  if (!near_zero(b.top) || !near_zero(b.left) || !near_zero(b.bottom) || !near_zero(b.right)) return Punt::range;
  if (const Window w = window_of(b); !w.more) return anchor(mask(w.top, w.left), w.top, w.left, out);
  const TileRange range = tiles_over(b);
  if (range.size() > most_tiles) {
    if (!tight) return Punt::window;
    BATTALION_TRY(store_partial(mask(0, 0), {0, 0, side - 1, side - 1}, b.height() * b.width(), out));
    return charge_places(s, out.most);
  }
  const Lanes own = mask(0, 0);
  Tile* tiles = s.take<Tile>(static_cast<std::size_t>(range.size()));
  if (tiles == nullptr) return Punt::scratch;
  int n = 0;
  for (Int i = 0; i < range.height; ++i) {
    for (Int j = 0; j < range.width; ++j) {
      const Int top = (range.top + i) * side, left = (range.left + j) * side;
      if (top == 0 && left == 0) continue;
      const Lanes here = mask(top, left);
      if (!here.any()) continue;
      here.store(tiles[n].rows);
      tiles[n].top = static_cast<std::int32_t>(top);
      tiles[n].left = static_cast<std::int32_t>(left);
      ++n;
    }
  }
  s.back_to({reinterpret_cast<unsigned char*>(tiles + n), s.end});
  store_places(own, {0, 0, true}, out);
  out.tile_count = n;
  out.tiles = tiles;
  const Box box = tight ? b : box_of_known(out);
  if (box.empty()) {
    store_at_zero(own, out);
    return {};
  }
  if (const Window w = window_of(box); !w.more) {
    const Lanes all = known_from(out, w.top, w.left);
    store_places(all, w, out);
    return {};
  }
  return charge_places(s, count_of(out));
}

/// The set of these n places, whose box no window holds.
BATTALION_OP Status spread_places(Scratch& s, const Pair* places, int n, const Box& b, Indices& out) {
  const TileRange range = tiles_over(b);
  store_places(Lanes::plotted(n, [places](int k) { return places[k]; }), {0, 0, true}, out);
  if (range.size() > most_tiles) {
    out.most = n;
    return {};
  }
  auto* numbers = s.take<std::int16_t>(static_cast<std::size_t>(range.size()));
  if (numbers == nullptr) return Punt::scratch;
  const auto tile_at = [&range](const Pair& p) {
    return static_cast<int>((tile_of(p.i) - range.top) * range.width + tile_of(p.j) - range.left);
  };
  const int all = static_cast<int>(range.size());
  const int own = -range.top >= 0 && -range.top < range.height && -range.left >= 0 && -range.left < range.width
                      ? tile_at({0, 0})
                      : -1;
  Lanes::fence();
  if (Lanes::leads()) {
    for (int k = 0; k < all; ++k) numbers[k] = -1;
    for (int k = 0; k < n; ++k) numbers[tile_at(places[k])] = 0;
  }
  Lanes::fence();
  int count = 0;
  for (int k = 0; k < all; ++k) count += k != own && numbers[k] == 0 ? 1 : 0;
  Tile* tiles = s.take<Tile>(static_cast<std::size_t>(count));
  if (tiles == nullptr) return Punt::scratch;
  for (int k = 0; k < count; ++k) Lanes::zero().store(tiles[k].rows);
  Lanes::fence();
  if (Lanes::leads()) {
    std::int16_t next = 0;
    for (int k = 0; k < all; ++k) {
      if (numbers[k] != 0 || k == own) continue;
      tiles[next].top = static_cast<std::int32_t>((range.top + k / range.width) * side);
      tiles[next].left = static_cast<std::int32_t>((range.left + k % range.width) * side);
      numbers[k] = next++;
    }
    for (int k = 0; k < n; ++k) {
      const int at = tile_at(places[k]);
      if (at == own) continue;
      Tile& t = tiles[numbers[at]];
      t.rows[places[k].i - t.top] |= 1u << (places[k].j - t.left);
    }
  }
  Lanes::fence();
  out.tile_count = count;
  out.tiles = tiles;
  return charge_places(s, count_of(out));
}

/// Of known patches: those that no window holds have tiles, and no other.
BATTALION_OP bool equal_spread(const Indices& a, const Indices& b) {
  if (a.more != b.more || a.tile_count != b.tile_count) return false;
  Lanes differ = Lanes::load(a.rows) ^ Lanes::load(b.rows);
  for (int k = 0; k < a.tile_count; ++k) {
    if (a.tiles[k].top != b.tiles[k].top || a.tiles[k].left != b.tiles[k].left) return false;
    differ = differ | (Lanes::load(a.tiles[k].rows) ^ Lanes::load(b.tiles[k].rows));
  }
  return !differ.any();
}
/// Place by place, until one decides.
BATTALION_OP int compare_spread(const Indices& a, const Indices& b) {
  PlaceWalk x(a), y(b);
  Pair p{}, q{};
  for (;;) {
    const bool in_a = x.next(p), in_b = y.next(q);
    if (!in_a || !in_b) return in_b ? -1 : in_a ? 1 : 0;
    if (p.i != q.i || p.j != q.j) return p.i < q.i || (p.i == q.i && p.j < q.j) ? -1 : 1;
  }
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
