#include "score/scorer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "battery/graph.hpp"
#include "exec/executor.hpp"
#include "score/error_list.hpp"
#include "score/evaluator.hpp"
#include "score/lane_evaluator.hpp"
#include "score/judge.hpp"

namespace battalion::score {
namespace {

/// Programs that a worker takes at once: neighbours in the battery share more nodes than strangers.
constexpr std::size_t programs_at_once = 32;

struct Split {
  std::int64_t wall = 0, cpu = 0;
};

/// Which answers of a sample are kept, for --keep.
class Keeper {
 public:
  explicit Keeper(Keep keep) : keep_(keep) {}
  /// Programs in ascending order.
  void offer(SampleId sample, ProgramId program, const Cell& cell, const std::optional<arc::Grid>& grid,
             std::vector<KeptOutput>& kept) {
    if (!grid) return;
    if (keep_ == Keep::best && best_at_ != none) {
      KeptOutput& best = kept[best_at_];
      if (cell.cells_right > best_right_) {
        best = {sample, program, *grid};
        best_right_ = cell.cells_right;
      }
      return;
    }
    best_at_ = kept.size();
    best_right_ = cell.cells_right;
    kept.push_back({sample, program, *grid});
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  const Keep keep_;
  std::size_t best_at_ = none;
  std::uint16_t best_right_ = 0;
};

/// [program] the first that walks the same nodes in the same order to the same result; itself where it is the first.
/// A canonical digest says less: with lines in another order another error, or another limit, may be met first.
std::vector<ProgramId> first_of_same_walks(const battery::Graph& graph) {
  std::unordered_multimap<std::uint64_t, ProgramId> firsts;
  std::vector<ProgramId> out;
  for (std::uint32_t p = 0; p < graph.program_count(); ++p) {
    const ProgramId id(p);
    const auto [from, to] = firsts.equal_range(graph.digest(id));
    const auto same = std::find_if(from, to, [&](const auto& first) {
      return graph.result(first.second) == graph.result(id) && std::ranges::equal(graph.walk(first.second), graph.walk(id));
    });
    out.push_back(same == to ? id : same->second);
    if (same == to) firsts.emplace(graph.digest(id), id);
  }
  return out;
}

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
    if (lanes) {
      if (auto verdict = lanes->evaluate(program, want_grid)) {
        verdict->engine = Engine::lanes;
        return std::move(*verdict);
      }
    }
    if (lanes && post) {
      // All over again, with all its time.
      post->end();
      post->begin(tag);
    }
    if (!interpreting) evaluator->start_sample(sample.input);
    interpreting = true;
    Verdict verdict = judge(evaluator->evaluate(program), sample, want_grid);
    if (lanes) verdict.punt = lanes->punt();
    return verdict;
  }
};
/// Those that share a sample's programs.
using Crew = std::vector<Member>;

/// What a post is told: a program and a sample of the dataset.
std::uint64_t tag_of(ProgramId program, SampleId sample) {
  return std::uint64_t{program.value} << 32 | sample.value;
}

/// What evaluating a sample gave.
struct Evaluated {
  std::vector<Verdict> verdicts;  ///< [todo]
  SampleTiming timing;
};

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

namespace {

/// Puts evaluated samples into a unit's result, in the order of the samples.
class UnitTally {
 public:
  UnitTally(const ScoreOptions& options, const UnitSpec& unit, SampleId first_sample, std::vector<std::uint32_t> first)
      : options_(options), unit_(unit), first_(std::move(first)), place_(unit.programs.size()), stopped_(unit.programs.size()) {
    result_.unit = unit.unit;
    result_.task = unit.task;
    result_.first_sample = first_sample;
    result_.sample_count = unit.sample_count;
    result_.programs = unit.programs;
    result_.cells.resize(unit.sample_count * unit.programs.size());
    result_.timings.resize(unit.sample_count);
  }

  /// The columns to evaluate on the next sample: one of those that do the same, none that early stop has stopped.
  std::span<const std::uint32_t> todo() {
    todo_.clear();
    for (std::uint32_t c = 0; c < first_.size(); ++c) {
      if (stopped_[c] || first_[c] != c) continue;
      place_[c] = static_cast<std::uint32_t>(todo_.size());
      todo_.push_back(c);
    }
    return todo_;
  }

  /// Takes in sample `r`, evaluated for what todo() last gave.
  void add(std::uint32_t r, const arc::Sample& sample, const Evaluated& evaluated, const Scorer::Progress& progress) {
    const std::int64_t start = wall_ns();
    Cell* row = result_.cells.data() + r * first_.size();
    std::array<std::uint64_t, outcome_count> counts{};
    Keeper keeper(options_.keep);
    for (std::uint32_t c = 0; c < first_.size(); ++c) {
      Cell& cell = row[c];
      if (stopped_[c]) {
        cell.outcome = static_cast<std::uint8_t>(Outcome::skipped);
      } else {
        const Verdict& v = evaluated.verdicts[place_[first_[c]]];
        cell = v.cell;
        ++answered_[{v.engine, v.punt}];
        if (v.error_kind != nullptr) cell.error = errors_.number({v.error_kind, v.error_message});
        keeper.offer(SampleId(result_.first_sample.value + r), unit_.programs[c], cell, v.grid, result_.kept);
      }
      ++counts[static_cast<int>(cell.kind())];
    }
    // Afterwards: a column and the first that does the same stop together.
    if (options_.early_stop && sample.split == arc::Split::demo) {
      for (std::uint32_t c = 0; c < first_.size(); ++c) {
        if (row[c].kind() != Outcome::exact) stopped_[c] = true;
      }
    }
    SampleTiming& timing = result_.timings[r];
    timing = evaluated.timing;
    timing.wall_ns += wall_ns() - start;
    splits_[static_cast<int>(sample.split)].wall += timing.wall_ns;
    splits_[static_cast<int>(sample.split)].cpu += timing.cpu_ns;
    if (progress) progress(counts);
  }

  UnitResult finish() {
    result_.errors = errors_.take();
    for (const auto& [what, pairs] : answered_) {
      result_.answered.push_back({what.first, std::string(what.second), pairs});
    }
    const Phase phases[] = {Phase::demo, Phase::test};
    for (int k = 0; k < 2; ++k) {
      if (splits_[k].wall == 0) continue;
      result_.phases.push_back({unit_.task, static_cast<std::uint8_t>(phases[k]), splits_[k].wall, splits_[k].cpu});
    }
    return std::move(result_);
  }

 private:
  const ScoreOptions& options_;
  const UnitSpec& unit_;
  const std::vector<std::uint32_t> first_;  ///< [column] the first that does the same
  std::vector<std::uint32_t> place_;        ///< [column] in todo; of first columns alone
  std::vector<bool> stopped_;               ///< [column]
  std::vector<std::uint32_t> todo_;
  std::array<Split, 2> splits_;
  ErrorList errors_;
  std::map<std::pair<Engine, std::string_view>, std::uint64_t> answered_;
  UnitResult result_;
};

}  // namespace

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

std::vector<std::uint64_t> canonical_digests(std::span<const dsl::Program> programs) {
  return canonical_digests(battery::Graph(programs));
}

std::vector<std::uint64_t> canonical_digests(const battery::Graph& graph) {
  std::vector<std::uint64_t> out;
  for (std::uint32_t p = 0; p < graph.program_count(); ++p) out.push_back(graph.digest(ProgramId(p)));
  return out;
}

std::vector<ProgramId> first_of_equals(std::span<const std::uint64_t> digests) {
  std::unordered_map<std::uint64_t, ProgramId> first;
  std::vector<ProgramId> out;
  for (std::uint32_t p = 0; p < digests.size(); ++p) {
    out.push_back(first.emplace(digests[p], ProgramId(p)).first->second);
  }
  return out;
}

}  // namespace battalion::score
