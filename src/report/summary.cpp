#include "report/summary.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace battalion::report {
namespace {

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

/// [sample] whether one of its attempts is right. Streams the matrix: to read a pair alone a whole chunk is inflated.
std::vector<std::uint8_t> judge(const store::SweepFile& sweep, const Choices& choices) {
  std::vector<std::uint8_t> solved(choices.by_sample.size());
  sweep.for_each_outcome([&](const store::Rectangle& part, std::span<const std::uint8_t> outcomes) {
    for (std::uint64_t s = 0; s < part.samples; ++s) {
      for (const Attempt& a : choices.by_sample[part.first_sample + s].chosen()) {
        const std::uint64_t program = a.by.program.value - part.first_program;
        if (a.by.program.value < part.first_program || program >= part.programs) continue;
        const std::uint8_t outcome = outcomes[s * part.programs + program];
        if (static_cast<score::Outcome>(outcome & 0x7f) == score::Outcome::exact) solved[part.first_sample + s] = 1;
      }
    }
  });
  return solved;
}

void add_timings(const store::SweepFile& sweep, Summary& summary) {
  const store::SampleTimings t = sweep.sample_timings();
  std::int64_t wall = 0;
  std::int64_t cpu = 0;
  std::int64_t queue = 0;
  for (std::size_t s = 0; s < t.cpu_ns.size(); ++s) {
    wall += t.wall_ns[s];
    cpu += t.cpu_ns[s];
    queue += t.queue_ns[s];
    TaskLine& task = summary.tasks[sweep.samples()[s].task.value];
    task.wall_seconds += seconds(t.wall_ns[s]);
    task.cpu_seconds += seconds(t.cpu_ns[s]);
  }
  summary.sample_wall_seconds = seconds(wall);
  summary.cpu_seconds = seconds(cpu);
  summary.queue_seconds = seconds(queue);
  if (sweep.finished_ns() > 0) {
    summary.wall_seconds = seconds(sweep.finished_ns() - sweep.facts().started_ns);
  }
  const store::PhaseTimings phases = sweep.phase_timings();
  using score::Phase;
  constexpr Phase in_time[] = {Phase::load, Phase::validate, Phase::demo, Phase::test,
                               Phase::write};
  std::array<PhaseLine, std::size(score::phase_names)> lines;
  for (std::size_t i = 0; i < phases.phase.size(); ++i) {
    const auto phase = static_cast<Phase>(phases.phase[i]);
    PhaseLine& line = lines.at(phases.phase[i]);
    line.wall_seconds += seconds(phases.wall_ns[i]);
    line.cpu_seconds += seconds(phases.cpu_ns[i]);
    if (phases.rank[i] == 0 && (phase == Phase::load || phase == Phase::validate)) {
      summary.load_seconds += seconds(phases.wall_ns[i]);
    }
  }
  for (const Phase phase : in_time) {
    const auto at = static_cast<std::size_t>(phase);
    lines[at].name = score::phase_names[at];
    summary.phases.push_back(lines[at]);
  }
  const std::uint64_t scored = summary.evaluations() - summary.outcomes.of(score::Outcome::pending);
  if (summary.wall_seconds > 0) {
    summary.evaluations_per_second = static_cast<double>(scored) / summary.wall_seconds;
  }
}

void add_engines(const store::SweepFile& sweep, Summary& summary) {
  for (const store::ProgramRow& p : sweep.programs()) summary.programs_lowered += p.lowered == "yes";
  for (score::Answered& a : sweep.answered()) {
    summary.pairs_by_engine[static_cast<std::size_t>(a.engine)] += a.pairs;
    if (a.why.empty()) continue;
    (a.engine == score::Engine::interpreter ? summary.punted : summary.punted_by_device).push_back(std::move(a));
  }
  for (auto* punted : {&summary.punted, &summary.punted_by_device}) {
    std::stable_sort(punted->begin(), punted->end(), [](const auto& a, const auto& b) { return a.pairs > b.pairs; });
  }
}

void add_tasks(const store::SweepFile& sweep, Summary& summary) {
  const store::Counts counts = sweep.count();
  const Choices choices = choose(sweep);
  const std::vector<std::uint8_t> solved = judge(sweep, choices);
  summary.outcomes = counts.all;
  std::vector<arc::TaskScore> scores;
  for (std::size_t t = 0; t < sweep.tasks().size(); ++t) {
    const auto chosen = choices.by_task[t].chosen();
    TaskLine line;
    line.id = sweep.tasks()[t].id;
    line.evaluations = counts.by_task[t].evaluations();
    line.solved_demos = choices.solved_demos[t] != 0;
    const store::TaskRow& task = sweep.tasks()[t];
    line.score.tests = task.sample_count - task.demo_count;
    const auto first = solved.begin() + task.first_sample;
    line.score.tests_solved =
        static_cast<std::uint32_t>(std::count(first + task.demo_count, first + task.sample_count, 1));
    for (const Candidate& c : chosen) {
      line.best_programs.push_back(sweep.programs()[c.program.value].name);
    }
    summary.tasks_solved_demo += line.solved_demos ? 1 : 0;
    summary.test_outputs += line.score.tests;
    summary.test_outputs_solved += line.score.tests_solved;
    scores.push_back(line.score);
    summary.tasks.push_back(std::move(line));
  }
  summary.totals = arc::totals(scores);
}

}  // namespace

Summary summarize(const store::SweepFile& sweep) {
  Summary summary;
  for (const store::SampleRow& s : sweep.samples()) {
    ++(s.split == arc::Split::demo ? summary.demo_samples : summary.test_samples);
  }
  summary.programs = sweep.programs().size();
  for (const store::ProgramRow& p : sweep.programs()) summary.duplicates += p.duplicate_of >= 0;
  for (const store::ProblemRow& p : sweep.problems()) {
    if (!p.program.empty()) ++summary.programs_unreadable;
  }
  summary.units = sweep.units();
  summary.missing_units = sweep.missing_units();
  summary.pairing = sweep.facts().pairing;
  summary.set_order = sweep.facts().set_order;
  summary.commit = sweep.facts().battalion_commit;
  summary.hosts = sweep.facts().hosts;
  add_tasks(sweep, summary);
  add_timings(sweep, summary);
  summary.ranks = sweep.ranks();
  summary.errors = sweep.errors();
  add_engines(sweep, summary);
  // One that only pairs had which count as another sweep scored them.
  std::erase_if(summary.errors, [](const auto& e) { return e.count == 0; });
  std::stable_sort(summary.errors.begin(), summary.errors.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  return summary;
}

}  // namespace battalion::report
