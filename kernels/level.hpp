// Which lanes this compilation is for, and the namespace that everything over them lives in: BATTALION_LEVEL.
//
// A source that is compiled for Highway's targets defines BATTALION_LANES_HIGHWAY to 1 and is gone through once a
// target; every header over lanes is then read once a target, hence the guards that toggle. A CUDA source defines
// BATTALION_WARP. Neither: the plain lanes.

#if defined(BATTALION_KERNELS_LEVEL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_LEVEL_HPP
#undef BATTALION_KERNELS_LEVEL_HPP
#else
#define BATTALION_KERNELS_LEVEL_HPP
#endif

#undef BATTALION_LEVEL
#undef BATTALION_BEGIN_LEVEL
#undef BATTALION_END_LEVEL

#if defined(BATTALION_WARP)
#include "kernels/lanes_warp.hpp"
#define BATTALION_LEVEL warp
#elif defined(BATTALION_LANES_HIGHWAY)
#include "kernels/lanes_highway.hpp"
#define BATTALION_LEVEL HWY_NAMESPACE
#else
#include "kernels/lanes_plain.hpp"
#define BATTALION_LEVEL plain
#endif

// Functions between these are compiled for the level's instructions.
#if defined(BATTALION_LANES_HIGHWAY)
#define BATTALION_BEGIN_LEVEL HWY_BEFORE_NAMESPACE();
#define BATTALION_END_LEVEL HWY_AFTER_NAMESPACE();
#else
#define BATTALION_BEGIN_LEVEL
#define BATTALION_END_LEVEL
#endif

#endif
