#pragma once
// Samples, tasks, datasets: what programs are scored on.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arc/grid.hpp"
#include "base/id.hpp"

namespace battalion::arc {

enum class Split : std::uint8_t { demo = 0, test = 1 };
constexpr std::string_view name(Split split) { return split == Split::demo ? "demo" : "test"; }

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

/// One of several shares of a dataset, scored by a sweep of its own: the number-th of count.
struct Part {
  std::uint32_t number = 1;
  std::uint32_t count = 1;
  bool whole() const { return count == 1; }
  bool operator==(const Part&) const = default;
};

/// Tasks in order of their ids. Samples are numbered through all tasks in order.
class Dataset {
 public:
  Dataset() = default;
  /// Sorts by id. Throws InputError for a task id that occurs twice, naming both files.
  explicit Dataset(std::vector<Task> tasks);

  /// Its tasks dealt out like cards, so that every part has some of each kind; ids of the others' are
  /// kept. Throws InputError where there are fewer tasks than parts.
  Dataset part(const Part& part) const;
  /// Ids of tasks that belong to the same dataset and are in its other parts; sorted.
  std::span<const std::string> elsewhere() const { return elsewhere_; }
  /// As part() gives them.
  void set_elsewhere(std::vector<std::string> ids) { elsewhere_ = std::move(ids); }

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
  std::vector<std::string> elsewhere_;
  std::vector<std::uint32_t> first_sample_ = {0};  ///< [task_count + 1]
};

}  // namespace battalion::arc
