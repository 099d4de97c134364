#include "report/html/map_part.hpp"

#include <algorithm>

namespace battalion::report::html {
namespace {

/// How many things share a place where there are at most `most` places.
std::uint64_t a_place(std::uint64_t things, std::uint64_t most) {
  return std::max<std::uint64_t>((things + most - 1) / most, 1);
}

std::uint64_t places(std::uint64_t things, std::uint64_t each) {
  return (things + each - 1) / each;
}

}  // namespace

MapPart::MapPart(const store::SweepFile& sweep, const PageLimits& limits)
    : sweep_(sweep),
      tasks_a_row_(a_place(sweep.tasks().size(), limits.map_side)),
      programs_a_column_(a_place(sweep.programs().size(), limits.map_side)),
      rows_(places(sweep.tasks().size(), tasks_a_row_),
            std::vector<PairState>(places(sweep.programs().size(), programs_a_column_),
                                   PairState::unpaired)) {}

void MapPart::add(TaskId task, ProgramId first, std::span<const TaskTally> tallies) {
  const TaskSize size = size_of(sweep_, task);
  auto& row = rows_[task.value / tasks_a_row_];
  for (std::size_t p = 0; p < tallies.size(); ++p) {
    PairState& best = row[(first.value + p) / programs_a_column_];
    best = std::min(best, state_of(tallies[p], size));
  }
}

Json MapPart::json() const {
  Json tasks = Json::array(), programs = Json::array(), rows = Json::array();
  for (std::uint64_t t = 0; t < sweep_.tasks().size(); t += tasks_a_row_) {
    tasks.push_back(shown(sweep_.tasks()[t].id));
  }
  for (std::uint64_t p = 0; p < sweep_.programs().size(); p += programs_a_column_) {
    programs.push_back(shown(sweep_.programs()[p].name));
  }
  for (const auto& row : rows_) {
    std::string letters;
    for (const PairState s : row) letters += state_letters[static_cast<std::size_t>(s)];
    rows.push_back(std::move(letters));
  }
  return {{"tasks_a_row", tasks_a_row_},
          {"programs_a_column", programs_a_column_},
          {"tasks", std::move(tasks)},
          {"programs", std::move(programs)},
          {"rows", std::move(rows)}};
}

}  // namespace battalion::report::html
