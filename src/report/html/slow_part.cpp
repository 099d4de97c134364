#include "report/html/slow_part.hpp"

#include <tuple>

#include "report/html/named.hpp"

namespace battalion::report::html {
namespace {

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

Json table(Json rows, std::size_t offered) {
  const std::size_t left_out = offered - rows.size();
  return {{"rows", std::move(rows)}, {"left_out", left_out}};
}

}  // namespace

SlowPart::SlowPart(const store::SweepFile& sweep, const PageLimits& limits)
    : sweep_(sweep), limits_(limits), timeouts_(limits.slowest, [](const auto& a, const auto& b) {
        return std::tie(b.samples, a.task, a.program) < std::tie(a.samples, b.task, b.program);
      }) {}

void SlowPart::add(TaskId task, ProgramId first, std::span<const TaskTally> tallies) {
  for (std::size_t p = 0; p < tallies.size(); ++p) {
    const std::uint32_t samples = tallies[p].of(score::Outcome::timeout);
    if (samples == 0) continue;
    timeouts_.offer({samples, task, ProgramId(static_cast<std::uint32_t>(first.value + p))});
  }
}

Json SlowPart::timeouts_json() {
  Json rows = Json::array();
  const std::size_t offered = timeouts_.offered();
  for (const Timeouts& t : timeouts_.take()) {
    rows.push_back({{"program", program_json(sweep_, t.program)},
                    {"task", task_json(sweep_, t.task)},
                    {"samples", t.samples}});
  }
  return table(std::move(rows), offered);
}

Json SlowPart::programs_json() const {
  const auto programs = sweep_.programs();
  Top<std::uint32_t> top(limits_.slowest, [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(programs[a].check.worst_cpu_ns, b) >
           std::tuple(programs[b].check.worst_cpu_ns, a);
  });
  for (std::uint32_t p = 0; p < programs.size(); ++p) {
    const bool on_a_task =
        programs[p].task >= 0 && static_cast<std::size_t>(programs[p].task) < sweep_.tasks().size();
    if (programs[p].check.samples > 0 && on_a_task) top.offer(p);
  }
  Json rows = Json::array();
  const std::size_t offered = top.offered();
  for (const std::uint32_t p : top.take()) {
    const store::ProgramCheck& check = programs[p].check;
    rows.push_back(
        {{"program", program_json(sweep_, ProgramId(p))},
         {"task", task_json(sweep_, TaskId(static_cast<std::uint32_t>(programs[p].task)))},
         {"samples", check.samples},
         {"worst_cpu", seconds(check.worst_cpu_ns)},
         {"cpu", seconds(check.cpu_ns)},
         {"wall", seconds(check.wall_ns)}});
  }
  return table(std::move(rows), offered);
}

Json SlowPart::samples_json() const {
  const store::SampleTimings timings = sweep_.sample_timings();
  Top<std::uint32_t> top(limits_.slowest, [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(timings.wall_ns[a], b) > std::tuple(timings.wall_ns[b], a);
  });
  for (std::uint32_t s = 0; s < timings.wall_ns.size(); ++s) {
    if (timings.rank[s] >= 0) top.offer(s);
  }
  Json rows = Json::array();
  const std::size_t offered = top.offered();
  for (const std::uint32_t s : top.take()) {
    Json row = sample_json(sweep_, SampleId(s));
    row["wall"] = seconds(timings.wall_ns[s]);
    row["cpu"] = seconds(timings.cpu_ns[s]);
    row["queue"] = seconds(timings.queue_ns[s]);
    row["rank"] = timings.rank[s];
    rows.push_back(std::move(row));
  }
  return table(std::move(rows), offered);
}

Json SlowPart::take_json() {
  return {
      {"timeouts", timeouts_json()}, {"programs", programs_json()}, {"samples", samples_json()}};
}

}  // namespace battalion::report::html
