#include "score/scorer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "battery/graph.hpp"
#include "exec/executor.hpp"
#include "score/equal_programs.hpp"
#include "score/evaluator.hpp"
#include "score/judge.hpp"
#include "score/lane_evaluator.hpp"
#include "score/unit_tally.hpp"

namespace battalion::score {
namespace {

/// Programs that a worker takes at once: neighbours in the battery share more nodes than strangers.
constexpr std::size_t programs_at_once = 32;

/// One worker's part in a sample, and where it says which program it is at.
struct Member {
  std::unique_ptr<Evaluator> evaluator;
  std::unique_ptr<LaneEvaluator> lanes;  ///< null where the interpreter does all
  std::unique_ptr<exec::Post> post;  ///< null where nobody watches
  bool interpreting = false;         ///< the evaluator knows of the sample at hand

  void start_sample(const arc::Sample& sample) {
    if (lanes) lanes->start_sample(sample);
    interpreting = false;
  }
  /// tag: of this program and sample, for the post.
  Verdict evaluate(ProgramId program, const arc::Sample& sample, bool want_grid, std::uint64_t tag) {
    if (!lanes) return interpreted(program, sample, want_grid);
    if (auto verdict = lanes->evaluate(program, want_grid)) {
      verdict->engine = Engine::lanes;
      return std::move(*verdict);
    }
    if (post) {
      // All over again, with all its time.
      post->end();
      post->begin(tag);
    }
    Verdict verdict = interpreted(program, sample, want_grid);
    verdict.punt = lanes->punt();
    return verdict;
  }

 private:
  Verdict interpreted(ProgramId program, const arc::Sample& sample, bool want_grid) {
    if (!interpreting) evaluator->start_sample(sample.input);
    interpreting = true;
    return judge(evaluator->evaluate(program), sample, want_grid);
  }
};
/// Those that share a sample's programs.
using Crew = std::vector<Member>;

/// What a post is told: a program and a sample of the dataset.
std::uint64_t tag_of(ProgramId program, SampleId sample) {
  return std::uint64_t{program.value} << 32 | sample.value;
}

}  // namespace

struct Scorer::Impl {
  const arc::Dataset& dataset;
  const ScoreOptions options;
  const std::span<const dsl::Program> programs;
  const battery::Graph graph;
  const std::vector<ProgramId> first_same;  ///< [program]
  const std::optional<LoweredBattery> lowered;
  exec::Executor executor;
  exec::SampleRunner runner;

  Impl(const arc::Dataset& d, std::span<const dsl::Program> p, const ScoreOptions& o)
      : dataset(d),
        options(o),
        programs(p),
        graph(programs),
        first_same(first_of_same_walks(graph)),
        lowered(o.engine == Engine::lanes && o.limits.steps == 0 ? std::optional<LoweredBattery>(graph) : std::nullopt),
        executor(o.threads),
        runner(o.samples, executor) {
    give_back(make_crew());
  }

  /// [column] the first column of the unit that does the same; itself where it is the first.
  std::vector<std::uint32_t> first_columns(const UnitSpec& unit) const {
    std::unordered_map<ProgramId, std::uint32_t> columns;
    std::vector<std::uint32_t> out;
    for (std::uint32_t c = 0; c < unit.programs.size(); ++c) {
      out.push_back(columns.emplace(first_same[unit.programs[c].value], c).first->second);
    }
    return out;
  }

  /// Evaluates the programs of `todo` (indices into unit.programs) on a sample, in parallel; verdicts[k] is
  /// that of todo[k]. Any thread may call it.
  Evaluated evaluate(const UnitSpec& unit, SampleId id, std::span<const std::uint32_t> todo) {
    const arc::Sample& sample = dataset.sample(id);
    Evaluated out;
    out.timing.start_ns = unix_ns();
    const std::int64_t start = wall_ns();
    out.verdicts.resize(todo.size());
    Crew crew = take_crew();
    std::atomic<std::size_t> next{0};
    const int calls = static_cast<int>(
        std::clamp<std::size_t>((todo.size() + programs_at_once - 1) / programs_at_once, 1, crew.size()));
    std::vector<exec::CallTimes> times(static_cast<std::size_t>(calls));
    const auto work = [&](int call) {
      Member& member = crew[static_cast<std::size_t>(call)];
      exec::Post* post = member.post.get();
      member.start_sample(sample);
      for (;;) {
        const std::size_t from = next.fetch_add(programs_at_once, std::memory_order_relaxed);
        if (from >= todo.size()) return;
        for (std::size_t k = from; k < std::min(from + programs_at_once, todo.size()); ++k) {
          if (options.cancellation != nullptr && options.cancellation->cancelled()) throw exec::Stopped{};
          const ProgramId program = unit.programs[todo[k]];
          if (post != nullptr) post->begin(tag_of(program, id));
          out.verdicts[k] = member.evaluate(program, sample, options.keep != Keep::none, tag_of(program, id));
          if (post != nullptr) post->end();
        }
      }
    };
    executor.run(calls, work, times);
    give_back(std::move(crew));
    for (const exec::CallTimes& t : times) {
      out.timing.cpu_ns += t.cpu_ns;
      out.timing.queue_ns += t.queue_ns;
    }
    out.timing.wall_ns = wall_ns() - start;
    return out;
  }

 private:
  std::string described(std::uint64_t tag) const {
    const SampleId sample(static_cast<std::uint32_t>(tag));
    const arc::Task& task = dataset.task(dataset.task_of(sample));
    return fmt::format("program {} on sample {} of task {}", programs[tag >> 32].name,
                       sample.value - dataset.first_sample(dataset.task_of(sample)).value, task.id);
  }
  Crew make_crew() const {
    Crew crew;
    for (int t = 0; t < options.threads; ++t) {
      crew.push_back({std::make_unique<Evaluator>(graph, options.set_order, options.limits, options.warm_bytes,
                                                  options.cancellation),
                      nullptr, nullptr, false});
      if (lowered) {
        crew.back().lanes = std::make_unique<LaneEvaluator>(graph, *lowered, options.set_order, options.limits,
                                                            options.cancellation);
      }
      if (options.watch == nullptr) continue;
      crew.back().post = std::make_unique<exec::Post>(*options.watch, longest_wall_ns(options.limits),
                                                      [this](std::uint64_t tag) { return described(tag); });
    }
    return crew;
  }
  /// As many crews come to be as there are samples at once.
  Crew take_crew() {
    {
      std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Crew crew = std::move(idle_.back());
        idle_.pop_back();
        return crew;
      }
    }
    return make_crew();
  }
  void give_back(Crew crew) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(crew));
  }

  std::mutex mutex_;
  std::vector<Crew> idle_;
};

Scorer::Scorer(const arc::Dataset& dataset, std::span<const dsl::Program> programs, const ScoreOptions& options)
    : impl_(std::make_unique<Impl>(dataset, programs, options)) {}

Scorer::~Scorer() = default;

UnitResult Scorer::score(const UnitSpec& unit, const Progress& progress) {
  Impl& s = *impl_;
  const arc::Task& task = s.dataset.task(unit.task);
  BATTALION_EXPECT(unit.first_sample + unit.sample_count <= task.samples.size());
  const std::int64_t unit_start = wall_ns();
  const SampleId first(s.dataset.first_sample(unit.task).value + unit.first_sample);
  const auto id = [&](std::uint32_t r) { return SampleId(first.value + r); };
  const auto sample = [&](std::uint32_t r) -> const arc::Sample& { return task.samples[unit.first_sample + r]; };
  UnitTally tally(s.options, unit, first, s.first_columns(unit));
  if (s.options.samples.kind == exec::SamplePolicy::Kind::sequential) {
    for (std::uint32_t r = 0; r < unit.sample_count; ++r) {
      const auto todo = tally.todo();
      tally.add(r, sample(r), s.evaluate(unit, id(r), todo), progress);
    }
  } else {
    // What early stop skips is known only afterwards: it is evaluated, and then skipped.
    const auto todo = tally.todo();
    std::vector<Evaluated> evaluated(unit.sample_count);
    s.runner.run(static_cast<int>(unit.sample_count), [&](int r) {
      evaluated[static_cast<std::size_t>(r)] = s.evaluate(unit, id(static_cast<std::uint32_t>(r)), todo);
    });
    for (std::uint32_t r = 0; r < unit.sample_count; ++r) tally.add(r, sample(r), evaluated[r], progress);
  }
  UnitResult result = tally.finish();
  result.busy_ns = wall_ns() - unit_start;
  return result;
}

}  // namespace battalion::score
