// How far one grid is from another of its shape.

#if defined(BATTALION_KERNELS_ENGINE_JUDGE_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_JUDGE_HPP
#undef BATTALION_KERNELS_ENGINE_JUDGE_HPP
#else
#define BATTALION_KERNELS_ENGINE_JUDGE_HPP
#endif

#include "kernels/planes.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// Cells in which two grids of one shape differ.
BATTALION_OP int wrong_cells(const Grid& a, const Grid& b) {
  const Lanes differ = Planes::load(a.plane).differing(Planes::load(b.plane));
  return differ.any() ? differ.count() : 0;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
