#pragma once
// Samples, tasks, datasets: what programs are scored on.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "arc/grid.hpp"
#include "base/id.hpp"

namespace battalion::arc {

enum class Split : std::uint8_t { demo = 0, test = 1 };

/// One input/output pair. A test whose answer is unknown (Kaggle challenges without solutions) has
/// no cells in `output`; nothing can be exact on it.
struct Sample {
  Split split = Split::demo;
  std::uint32_t index = 0;  ///< within its split, from 0
  Grid input;
  Grid output;
};

/// Samples are in order: all demos, then all tests.
struct Task {
  std::string id;
  std::string file;  ///< where it was read
  std::vector<Sample> samples;
  std::uint32_t demo_count = 0;
};

/// Tasks in order of their ids. Samples are numbered through all tasks in order.
class Dataset {
 public:
  Dataset() = default;
  /// Sorts by id. Throws InputError for a task id that occurs twice, naming both files.
  explicit Dataset(std::vector<Task> tasks);

  std::span<const Task> tasks() const { return tasks_; }
  const Task& task(TaskId t) const { return tasks_[t.value]; }
  std::uint32_t task_count() const { return static_cast<std::uint32_t>(tasks_.size()); }
  std::uint32_t sample_count() const { return first_sample_.back(); }
  /// The number of task t's first sample; first_sample(task_count()) is sample_count().
  SampleId first_sample(TaskId t) const { return SampleId(first_sample_[t.value]); }
  TaskId task_of(SampleId s) const;
  const Sample& sample(SampleId s) const;
  /// FNV-1a 64 over ids, splits and cells.
  std::uint64_t digest() const;

 private:
  std::vector<Task> tasks_;
  std::vector<std::uint32_t> first_sample_ = {0};  ///< [task_count + 1]
};

}  // namespace battalion::arc
