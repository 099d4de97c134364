#include <algorithm>
#include <set>
#include <vector>

#include "arc/dataset.hpp"
#include "store/detail/merge_place.hpp"
#include "store/error.hpp"

namespace battalion::store {
namespace {

struct TaskSource {
  const Manifest* part;
  std::uint32_t task;
  const TaskRow& row() const { return part->tasks[task]; }
};

std::vector<TaskSource> tasks_in_order(std::span<const PartSweep> parts) {
  std::vector<TaskSource> all;
  for (const PartSweep& p : parts) {
    for (std::uint32_t t = 0; t < p.manifest.tasks.size(); ++t) all.push_back({&p.manifest, t});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.row().id < b.row().id; });
  const auto twice = std::adjacent_find(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.row().id == b.row().id;
  });
  if (twice != all.end()) {
    const auto out_of = [&](const TaskSource& s) {
      const auto found = std::find_if(parts.begin(), parts.end(),
                                      [&](const PartSweep& p) { return &p.manifest == s.part; });
      return found->out.string();
    };
    fail_store(
        "{}: has task {}, and so has {} (parts of a dataset have no task in common); leave one of "
        "them out",
        out_of(*std::next(twice)), twice->row().id, out_of(*twice));
  }
  return all;
}

// As the readers of datasets take it.
std::uint64_t dataset_digest(const Manifest& m) {
  std::vector<arc::Task> tasks;
  for (const TaskRow& row : m.tasks) {
    arc::Task& task = tasks.emplace_back();
    task.id = row.id;
    task.demo_count = row.demo_count;
    for (std::uint32_t s = row.first_sample; s < row.first_sample + row.sample_count; ++s) {
      const SampleRow& sample = m.samples[s];
      task.samples.push_back({sample.split, sample.index, sample.input, sample.output});
    }
  }
  return arc::Dataset(std::move(tasks)).digest();
}

void merge_tasks(std::span<const PartSweep> parts, Manifest& whole) {
  if (!whole.cross()) whole.pair_offset.push_back(0);
  for (const TaskSource& source : tasks_in_order(parts)) {
    const Manifest& m = *source.part;
    const TaskId id(static_cast<std::uint32_t>(whole.tasks.size()));
    TaskRow row = source.row();
    const std::uint32_t first =
        std::exchange(row.first_sample, static_cast<std::uint32_t>(whole.samples.size()));
    whole.tasks.push_back(row);
    for (std::uint32_t s = first; s < first + row.sample_count; ++s) {
      whole.samples.push_back(m.samples[s]);
      whole.samples.back().task = id;
    }
    if (whole.cross()) continue;
    whole.pair_program.insert(
        whole.pair_program.end(),
        m.pair_program.begin() + static_cast<std::ptrdiff_t>(m.pair_offset[source.task]),
        m.pair_program.begin() + static_cast<std::ptrdiff_t>(m.pair_offset[source.task + 1]));
    whole.pair_offset.push_back(whole.pair_program.size());
  }
}

}  // namespace

Manifest merged(std::span<const PartSweep> parts) {
  BATTALION_EXPECT(!parts.empty());
  Manifest whole;
  whole.facts = parts[0].manifest.facts;
  whole.programs = parts[0].manifest.programs;
  whole.problems = parts[0].manifest.problems;
  merge_tasks(parts, whole);
  const auto places = detail::merge_places(parts, whole);
  std::set<std::string> hosts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Manifest& m = parts[i].manifest;
    for (UnitRow unit : m.units) {
      unit.first_sample = places[i].sample(unit.task, unit.first_sample);
      unit.task = places[i].task[unit.task.value];
      whole.units.push_back(unit);
    }
    // Which task a program belongs to, and how it does there, the task's part knows.
    for (std::size_t p = 0; p < m.programs.size(); ++p) {
      const ProgramRow& row = m.programs[p];
      if (row.task >= 0) {
        const TaskId task = places[i].task[static_cast<std::size_t>(row.task)];
        whole.programs[p].task = static_cast<std::int32_t>(task.value);
      }
      if (row.check.samples > 0) whole.programs[p].check = row.check;
    }
    whole.facts.started_ns = std::min(whole.facts.started_ns, m.facts.started_ns);
    hosts.insert(m.facts.hosts.begin(), m.facts.hosts.end());
  }
  whole.facts.hosts.assign(hosts.begin(), hosts.end());
  whole.facts.dataset_digest = dataset_digest(whole);
  return whole;
}

}  // namespace battalion::store
