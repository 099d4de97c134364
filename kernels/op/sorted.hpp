// Sets of many patches: sorted by their first cells, compared whole only where those are the same.

#if defined(BATTALION_KERNELS_OP_SORTED_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_SORTED_HPP
#undef BATTALION_KERNELS_OP_SORTED_HPP
#else
#define BATTALION_KERNELS_OP_SORTED_HPP
#endif

#include "kernels/op/bunch.hpp"
#include "kernels/op/container.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// A patch and its first cell and second place as a number: in canonical order a lower one is decisive, and nothing is lowest.
template <class T>
struct Keyed {
  std::uint64_t key;
  const T* patch;
};

BATTALION_INLINE int first_colour(const Indices&, const Spot&) { return 0; }
BATTALION_INLINE int first_colour(const Object& o, const Spot& s) {
  int colour = 0;
  for (int k = 0; k < planes; ++k) colour |= static_cast<int>(o.plane[k][s.row] >> s.column & 1) << k;
  return colour;
}
/// Of a first place, and the second as seen from it: rows below, columns to the right of 32 to the left, held within 12 bits.
BATTALION_INLINE std::uint64_t key_of_places(const Pair& first, int colour, Int below, Int right) {
  if (below >= 2 * side) below = 2 * side - 1, right = side;
  const Int column = side + right < 0 ? 0 : side + right >= 2 * side ? 2 * side - 1 : side + right;
  const auto i = static_cast<std::uint64_t>(first.i + 2 * place_limit);
  const auto j = static_cast<std::uint64_t>(first.j + 2 * place_limit);
  return i << 40 | j << 16 | static_cast<std::uint64_t>(colour) << 12 | static_cast<std::uint64_t>(2 * side * below + column);
}
template <class T>
BATTALION_OP std::uint64_t key_of_patch(const T& patch) {
  const Indices& places = places_of(patch);
  if (is_spread(places)) {
    PlaceWalk walk(places);
    Pair first{}, second{};
    (void)(walk.next(first) && walk.next(second));
    return key_of_places(first, 0, second.i - first.i, second.j - first.j);
  }
  const Lanes mask = Lanes::load(places.rows);
  if (!mask.any()) return 0;
  const std::uint32_t rows = mask.rows();
  const int row = lowest_bit(rows);
  const std::uint32_t columns = mask.row(row);
  const Spot s{row, lowest_bit(columns)};
  // The second place as seen from the first: rows below, columns to the right of 32 to the left.
  std::uint64_t second = 0;
  if (const std::uint32_t others = columns & (columns - 1); others != 0) {
    second = static_cast<std::uint64_t>(side + lowest_bit(others) - s.column);
  } else if (const std::uint32_t below = rows & (rows - 1); below != 0) {
    const int next = lowest_bit(below);
    second = static_cast<std::uint64_t>(2 * side * (next - row) + side + lowest_bit(mask.row(next)) - s.column);
  }
  const auto i = static_cast<std::uint64_t>(places.top + s.row + 2 * place_limit);
  const auto j = static_cast<std::uint64_t>(places.left + s.column + 2 * place_limit);
  return i << 40 | j << 16 | static_cast<std::uint64_t>(first_colour(patch, s)) << 12 | second;
}

template <class T>
BATTALION_INLINE int compare(const Keyed<T>& a, const Keyed<T>& b) {
  if (a.key != b.key) return a.key < b.key ? -1 : 1;
  // Without a cell are often most of them: lines between places that no line goes through.
  return a.key == 0 || a.patch == b.patch ? 0 : compare(*a.patch, *b.patch);
}

/// The set of these n patches, which are whole. Merges runs of twice the length, from what is in order to begin with.
template <class T>
BATTALION_OP Status sorted_set(Scratch& s, const T** items, int n, Set<T>& out) {
  auto* from = s.template take<Keyed<T>>(static_cast<std::size_t>(n));
  auto* to = s.template take<Keyed<T>>(static_cast<std::size_t>(n));
  if (from == nullptr || to == nullptr) return Punt::scratch;
  bool in_order = true;
  make_all(items, n);
  for (int k = 0; k < n; ++k) {
    from[k] = {key_of_patch(*items[k]), items[k]};
    in_order = in_order && (k == 0 || compare(from[k - 1], from[k]) <= 0);
  }
  for (int run = 1; run < n && !in_order; run *= 2) {
    for (int start = 0; start < n; start += 2 * run) {
      const int middle = start + run < n ? start + run : n, end = start + 2 * run < n ? start + 2 * run : n;
      int a = start, b = middle;
      for (int k = start; k < end; ++k) {
        const bool left = b >= end || (a < middle && compare(from[a], from[b]) <= 0);
        to[k] = left ? from[a++] : from[b++];
      }
    }
    auto* swapped = from;
    from = to;
    to = swapped;
  }
  int kept = 0;
  for (int k = 0; k < n; ++k) {
    if (k == 0 || compare(from[k - 1], from[k]) != 0) items[kept++] = from[k].patch;
  }
  out = {items, kept};
  return {};
}

/// Fewer elements are sorted at once.
inline constexpr int fewest_loose = 16;

/// The set of these patches, which are whole.
template <class T>
BATTALION_OP Status loose_set(Scratch& s, const T** items, int n, Set<T>& out) {
  if (n < fewest_loose) return sorted_set(s, items, n, out);
  out = {items, n, 1};
  return {};
}

/// Puts a loose set in order, where it lies: from now on it is the same value in its one form.
template <class T>
BATTALION_INLINE Status settle(Scratch&, const T&) {
  return {};
}
template <class T>
BATTALION_OP Status settle_patches(Scratch& s, const Set<T>& set) {
  list_elements(set);
  const Scratch before = s;
  auto& own = const_cast<Set<T>&>(set);
  const Status status = sorted_set(s, own.items, own.size, own);
  s.back_to(before);
  return status;
}
BATTALION_INLINE Status settle(Scratch& s, const IndicesSet& set) { return set.loose == 0 ? Status() : settle_patches(s, set); }
BATTALION_INLINE Status settle(Scratch& s, const ObjectSet& set) { return set.loose == 0 ? Status() : settle_patches(s, set); }

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
