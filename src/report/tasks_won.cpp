#include "report/tasks_won.hpp"

namespace battalion::report {

std::vector<TasksWon> count_tasks_won(const store::SweepFile& sweep) {
  std::vector<TasksWon> won(sweep.programs().size());
  // Samples come task by task, demos first: so far exact on all of the task's demos, and samples.
  std::vector<std::uint8_t> demos(won.size()), all(won.size());
  sweep.for_each_outcome([&](const store::Rectangle& part, std::span<const std::uint8_t> outcomes) {
    for (std::uint64_t s = 0; s < part.samples; ++s) {
      const auto sample = part.first_sample + s;
      const store::SampleRow& row = sweep.samples()[sample];
      const store::TaskRow& task = sweep.tasks()[row.task.value];
      const bool first = sample == task.first_sample;
      const bool last = sample + 1 == std::uint64_t{task.first_sample} + task.sample_count;
      for (std::uint64_t p = 0; p < part.programs; ++p) {
        const auto program = part.first_program + p;
        if (first) demos[program] = all[program] = 1;
        const auto outcome = static_cast<score::Outcome>(outcomes[s * part.programs + p] & 0x7f);
        if (outcome != score::Outcome::exact) {
          all[program] = 0;
          if (row.split == arc::Split::demo) demos[program] = 0;
        }
        if (!last) continue;
        won[program].demos += demos[program];
        won[program].all += all[program];
      }
    }
  });
  return won;
}

}  // namespace battalion::report
