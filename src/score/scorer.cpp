#include "score/scorer.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "battery/graph.hpp"
#include "exec/executor.hpp"
#include "score/error_list.hpp"
#include "score/evaluator.hpp"
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

}  // namespace

struct Scorer::Impl {
  const arc::Dataset& dataset;
  const ScoreOptions options;
  const battery::Graph graph;
  const std::vector<ProgramId> first_same;  ///< [program]
  exec::Executor executor;
  std::vector<std::unique_ptr<Evaluator>> evaluators;  ///< [threads]

  Impl(const arc::Dataset& d, std::span<const dsl::Program> programs, const ScoreOptions& o)
      : dataset(d), options(o), graph(programs), first_same(first_of_same_walks(graph)), executor(o.threads) {
    for (int t = 0; t < o.threads; ++t) {
      evaluators.push_back(std::make_unique<Evaluator>(graph, o.set_order, o.limits, o.warm_bytes));
    }
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
  /// that of todo[k].
  std::vector<Verdict> evaluate(const UnitSpec& unit, const arc::Sample& sample, const std::vector<std::uint32_t>& todo,
                                SampleTiming& timing) {
    std::vector<Verdict> verdicts(todo.size());
    std::atomic<std::size_t> next{0};
    const int calls = static_cast<int>(
        std::clamp<std::size_t>((todo.size() + programs_at_once - 1) / programs_at_once, 1, evaluators.size()));
    std::vector<exec::CallTimes> times(static_cast<std::size_t>(calls));
    const auto work = [&](int call) {
      Evaluator& evaluator = *evaluators[static_cast<std::size_t>(call)];
      evaluator.start_sample(sample.input);
      for (;;) {
        const std::size_t from = next.fetch_add(programs_at_once, std::memory_order_relaxed);
        if (from >= todo.size()) return;
        for (std::size_t k = from; k < std::min(from + programs_at_once, todo.size()); ++k) {
          const Evaluation e = evaluator.evaluate(unit.programs[todo[k]]);
          verdicts[k] = judge(e, sample, options.keep != Keep::none);
        }
      }
    };
    executor.run(calls, work, times);
    for (const exec::CallTimes& t : times) {
      timing.cpu_ns += t.cpu_ns;
      timing.queue_ns += t.queue_ns;
    }
    return verdicts;
  }
};

Scorer::Scorer(const arc::Dataset& dataset, std::span<const dsl::Program> programs, const ScoreOptions& options)
    : impl_(std::make_unique<Impl>(dataset, programs, options)) {}

Scorer::~Scorer() = default;

UnitResult Scorer::score(const UnitSpec& unit, const Progress& progress) {
  Impl& s = *impl_;
  const arc::Task& task = s.dataset.task(unit.task);
  BATTALION_EXPECT(unit.first_sample + unit.sample_count <= task.samples.size());
  const std::size_t columns = unit.programs.size();
  const std::int64_t unit_start = wall_ns();

  UnitResult result;
  result.unit = unit.unit;
  result.task = unit.task;
  result.first_sample = SampleId(s.dataset.first_sample(unit.task).value + unit.first_sample);
  result.sample_count = unit.sample_count;
  result.programs = unit.programs;
  result.cells.resize(unit.sample_count * columns);
  result.timings.resize(unit.sample_count);

  ErrorList errors;
  const std::vector<std::uint32_t> first = s.first_columns(unit);
  std::vector<std::uint32_t> place(columns);  // [column] in todo; of first columns alone
  std::vector<bool> stopped(columns, false);
  std::array<Split, 2> splits;
  std::vector<std::uint32_t> todo;
  for (std::uint32_t r = 0; r < unit.sample_count; ++r) {
    const arc::Sample& sample = task.samples[unit.first_sample + r];
    SampleTiming& timing = result.timings[r];
    timing.start_ns = unix_ns();
    const std::int64_t start = wall_ns();
    Cell* row = result.cells.data() + r * columns;
    std::array<std::uint64_t, outcome_count> counts{};
    todo.clear();
    for (std::uint32_t c = 0; c < columns; ++c) {
      if (stopped[c]) {
        row[c].outcome = static_cast<std::uint8_t>(Outcome::skipped);
        ++counts[static_cast<int>(Outcome::skipped)];
      } else if (first[c] == c) {
        place[c] = static_cast<std::uint32_t>(todo.size());
        todo.push_back(c);
      }
    }
    const auto verdicts = s.evaluate(unit, sample, todo, timing);
    Keeper keeper(s.options.keep);
    for (std::uint32_t c = 0; c < columns; ++c) {
      if (stopped[c]) continue;
      const Verdict& v = verdicts[place[first[c]]];
      Cell& cell = row[c];
      cell = v.cell;
      if (v.error_kind != nullptr) cell.error = errors.number({v.error_kind, v.error_message});
      ++counts[static_cast<int>(cell.kind())];
      keeper.offer(SampleId(result.first_sample.value + r), unit.programs[c], cell, v.grid, result.kept);
    }
    // Afterwards: a column and the first that does the same stop together.
    for (std::uint32_t c = 0; c < columns; ++c) {
      if (s.options.early_stop && sample.split == arc::Split::demo && row[c].kind() != Outcome::exact) stopped[c] = true;
    }
    timing.wall_ns = wall_ns() - start;
    splits[static_cast<int>(sample.split)].wall += timing.wall_ns;
    splits[static_cast<int>(sample.split)].cpu += timing.cpu_ns;
    if (progress) progress(counts);
  }
  result.errors = errors.take();
  const Phase phases[] = {Phase::demo, Phase::test};
  for (int k = 0; k < 2; ++k) {
    if (splits[k].wall == 0) continue;
    result.phases.push_back({unit.task, static_cast<std::uint8_t>(phases[k]), splits[k].wall, splits[k].cpu});
  }
  result.busy_ns = wall_ns() - unit_start;
  return result;
}

std::vector<std::uint64_t> canonical_digests(std::span<const dsl::Program> programs) {
  const battery::Graph graph(programs);
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
