#include "score/pairing.hpp"

#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/contract.hpp"

namespace battalion::score {
namespace {

/// Ids of tasks, those of a dataset's other parts among them: an id there may be the longer one.
class TaskIds {
 public:
  explicit TaskIds(const arc::Dataset& dataset) {
    for (std::uint32_t t = 0; t < dataset.task_count(); ++t) by_id_.emplace(dataset.task(TaskId(t)).id, TaskId(t));
    for (const std::string& id : dataset.elsewhere()) by_id_.emplace(id, std::nullopt);
  }

  struct Owner {
    bool known = false;
    std::optional<TaskId> here;  ///< none: of another part
  };
  Owner owner_of(const dsl::Program& of) const {
    const std::string_view program = of.name;
    // Files of other languages are named as their task; a function of the DSL is not.
    if (const auto whole = by_id_.find(program); of.foreign() && whole != by_id_.end()) return {true, whole->second};
    // From the left: the longest id first.
    for (std::size_t at = program.find('_'); at != program.npos; at = program.find('_', at + 1)) {
      const auto found = by_id_.find(program.substr(at + 1));
      if (found != by_id_.end()) return {true, found->second};
    }
    return {};
  }
  std::size_t count() const { return by_id_.size(); }

 private:
  std::unordered_map<std::string_view, std::optional<TaskId>> by_id_;
};

std::vector<std::vector<ProgramId>> own(const arc::Dataset& dataset, std::span<const dsl::Program> programs) {
  std::vector<std::vector<ProgramId>> out(dataset.task_count());
  const TaskIds ids(dataset);
  for (std::uint32_t p = 0; p < programs.size(); ++p) {
    const TaskIds::Owner owner = ids.owner_of(programs[p]);
    if (!owner.known) {
      fail_input("{}:{}:1: program '{}' belongs to no task (under pairing 'own' its name must end with _ID, "
                 "the id of one of the {} tasks) rename it, leave it out, or use --pairing cross",
                 programs[p].file, programs[p].line, programs[p].name, ids.count());
    }
    if (owner.here) out[owner.here->value].push_back(ProgramId(p));
  }
  return out;
}

}  // namespace

std::vector<std::optional<TaskId>> own_tasks(const arc::Dataset& dataset, std::span<const dsl::Program> programs) {
  const TaskIds ids(dataset);
  std::vector<std::optional<TaskId>> out;
  for (const dsl::Program& p : programs) out.push_back(ids.owner_of(p).here);
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
