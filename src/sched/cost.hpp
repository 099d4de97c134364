#pragma once
// What scoring will cost, estimated before anything has run. Only the order and the balance of
// units hang on it, never a result.

#include <cstdint>
#include <span>

#include "sched/unit.hpp"

namespace battalion::sched {

/// Seconds for one (program, sample) pair: affine in the cells of the sample's input.
/// The defaults are the interpreter's rough figures in a release build on one core: about 2 us to
/// set a pair up and judge it, and about 20 ns for each cell of the input. What a program does with
/// the cells is unknown here; a heavy one shows up only while it runs, which is why ranks take
/// units as they become free.
struct CostModel {
  double seconds_per_pair = 2e-6;
  double seconds_per_cell = 20e-9;

  double pair(std::uint32_t cells) const {
    return seconds_per_pair + seconds_per_cell * static_cast<double>(cells);
  }
};

/// The load of one task. `cells` is [samples], demo before test: the cells of each sample's input.
TaskLoad estimate_load(TaskId task, std::uint32_t demos, std::span<const std::uint32_t> cells,
                       std::uint32_t programs, const CostModel& model = {});

}  // namespace battalion::sched
