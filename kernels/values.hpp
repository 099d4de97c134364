#pragma once
// The values of the bit-plane engine: plain structs, each with one form, so that equal values have equal words.
//
// Rows are 32-bit words, bit j is column j. What lies in memory is the same at every level. On a warp, thread i writes
// and reads row i of every array of 32 rows, and all threads write equal scalars: so a value needs no fence.

#include <cstdint>

namespace battalion::kernels {

inline constexpr int side = 32;   ///< rows and columns of a window
inline constexpr int planes = 4;  ///< bits of a colour
/// Colour c is the number c - lowest_colour in the planes: -1, which programs paint for the time being, to 14.
inline constexpr int lowest_colour = -1;

using Int = std::int64_t;
using Bool = bool;

/// Two integers: a place, a direction, a size.
struct Pair {
  Int i, j;
};

/// No operation makes this integer, and no program has it. It stands for None, where an integer may be None (Do::some).
inline constexpr Int no_integer = -0x7fffffffffffffff - 1;
/// The empty tuple, as the corner of nothing: less than any place, and in no set of places.
inline constexpr Pair empty_pair{no_integer, no_integer};

/// One element of an object.
struct Cell {
  Int colour;  ///< -1 to 14
  Pair place;
};

/// A rectangle of colours. Bits beyond it are 0. Rows may be without cells: the width is 0 then, and where there are no rows
/// (the reference's ()) both are.
struct alignas(32) Grid {
  std::uint32_t plane[planes][side];  ///< [bit of the colour][row]
  std::int32_t height, width;         ///< 0 to 32
};

/// What a window does not tell of its patch; most operations then punt.
inline constexpr std::uint32_t outside = 1;   ///< there are places that it does not hold
inline constexpr std::uint32_t overlaid = 2;  ///< of an object: some places have several colours
/// Alone, and only of a loose set's element: the patch at `tiles`, moved by (top, left), and nothing else is there (op/unmade.hpp).
inline constexpr std::uint32_t unmade = 4;

/// Of a patch that no window holds, the places in [top, top + 32) x [left, left + 32), which are multiples of 32.
struct alignas(32) Tile {
  std::uint32_t rows[side];
  std::int32_t top, left;
};

/// A set of places. Row r, column c of the window is the place (top + r, left + c).
///
/// The window begins at (0, 0) where all places lie in [0, 32) x [0, 32); otherwise at the corner of their bounding
/// box, if that is at most 32 x 32. Otherwise, `more` is `outside`: the mask then holds those
/// within [0, 32) x [0, 32), and the others are in tiles (kernels/spread.hpp). Or the patch is partial, as objects always are
/// then, and others where tiles would be too many: there is no more of it than what its window, which begins anywhere, has in
/// its first rows and columns. That is enough for a grid which meets no others; what needs the rest punts.
struct alignas(32) Indices {
  std::uint32_t rows[side];
  std::int32_t top, left;
  std::uint32_t more;       ///< 0, `outside`, `overlaid` or both
  std::int16_t height, width;  ///< of a partial patch: the rows and columns whose places are known; else 32
  std::int32_t most;           ///< of a partial patch: elements at most, all told; else 0
  std::int32_t tile_count;
  const Tile* tiles;        ///< in order of their corners, none without a place, none at (0, 0); null where there are none
};

/// A set of cells. The planes share the window of the places and are 0 off them. Where a place has several colours they hold the
/// highest, which is the one that painting in canonical order leaves; such an object is `overlaid`.
struct alignas(32) Object {
  Indices places;
  std::uint32_t plane[planes][side];
  std::uint32_t several[side];  ///< which places have several colours; of use only where `overlaid`
};

/// Places are within this of 0; beyond, operations punt (Punt::range). The interpreter packs cells up to 2^23.
inline constexpr Int place_limit = Int{1} << 22;

/// A set of integers: bit j of row i is lowest + 32 i + j.
struct alignas(32) IntSet {
  static constexpr Int lowest = -32;
  static constexpr Int highest = lowest + side * side - 1;  ///< 991
  std::uint32_t rows[side];
};

namespace detail {
template <class T>
struct Held {
  using type = const T*;  // elements lie in scratch and are shared by the containers that hold them
};
template <>
struct Held<Int> {
  using type = Int;
};
template <>
struct Held<Pair> {
  using type = Pair;
};
template <>
struct Held<Cell> {
  using type = Cell;
};
}  // namespace detail

/// A tuple of alike elements.
template <class T>
struct Tuple {
  typename detail::Held<T>::type* items;  ///< [size]
  std::int32_t size;
};

/// Of a loose set.
inline constexpr std::int32_t bunched = 2;
/// A set of alike elements, in canonical order, each once; or, of patches, `loose`: in any order, perhaps several times, until
/// somebody asks for more than their union (op/sorted.hpp). Where `loose` is `bunched` its items are not yet there (op/bunch.hpp).
template <class T>
struct Set {
  typename detail::Held<T>::type* items;  ///< [size]
  std::int32_t size;
  std::int32_t loose = 0;
};

using Ints = Tuple<Int>;
using Pairs = Tuple<Pair>;
using Cells = Tuple<Cell>;
using Grids = Tuple<Grid>;
using IndicesTuple = Tuple<Indices>;
using ObjectTuple = Tuple<Object>;
using PairsTuple = Tuple<Pairs>;
using GridSet = Set<Grid>;
using IndicesSet = Set<Indices>;
using ObjectSet = Set<Object>;

}  // namespace battalion::kernels
