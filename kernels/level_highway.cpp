// The operations for each of Highway's targets: this file includes itself once a target, the baseline last.

#define BATTALION_LANES_HIGHWAY 1
// Lanes hold vectors as members: no targets of unknown width; nor those that add nothing to another here.
#include "kernels/config.hpp"
#if BATTALION_FEW_TARGETS
#define BATTALION_LEFT_OUT (HWY_AVX3 | HWY_SSE4)
#else
#define BATTALION_LEFT_OUT 0
#endif
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS \
  (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_AVX3_DL | HWY_SSSE3 | BATTALION_LEFT_OUT)

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/level_highway.cpp"  // NOLINT: relative to the include path
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// A baseline without vectors is left to the plain lanes.
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
#include "kernels/engine/run.hpp"
#endif

#if HWY_ONCE

#include <hwy/targets.h>

#include <cstdint>
#include <vector>

#include "kernels/level_set.hpp"

namespace battalion::kernels {

std::vector<Level> vector_levels() {
  std::vector<Level> found;
  const std::int64_t here = hwy::SupportedTargets();
  const auto add = [&](std::int64_t target, Call call, Run run, WrongCells wrong_cells, MakeElements make_elements) {
    if ((here & target) != 0) found.push_back({hwy::TargetName(target), call, run, wrong_cells, make_elements});
  };
#if HWY_TARGETS & HWY_AVX3
  add(HWY_AVX3, &N_AVX3::call, &N_AVX3::run, &N_AVX3::wrong_cells, &N_AVX3::make_elements);
#endif
#if HWY_TARGETS & HWY_AVX2
  add(HWY_AVX2, &N_AVX2::call, &N_AVX2::run, &N_AVX2::wrong_cells, &N_AVX2::make_elements);
#endif
#if HWY_TARGETS & HWY_SSE4
  add(HWY_SSE4, &N_SSE4::call, &N_SSE4::run, &N_SSE4::wrong_cells, &N_SSE4::make_elements);
#endif
#if HWY_TARGETS & HWY_NEON
  add(HWY_NEON, &N_NEON::call, &N_NEON::run, &N_NEON::wrong_cells, &N_NEON::make_elements);
#endif
  return found;
}

}  // namespace battalion::kernels

#endif
