#include "store/detail/merge_place.hpp"

#include <string_view>
#include <unordered_map>

namespace battalion::store::detail {

void MergePlace::move(score::UnitResult& unit) const {
  const auto known = [&](TaskId t) {
    if (t.value >= task.size()) fail_store("a unit of a task that its sweep does not have");
    return t;
  };
  const TaskId of = known(unit.task);
  unit.unit = UnitId(unit.unit.value + first_unit);
  unit.first_sample = SampleId(sample(of, unit.first_sample.value));
  for (auto& kept : unit.kept) kept.sample = SampleId(sample(of, kept.sample.value));
  for (auto& phase : unit.phases) {
    if (phase.task != score::no_task) phase.task = task[known(phase.task).value];
  }
  unit.task = task[of.value];
}

std::vector<MergePlace> merge_places(std::span<const PartSweep> parts, const Manifest& whole) {
  std::unordered_map<std::string_view, std::uint32_t> by_id;
  for (std::uint32_t t = 0; t < whole.tasks.size(); ++t) by_id.emplace(whole.tasks[t].id, t);
  std::vector<MergePlace> places;
  std::uint32_t units = 0;
  for (const PartSweep& part : parts) {
    MergePlace& place = places.emplace_back();
    for (const TaskRow& row : part.manifest.tasks) {
      const std::uint32_t t = by_id.at(row.id);
      place.task.push_back(TaskId(t));
      place.from.push_back(row.first_sample);
      place.to.push_back(whole.tasks[t].first_sample);
    }
    place.first_unit = units;
    units += static_cast<std::uint32_t>(part.manifest.units.size());
  }
  return places;
}

}  // namespace battalion::store::detail
