// The element of a patch that is nearest to a place, row by row instead of cell by cell.

#if defined(BATTALION_KERNELS_ENGINE_NEAREST_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_NEAREST_HPP
#undef BATTALION_KERNELS_ENGINE_NEAREST_HPP
#else
#define BATTALION_KERNELS_ENGINE_NEAREST_HPP
#endif

#include "kernels/engine/frame.hpp"
#include "kernels/op/all.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

struct NearestPlace {
  Spot spot;  ///< in the window; the first in canonical order
  Int ties;   ///< places as near as it
};
/// Of a mask that is not empty. at: as seen from the window, wherever it lies.
BATTALION_OP NearestPlace nearest_of(const Lanes& mask, const Pair& at) {
  const Lanes::Rows words(mask);
  // Columns up to the place's, and those after it.
  const std::uint32_t before = at.j < 0 ? 0 : low_bits(at.j >= side ? side : static_cast<int>(at.j) + 1);
  NearestPlace out{{-1, -1}, 0};
  Int best = 0;
  const auto take = [&](int row, int column, Int distance) {
    if (out.ties == 0 || distance < best) {
      out = {{row, column}, 0};
      best = distance;
    }
    if (distance == best) ++out.ties;
  };
  for (std::uint32_t rows = mask.rows(); rows != 0; rows &= rows - 1) {
    const int row = lowest_bit(rows);
    const Int down = at.i < row ? row - at.i : at.i - row;
    if (out.ties != 0 && down > best) continue;
    if (const std::uint32_t left = words[row] & before; left != 0) {
      const int column = highest_bit(left);
      take(row, column, down + at.j - column);
    }
    if (const std::uint32_t right = words[row] & ~before; right != 0) {
      const int column = lowest_bit(right);
      take(row, column, down + column - at.j);
    }
  }
  return out;
}

BATTALION_APART Status nearest(Frame& f, const Instruction& i) {
  const bool cells = i.kind == Kind::Object;
  const Indices& places = *static_cast<const Indices*>(f.registers[i.a]);  // an object begins with its places
  const Pair& at = *static_cast<const Pair*>(f.registers[i.b]);
  if (places.more != 0) return Punt::window;
  if (!near_zero(at)) return Punt::range;
  const Lanes mask = Lanes::load(places.rows);
  if (!mask.any()) return Error::no_largest;
  const NearestPlace n = nearest_of(mask, {at.i - places.top, at.j - places.left});
  const Pair place{places.top + n.spot.row, places.left + n.spot.column};
  f.ordered = f.ordered || n.ties > 1;
  // The interpreter makes two sets of each element, and measures them.
  f.taken += static_cast<std::uint64_t>(mask.count()) * 64;
  if (!cells) {
    Pair* made = f.scratch.take<Pair>(1);
    if (made == nullptr) return Punt::scratch;
    *made = place;
    f.registers[i.out] = made;
    return {};
  }
  Cell* made = f.scratch.take<Cell>(1);
  if (made == nullptr) return Punt::scratch;
  const Object& object = *static_cast<const Object*>(f.registers[i.a]);
  int number = 0;
  for (int k = 0; k < planes; ++k) number |= static_cast<int>(Lanes::load(object.plane[k]).row(n.spot.row) >> n.spot.column & 1) << k;
  *made = {number + lowest_colour, place};
  f.registers[i.out] = made;
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
