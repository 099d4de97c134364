#include "store/detail/check_unit.hpp"

#include <algorithm>

namespace battalion::store::detail {

void check_unit(const Manifest& m, const score::UnitResult& u, const std::filesystem::path& path) {
  const auto foreign = [&](const char* what) {
    fail_store("{}: unit {} {} (the manifest plans otherwise) go on with --resume: it is set aside and scored again",
               path.string(), u.unit.value, what);
  };
  if (u.unit.value >= m.units.size()) foreign("is not planned");
  const auto& planned = m.units[u.unit.value];
  if (u.task != planned.task || u.first_sample.value != planned.first_sample ||
      u.sample_count != planned.sample_count) {
    foreign("has other samples");
  }
  if (u.programs.size() != planned.program_count) foreign("has other programs");
  for (std::size_t i = 0; i < u.programs.size(); ++i) {
    if (u.programs[i].value != m.program_at(u.task, planned.first_program + i)) {
      foreign("has other programs");
    }
  }
  const auto is_own = [&](SampleId sample, ProgramId program) {
    return sample.value >= planned.first_sample && sample.value - planned.first_sample < planned.sample_count &&
           std::binary_search(u.programs.begin(), u.programs.end(), program);
  };
  for (const auto& k : u.kept) {
    if (!is_own(k.sample, k.program)) foreign("keeps an answer of another");
  }
  for (const auto& p : u.printed) {
    if (!is_own(p.sample, p.program)) foreign("tells what another wrote");
  }
  for (const auto& p : u.phases) {
    if (p.task != score::no_task && p.task.value >= m.tasks.size()) foreign("times no task");
  }
}

}  // namespace battalion::store::detail
