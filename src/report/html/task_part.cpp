#include "report/html/task_part.hpp"

#include <algorithm>

#include "report/html/named.hpp"

namespace battalion::report::html {

TaskPart::TaskPart(const store::SweepFile& sweep) : sweep_(sweep), found_(sweep.tasks().size()) {}

void TaskPart::add(TaskId task, ProgramId first, std::span<const TaskTally> tallies) {
  const TaskSize size = size_of(sweep_, task);
  Found& found = found_[task.value];
  for (std::size_t p = 0; p < tallies.size(); ++p) {
    const TaskTally& tally = tallies[p];
    if (!tally.met()) continue;
    ++found.programs;
    for (std::size_t o = 0; o < tally.by_outcome.size(); ++o) {
      found.outcomes.by_code[o] += tally.by_outcome[o];
    }
    if (size.demos > 0 && tally.exact_demos == size.demos) ++found.demos_solved_by;
    if (tally.solved(size)) {
      ++found.solved_by;
      continue;
    }
    const std::uint32_t exact = tally.of(score::Outcome::exact);
    const auto& best = found.best_miss;
    if (tally.cells_right == 0) continue;
    if (!best || std::pair(exact, tally.cells_right) > std::pair(best->exact, best->cells_right)) {
      found.best_miss = {exact, tally.cells_right,
                         ProgramId(static_cast<std::uint32_t>(first.value + p))};
    }
  }
}

Json outcomes_json(const store::OutcomeCounts& counts) {
  using score::Outcome;
  Json json = Json::object();
  for (const auto o : {Outcome::exact, Outcome::wrong, Outcome::error, Outcome::timeout,
                       Outcome::memory, Outcome::skipped, Outcome::pending}) {
    json[std::string(score::name(o))] = counts.of(o);
  }
  return json;
}

Json TaskPart::row(std::size_t task, const TaskLine& line) const {
  const Found& found = found_[task];
  const TaskSize size = size_of(sweep_, TaskId(static_cast<std::uint32_t>(task)));
  Json row = {{"id", shown(line.id)},
              {"demos", size.demos},
              {"tests", line.score.tests},
              {"tests_solved", line.score.tests_solved},
              {"programs", found.programs},
              {"solved_by", found.solved_by},
              {"demos_solved_by", found.demos_solved_by},
              {"wall", line.wall_seconds},
              {"cpu", line.cpu_seconds},
              {"outcomes", outcomes_json(found.outcomes)}};
  if (found.best_miss) {
    row["miss"] = {{"program", program_json(sweep_, found.best_miss->program)},
                   {"exact", found.best_miss->exact},
                   {"right", static_cast<double>(found.best_miss->cells_right) /
                                 static_cast<double>(std::max<std::uint64_t>(size.cells, 1))}};
  }
  return row;
}

Json TaskPart::json(const Summary& summary, const PageLimits& limits) const {
  Json rows = Json::array();
  const std::size_t shown_tasks = std::min(limits.tasks, found_.size());
  for (std::size_t t = 0; t < shown_tasks; ++t) rows.push_back(row(t, summary.tasks[t]));
  return {{"rows", std::move(rows)}, {"left_out", found_.size() - shown_tasks}};
}

}  // namespace battalion::report::html
