#include "store/detail/whole.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "arc/dataset.hpp"
#include "store/detail/whole_programs.hpp"
#include "store/error.hpp"

namespace battalion::store::detail {
namespace {

struct TaskSource {
  std::uint32_t part = 0, task = 0;
};

const TaskRow& row_of(std::span<const PartSweep> parts, const TaskSource& s) { return parts[s.part].manifest.tasks[s.task]; }

/// By id, then part.
std::vector<TaskSource> tasks_in_order(std::span<const PartSweep> parts) {
  std::vector<TaskSource> all;
  for (std::uint32_t k = 0; k < parts.size(); ++k) {
    for (std::uint32_t t = 0; t < parts[k].manifest.tasks.size(); ++t) all.push_back({k, t});
  }
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return row_of(parts, a).id < row_of(parts, b).id; });
  return all;
}

void check_same_task(std::span<const PartSweep> parts, const TaskSource& a, const TaskSource& b) {
  const TaskRow &x = row_of(parts, a), &y = row_of(parts, b);
  const std::string one = parts[a.part].out.string(), other = parts[b.part].out.string();
  if (a.part == b.part) fail_store("{}: has task {} twice; leave it out", one, x.id);
  bool same = x.demo_count == y.demo_count && x.sample_count == y.sample_count;
  for (std::uint32_t s = 0; same && s < x.sample_count; ++s) {
    SampleRow left = parts[a.part].manifest.samples[x.first_sample + s], right = parts[b.part].manifest.samples[y.first_sample + s];
    right.task = left.task;
    same = left == right;
  }
  if (!same) fail_store("{}: task {} is another than in {} (its grids differ); aggregate sweeps of one dataset", other, x.id, one);
}

/// As the readers of datasets take it.
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

void add_task(const PartSweep& part, std::uint32_t t, Manifest& whole) {
  TaskRow row = part.manifest.tasks[t];
  const std::uint32_t first = std::exchange(row.first_sample, static_cast<std::uint32_t>(whole.samples.size()));
  const TaskId id(static_cast<std::uint32_t>(whole.tasks.size()));
  for (std::uint32_t s = first; s < first + row.sample_count; ++s) {
    whole.samples.push_back(part.manifest.samples[s]);
    whole.samples.back().task = id;
  }
  whole.tasks.push_back(std::move(row));
}

/// Under `own`: the programs of the task in hand, of all parts that have it.
void add_pairs(const Whole& whole, std::span<const TaskSource> sources, Manifest& m) {
  const auto first = static_cast<std::ptrdiff_t>(m.pair_program.size());
  for (const TaskSource& s : sources) {
    const Manifest& part = whole.parts[s.part].manifest;
    for (std::uint64_t i = part.pair_offset[s.task]; i < part.pair_offset[s.task + 1]; ++i) {
      m.pair_program.push_back(whole.places[s.part].program_in_whole(part.pair_program[i]));
    }
  }
  const auto begin = m.pair_program.begin() + first;
  std::sort(begin, m.pair_program.end());
  m.pair_program.erase(std::unique(begin, m.pair_program.end()), m.pair_program.end());
  m.pair_offset.push_back(m.pair_program.size());
}

void unite_tasks(Whole& whole) {
  Manifest& m = whole.manifest;
  for (std::size_t k = 0; k < whole.parts.size(); ++k) {
    const auto tasks = whole.parts[k].manifest.tasks.size();
    whole.places[k].task.resize(tasks);
    whole.places[k].from.resize(tasks);
    whole.places[k].to.resize(tasks);
  }
  if (!m.cross()) m.pair_offset.push_back(0);
  const std::vector<TaskSource> all = tasks_in_order(whole.parts);
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    for (; end < all.size() && row_of(whole.parts, all[end]).id == row_of(whole.parts, all[i]).id; ++end) {
      if (end > i) check_same_task(whole.parts, all[end - 1], all[end]);
    }
    const TaskId id(static_cast<std::uint32_t>(m.tasks.size()));
    add_task(whole.parts[all[i].part], all[i].task, m);
    for (std::size_t s = i; s < end; ++s) {
      PartPlace& place = whole.places[all[s].part];
      place.task[all[s].task] = id;
      place.from[all[s].task] = row_of(whole.parts, all[s]).first_sample;
      place.to[all[s].task] = m.tasks.back().first_sample;
    }
    if (!m.cross()) add_pairs(whole, std::span(all).subspan(i, end - i), m);
    i = end;
  }
  m.facts.dataset_digest = dataset_digest(m);
}

void place_alone(Whole& whole) {
  PartPlace& place = whole.places.front();
  for (std::uint32_t t = 0; t < whole.manifest.tasks.size(); ++t) {
    place.task.emplace_back(t);
    place.from.push_back(whole.manifest.tasks[t].first_sample);
  }
  place.to = place.from;
}

void add_units(Whole& whole) {
  for (std::uint32_t k = 0; k < whole.parts.size(); ++k) {
    PartPlace& place = whole.places[k];
    place.first_unit = static_cast<std::uint32_t>(whole.units.size());
    for (const UnitRow& planned : whole.parts[k].manifest.units) {
      UnitRow row = planned;
      row.task = place.task[planned.task.value];
      row.first_sample = place.sample(planned.task, planned.first_sample);
      whole.units.push_back({k, planned.task, row});
    }
  }
}

void unite_facts(Whole& whole) {
  SweepFacts& facts = whole.manifest.facts;
  std::set<std::string> hosts;
  for (const PartSweep& part : whole.parts) {
    facts.started_ns = std::min(facts.started_ns, part.manifest.facts.started_ns);
    hosts.insert(part.manifest.facts.hosts.begin(), part.manifest.facts.hosts.end());
    // The first that had programs in Python.
    if (facts.python.empty()) {
      facts.python = part.manifest.facts.python;
      facts.python_isolation = part.manifest.facts.python_isolation;
    }
    for (const ProblemRow& problem : part.manifest.problems) {
      auto& all = whole.manifest.problems;
      if (std::find(all.begin(), all.end(), problem) == all.end()) all.push_back(problem);
    }
  }
  facts.hosts.assign(hosts.begin(), hosts.end());
}

}  // namespace

Whole united(std::span<const PartSweep> parts) {
  BATTALION_EXPECT(!parts.empty());
  Whole whole;
  whole.parts = parts;
  whole.places.resize(parts.size());
  if (parts.size() == 1) {
    whole.manifest = parts[0].manifest;
    whole.manifest.units.clear();
    place_alone(whole);
  } else {
    whole.manifest.facts = parts[0].manifest.facts;
    unite_programs(whole);
    unite_tasks(whole);
    unite_facts(whole);
  }
  add_units(whole);
  return whole;
}

std::uint64_t unplanned_pairs(const Whole& whole) {
  const Manifest& m = whole.manifest;
  if (whole.row_of.empty() || !m.cross()) return 0;
  // Tasks in the same parts have met the same programs.
  std::vector<std::vector<std::uint32_t>> parts_of(m.tasks.size());
  for (std::uint32_t k = 0; k < whole.parts.size(); ++k) {
    for (const TaskId t : whole.places[k].task) parts_of[t.value].push_back(k);
  }
  std::map<std::vector<std::uint32_t>, std::uint64_t> met;
  std::uint64_t pairs = 0;
  for (std::size_t t = 0; t < m.tasks.size(); ++t) {
    const auto [found, is_new] = met.try_emplace(parts_of[t], 0);
    if (is_new) {
      std::vector<bool> there(m.program_count());
      for (const std::uint32_t k : parts_of[t]) {
        for (const std::uint32_t p : whole.places[k].program) there[p] = true;
      }
      found->second = static_cast<std::uint64_t>(std::count(there.begin(), there.end(), true));
    }
    pairs += m.tasks[t].sample_count * (m.program_count() - found->second);
  }
  return pairs;
}

}  // namespace battalion::store::detail
