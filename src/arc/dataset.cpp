#include "arc/dataset.hpp"

#include <algorithm>

#include "arc/detail/add_grid.hpp"
#include "base/contract.hpp"
#include "base/fnv.hpp"

namespace battalion::arc {

Dataset::Dataset(std::vector<Task> tasks) : tasks_(std::move(tasks)) {
  std::stable_sort(tasks_.begin(), tasks_.end(),
                   [](const Task& a, const Task& b) { return a.id < b.id; });
  const auto twice = std::adjacent_find(tasks_.begin(), tasks_.end(),
                                        [](const Task& a, const Task& b) { return a.id == b.id; });
  if (twice != tasks_.end()) {
    fail_input(
        "task {} is there twice, in {} and in {} (a task id names one task) remove one of them",
        twice->id, twice->file, std::next(twice)->file);
  }
  first_sample_.reserve(tasks_.size() + 1);
  for (const Task& task : tasks_) {
    BATTALION_EXPECT(task.demo_count <= task.samples.size());
    first_sample_.push_back(first_sample_.back() + static_cast<std::uint32_t>(task.samples.size()));
  }
}

Dataset Dataset::part(const Part& part) const {
  BATTALION_EXPECT(part.number >= 1 && part.number <= part.count);
  if (part.count > tasks_.size()) {
    fail_input("a dataset of {} tasks cannot be split into {} parts (some would be empty) take fewer parts",
               tasks_.size(), part.count);
  }
  std::vector<Task> own;
  std::vector<std::string> others;
  for (std::size_t t = 0; t < tasks_.size(); ++t) {
    if (t % part.count + 1 == part.number) {
      own.push_back(tasks_[t]);
    } else {
      others.push_back(tasks_[t].id);
    }
  }
  Dataset dataset(std::move(own));
  dataset.set_elsewhere(std::move(others));
  return dataset;
}

TaskId Dataset::task_of(SampleId s) const {
  BATTALION_EXPECT(s.value < sample_count());
  const auto after = std::upper_bound(first_sample_.begin(), first_sample_.end(), s.value);
  return TaskId(static_cast<std::uint32_t>(after - first_sample_.begin() - 1));
}

const Sample& Dataset::sample(SampleId s) const {
  const TaskId t = task_of(s);
  return tasks_[t.value].samples[s.value - first_sample_[t.value]];
}

std::uint64_t Dataset::digest() const {
  Fnv64 fnv;
  for (const Task& task : tasks_) {
    fnv.text(task.id);
    fnv.u32(static_cast<std::uint32_t>(task.samples.size()));
    for (const Sample& sample : task.samples) {
      fnv.byte(static_cast<std::uint8_t>(sample.split));
      detail::add_grid(fnv, sample.input);
      detail::add_grid(fnv, sample.output);
    }
  }
  return fnv.value();
}

}  // namespace battalion::arc
