#include "sched/cost.hpp"

#include "base/contract.hpp"

namespace battalion::sched {

TaskLoad estimate_load(TaskId task, std::uint32_t demos, std::span<const std::uint32_t> cells,
                       std::uint32_t programs, const CostModel& model) {
  BATTALION_EXPECT(demos <= cells.size());
  TaskLoad load;
  load.task = task;
  load.samples = static_cast<std::uint32_t>(cells.size());
  load.demos = demos;
  load.programs = programs;
  load.sample_cost.reserve(cells.size());
  for (const std::uint32_t n : cells) load.sample_cost.push_back(model.pair(n) * programs);
  return load;
}

}  // namespace battalion::sched
