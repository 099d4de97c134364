#include "report/match.hpp"

#include <string_view>
#include <unordered_map>

namespace battalion::report {
namespace {

bool same_grids(const store::SweepFile& a, SampleId in_a, const store::SweepFile& b, SampleId in_b) {
  return a.input(in_a) == b.input(in_b) && a.output(in_a) == b.output(in_b);
}

void match_samples(const store::SweepFile& a, const store::SweepFile& b, Match& match) {
  const bool same_data = a.facts().dataset_digest == b.facts().dataset_digest;
  for (std::uint32_t s = 0; s < a.samples().size(); ++s) {
    const store::SampleRow& row = a.samples()[s];
    const auto task = match.task[row.task.value];
    if (!task) continue;
    const store::TaskRow& other = b.tasks()[task->value];
    const bool demo = row.split == arc::Split::demo;
    const std::uint32_t count = demo ? other.demo_count : other.sample_count - other.demo_count;
    if (row.index >= count) continue;
    const SampleId in_b(other.first_sample + (demo ? 0 : other.demo_count) + row.index);
    if (same_data || same_grids(a, SampleId(s), b, in_b)) match.sample[s] = in_b;
  }
}

}  // namespace

Match match(const store::SweepFile& a, const store::SweepFile& b) {
  Match match;
  match.task.resize(a.tasks().size());
  match.sample.resize(a.samples().size());
  match.program.resize(a.programs().size());
  std::unordered_map<std::string_view, TaskId> tasks;
  for (std::uint32_t t = 0; t < b.tasks().size(); ++t) tasks.emplace(b.tasks()[t].id, TaskId(t));
  for (std::size_t t = 0; t < match.task.size(); ++t) {
    if (const auto found = tasks.find(a.tasks()[t].id); found != tasks.end()) match.task[t] = found->second;
  }
  match_samples(a, b, match);
  struct Namesakes {
    std::vector<ProgramId> all;
    std::size_t taken = 0;
  };
  std::unordered_map<std::string_view, Namesakes> programs;
  for (std::uint32_t p = 0; p < b.programs().size(); ++p) programs[b.programs()[p].name].all.emplace_back(p);
  for (std::size_t p = 0; p < match.program.size(); ++p) {
    const auto found = programs.find(a.programs()[p].name);
    if (found == programs.end() || found->second.taken == found->second.all.size()) continue;
    match.program[p] = found->second.all[found->second.taken++];
  }
  return match;
}

}  // namespace battalion::report
