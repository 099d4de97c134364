#include "score/pairing.hpp"

#include <string_view>
#include <unordered_map>

#include "base/contract.hpp"

namespace battalion::score {
namespace {

std::vector<std::vector<ProgramId>> own(const arc::Dataset& dataset, std::span<const dsl::Program> programs) {
  std::vector<std::vector<ProgramId>> out(dataset.task_count());
  const auto tasks = own_tasks(dataset, programs);
  for (std::uint32_t p = 0; p < programs.size(); ++p) {
    if (!tasks[p]) {
      fail_input("{}:{}:1: program '{}' belongs to no task (under pairing 'own' its name must end with _ID, "
                 "the id of one of the {} tasks) rename it, leave it out, or use --pairing cross",
                 programs[p].file, programs[p].line, programs[p].name, dataset.task_count());
    }
    out[tasks[p]->value].push_back(ProgramId(p));
  }
  return out;
}

}  // namespace

std::vector<std::optional<TaskId>> own_tasks(const arc::Dataset& dataset, std::span<const dsl::Program> programs) {
  std::unordered_map<std::string_view, std::uint32_t> by_id;
  for (std::uint32_t t = 0; t < dataset.task_count(); ++t) by_id.emplace(dataset.task(TaskId(t)).id, t);
  std::vector<std::optional<TaskId>> out(programs.size());
  for (std::uint32_t p = 0; p < programs.size(); ++p) {
    const std::string_view name = programs[p].name;
    auto found = by_id.end();
    // From the left: the longest id first.
    for (std::size_t at = name.find('_'); at != name.npos && found == by_id.end(); at = name.find('_', at + 1)) {
      found = by_id.find(name.substr(at + 1));
    }
    if (found != by_id.end()) out[p] = TaskId(found->second);
  }
  return out;
}

std::vector<std::vector<ProgramId>> pair_programs(const arc::Dataset& dataset,
                                                  std::span<const dsl::Program> programs, Pairing pairing) {
  if (pairing == Pairing::own) return own(dataset, programs);
  std::vector<ProgramId> all;
  for (std::uint32_t p = 0; p < programs.size(); ++p) all.push_back(ProgramId(p));
  return std::vector<std::vector<ProgramId>>(dataset.task_count(), all);
}

}  // namespace battalion::score
