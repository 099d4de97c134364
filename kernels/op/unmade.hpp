// Elements of loose sets that are another patch, moved: made when somebody looks at them.

#if defined(BATTALION_KERNELS_OP_UNMADE_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_UNMADE_HPP
#undef BATTALION_KERNELS_OP_UNMADE_HPP
#else
#define BATTALION_KERNELS_OP_UNMADE_HPP
#endif

#include "kernels/op/turn.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

template <class Patch>
BATTALION_INLINE bool is_unmade(const Patch& patch) {
  return (places_of(patch).more & unmade) != 0;
}
/// The patch that an unmade one is, moved; and by how much.
template <class Patch>
BATTALION_INLINE const Patch& form_of(const Patch& patch) {
  return *reinterpret_cast<const Patch*>(places_of(patch).tiles);
}
BATTALION_INLINE Pair move_of(const Indices& places) { return {places.top, places.left}; }

/// Leaves the form, moved by d, unmade. The form is whole, in a window and not empty; what it will be is near 0.
template <class Patch>
BATTALION_INLINE void leave_unmade(const Patch& form, const Pair& d, Patch& out) {
  Indices& places = op::places_to_move(out);
  places.top = static_cast<std::int32_t>(d.i);
  places.left = static_cast<std::int32_t>(d.j);
  places.more = unmade;
  places.tiles = reinterpret_cast<const Tile*>(&form);
}

/// From now on it is as any other.
template <class Patch>
BATTALION_OP void make(const Patch& patch) {
  if (!is_unmade(patch)) return;
  const Patch& form = form_of(patch);
  const Pair d = move_of(places_of(patch));
  Lanes::fence();  // no thread of a warp writes what another has yet to read
  (void)op::shifted(form, d.i, d.j, const_cast<Patch&>(patch));
}
template <class Patch>
BATTALION_OP void make_all(const Patch* const* patches, int n) {
  for (int k = 0; k < n; ++k) make(*patches[k]);
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
