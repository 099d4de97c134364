#include "report/html/page_data.hpp"

#include <algorithm>

#include "report/html/detail_part.hpp"
#include "report/html/failure_part.hpp"
#include "report/html/map_part.hpp"
#include "report/html/overview_part.hpp"
#include "report/html/program_part.hpp"
#include "report/html/rank_part.hpp"
#include "report/html/slow_part.hpp"
#include "report/html/task_part.hpp"

namespace battalion::report::html {

Json page_data(const store::SweepFile& sweep, const PageLimits& limits) {
  const Summary summary = summarize(sweep);
  TaskPart tasks(sweep);
  ProgramPart programs(sweep);
  MapPart map(sweep, limits);
  SlowPart slow(sweep, limits);
  for_each_task(sweep, [&](TaskId task, ProgramId first, std::span<const TaskTally> tallies) {
    tasks.add(task, first, tallies);
    programs.add(task, first, tallies);
    map.add(task, first, tallies);
    slow.add(task, first, tallies);
  });
  const Choices choices = choose(sweep, {.per_task = std::max(limits.candidates, attempts)});
  return {{"overview", overview_json(sweep, summary)},
          {"tasks", tasks.json(summary, limits)},
          {"details", DetailPart(sweep, choices, limits).json()},
          {"programs", programs.json(choices, limits)},
          {"map", map.json()},
          {"ranks", ranks_json(sweep, summary, limits)},
          {"slow", slow.take_json()},
          {"failures", failures_json(sweep, limits)},
          {"problems", problems_json(sweep, limits)}};
}

}  // namespace battalion::report::html
