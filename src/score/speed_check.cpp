#include "score/speed_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "battery/graph.hpp"
#include "exec/executor.hpp"
#include "exec/stopwatch.hpp"
#include "score/evaluator.hpp"
#include "score/judge.hpp"
#include "score/pairing.hpp"
#include "score/scorer.hpp"
#include "score/equal_programs.hpp"

namespace battalion::score {
namespace {

/// What is known before anything is run.
std::vector<ProgramSpeed> prepare(const arc::Dataset& dataset, std::span<const dsl::Program> programs,
                                  const battery::Graph& graph) {
  const std::vector<ProgramId> first = first_of_equals(canonical_digests(graph));
  const auto tasks = own_tasks(dataset, programs);
  std::map<std::pair<ProgramId, TaskId>, ProgramId> runs;
  std::vector<ProgramSpeed> all(programs.size());
  for (std::uint32_t p = 0; p < programs.size(); ++p) {
    all[p].task = tasks[p];
    all[p].first_equal = first[p];
    all[p].run_as = tasks[p] ? runs.emplace(std::pair(first[p], *tasks[p]), ProgramId(p)).first->second : ProgramId(p);
  }
  return all;
}

/// The share's programs, those of most nodes times input cells first: a long one drawn last would keep all waiting.
std::vector<ProgramId> order_of(const arc::Dataset& dataset, const battery::Graph& graph,
                                std::span<const ProgramSpeed> all, const SpeedOptions& options) {
  std::vector<std::pair<std::uint64_t, ProgramId>> costs;
  for (std::uint32_t p = 0; p < all.size(); ++p) {
    if (!all[p].task || all[p].run_as != ProgramId(p)) continue;
    std::uint64_t cells = 0;
    for (const arc::Sample& s : dataset.task(*all[p].task).samples) cells += s.input.cells.size();
    costs.emplace_back(cells * graph.walk(ProgramId(p)).size(), ProgramId(p));
  }
  std::stable_sort(costs.begin(), costs.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<ProgramId> order;
  for (std::size_t i = options.share; i < costs.size(); i += options.shares) order.push_back(costs[i].second);
  return order;
}

void add(ProgramSpeed& speed, std::uint32_t s, const arc::Sample& sample, const Verdict& verdict, const exec::Used& used) {
  speed.wall_ns += used.wall_ns;
  speed.cpu_ns += used.cpu_ns;
  speed.worst_wall_ns = std::max(speed.worst_wall_ns, used.wall_ns);
  if (s == 0 || used.cpu_ns > speed.worst_cpu_ns) {
    speed.worst_cpu_ns = used.cpu_ns;
    speed.worst_sample = s;
  }
  ++speed.samples;
  const Outcome outcome = verdict.cell.kind();
  ++speed.outcomes[static_cast<std::size_t>(outcome)];
  const bool unknown = outcome == Outcome::wrong && sample.output.cells.empty();
  if (outcome == Outcome::exact || unknown || speed.failure) return;
  speed.failure = SpeedFailure{outcome, s, {}, {}};
  if (verdict.error_kind != nullptr) {
    speed.failure->kind = verdict.error_kind;
    speed.failure->message = verdict.error_message;
  }
}

void run(Evaluator& evaluator, exec::Stopwatch& stopwatch, const arc::Task& task, ProgramId program,
         ProgramSpeed& speed, exec::Post* post) {
  for (std::uint32_t s = 0; s < task.samples.size(); ++s) {
    const arc::Sample& sample = task.samples[s];
    stopwatch.lap();
    evaluator.start_sample(sample.input);
    if (post != nullptr) post->begin(program.value);
    const Verdict verdict = judge(evaluator.evaluate(program), sample, false);
    if (post != nullptr) post->end();
    add(speed, s, sample, verdict, stopwatch.lap());
  }
}

/// The same for one of another language. CPU time is its own, wherever it ran. Returns it.
std::int64_t run_foreign(ForeignWorker& worker, const dsl::Program& program, const arc::Task& task, ProgramSpeed& speed) {
  std::vector<const arc::Grid*> inputs;
  for (const arc::Sample& s : task.samples) inputs.push_back(&s.input);
  std::int64_t cpu_ns = 0;
  worker.run(program, inputs, false, [&](std::size_t s, ForeignAnswer answer) {
    const exec::Used used{answer.cpu_ns, answer.wall_ns};
    cpu_ns += used.cpu_ns;
    add(speed, static_cast<std::uint32_t>(s), task.samples[s], judge(std::move(answer), task.samples[s], false), used);
    return true;
  });
  return cpu_ns;
}

}  // namespace

SpeedCheck check_speed(const arc::Dataset& dataset, std::span<const dsl::Program> programs,
                       const SpeedOptions& options) {
  const battery::Graph graph(programs);
  SpeedCheck check;
  check.programs = prepare(dataset, programs, graph);
  const std::vector<ProgramId> order = order_of(dataset, graph, check.programs, options);
  check.threads = static_cast<int>(
      std::clamp<std::size_t>(order.size(), 1, static_cast<std::size_t>(std::max(options.threads, 1))));

  exec::Executor executor(check.threads);
  std::vector<exec::CallTimes> times(static_cast<std::size_t>(check.threads));
  std::atomic<std::size_t> next{0};
  std::atomic<std::int64_t> foreign_cpu_ns{0};
  const std::int64_t start = wall_ns();
  executor.run(
      check.threads,
      [&](int) {
        Evaluator evaluator(graph, options.set_order, options.limits, ScoreOptions{}.warm_bytes);
        exec::Stopwatch stopwatch;
        std::unique_ptr<ForeignWorker> foreign;
        std::optional<exec::Post> post;
        if (options.watch != nullptr) {
          post.emplace(*options.watch, longest_wall_ns(options.limits),
                       [&](std::uint64_t p) { return fmt::format("program {} on its own task", programs[p].name); });
        }
        for (std::size_t k; (k = next.fetch_add(1, std::memory_order_relaxed)) < order.size();) {
          ProgramSpeed& speed = check.programs[order[k].value];
          if (const dsl::Program& program = programs[order[k].value]; program.foreign()) {
            BATTALION_EXPECT(options.foreign != nullptr);
            if (!foreign) foreign = options.foreign->make_worker(nullptr);
            foreign_cpu_ns += run_foreign(*foreign, program, dataset.task(*speed.task), speed);
            continue;
          }
          run(evaluator, stopwatch, dataset.task(*speed.task), order[k], speed, post ? &*post : nullptr);
        }
      },
      times);
  check.wall_ns = wall_ns() - start;
  check.cpu_ns = foreign_cpu_ns;
  for (const exec::CallTimes& t : times) check.cpu_ns += t.cpu_ns;
  return check;
}

}  // namespace battalion::score
