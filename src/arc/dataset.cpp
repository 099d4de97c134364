#include "arc/dataset.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "base/fnv.hpp"

namespace battalion::arc {
namespace {

void add(Fnv64& h, const Grid& grid) {
  h.u16(grid.height);
  h.u16(grid.width);
  for (std::int8_t c : grid.cells) h.byte(static_cast<std::uint8_t>(c));
}

}  // namespace

Dataset::Dataset(std::vector<Task> tasks) : tasks_(std::move(tasks)) {
  std::stable_sort(tasks_.begin(), tasks_.end(), [](const Task& a, const Task& b) { return a.id < b.id; });
  for (std::size_t t = 1; t < tasks_.size(); ++t) {
    if (tasks_[t].id != tasks_[t - 1].id) continue;
    fail_input("{}: task '{}' occurs twice (it is in {} too) rename or remove one of them", tasks_[t].file,
               tasks_[t].id, tasks_[t - 1].file);
  }
  first_sample_.push_back(0);
  for (const Task& t : tasks_) {
    first_sample_.push_back(first_sample_.back() + static_cast<std::uint32_t>(t.samples.size()));
  }
}

TaskId Dataset::task_of(SampleId s) const {
  BATTALION_EXPECT(s.value < sample_count());
  const auto it = std::upper_bound(first_sample_.begin(), first_sample_.end(), s.value);
  return TaskId(static_cast<std::uint32_t>(it - first_sample_.begin() - 1));
}

const Sample& Dataset::sample(SampleId s) const {
  const TaskId t = task_of(s);
  return tasks_[t.value].samples[s.value - first_sample_[t.value]];
}

std::uint64_t Dataset::digest() const {
  Fnv64 h;
  for (const Task& t : tasks_) {
    h.text(t.id);
    for (const Sample& s : t.samples) {
      h.byte(static_cast<std::uint8_t>(s.split));
      add(h, s.input);
      add(h, s.output);
    }
  }
  return h.value();
}

}  // namespace battalion::arc
