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
#include "score/device_ahead.hpp"
#include "score/equal_programs.hpp"
#include "score/foreign_ahead.hpp"
#include "score/turn.hpp"
#include "score/unit_tally.hpp"

namespace battalion::score {
namespace {

/// Samples that the lanes take side by side at most: a program's operations stay in the caches from one to the next.
constexpr std::size_t samples_together = 8;
/// What the seats of a worker may take, beyond the first: a large battery knows much of each sample, and there is no cache for it.
constexpr std::size_t seats_bytes = std::size_t{16} << 20;

/// Those that share the samples' programs.
using Crew = std::vector<Member>;

}  // namespace

struct Scorer::Impl {
  const arc::Dataset& dataset;
  const ScoreOptions options;
  const std::span<const dsl::Program> programs;
  const battery::Graph graph;
  const std::vector<ProgramId> first_same;  ///< [program]
  const std::optional<LoweredBattery> lowered;
  std::unique_ptr<DeviceAhead> device;
  bool device_lost = false;
  exec::Executor executor;
  exec::SampleRunner runner;
  std::optional<ForeignAhead> foreign;

  Impl(const arc::Dataset& d, std::span<const dsl::Program> p, const ScoreOptions& o)
      : dataset(d),
        options(o),
        programs(p),
        graph(programs),
        first_same(first_of_same_walks(graph)),
        lowered(o.engine != Engine::interpreter && o.limits.steps == 0 ? std::optional<LoweredBattery>(graph) : std::nullopt),
        executor(o.threads),
        runner(o.samples, executor) {
    give_back(make_crew());
    if (o.engine == Engine::cuda && lowered && o.device) use_device();
    if (std::any_of(p.begin(), p.end(), [](const dsl::Program& program) { return program.foreign(); })) {
      foreign.emplace(dataset, programs, options, [this](std::uint64_t tag) { return described(tag); });
    }
  }

  void use_device() {
    on_device([&] { device = std::make_unique<DeviceAhead>(dataset, programs, first_same, options); });
  }
  std::optional<DeviceAnswers> ask_device(const UnitSpec& unit) {
    std::optional<DeviceAnswers> told;
    if (device != nullptr) on_device([&] { told = device->take(unit); });
    return told;
  }
  /// Where the device fails its units go on on the CPU.
  template <class Fn>
  void on_device(const Fn& fn) {
    try {
      fn();
    } catch (const kernels::cuda::DeviceError& error) {
      device.reset();
      device_lost = true;
      if (!options.tell) return;
      options.tell(fmt::format("the device {} ({}) is given up: {}; its pairs go on on the CPU", options.device->uuid, options.device->name, error.what()));
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

  /// How many samples evaluate() takes best. The interpreter knows one sample at a time.
  std::size_t together() const {
    if (!lowered) return 1;
    return std::clamp<std::size_t>(seats_bytes / LaneEvaluator::seat_bytes(graph, *lowered), 1, samples_together);
  }

  /// Evaluates the programs of `todo` (indices into unit.programs) on `count` samples, in parallel; [r].verdicts[k] is
  /// that of todo[k] on the r-th of them. Any thread may call it.
  std::vector<Evaluated> evaluate(const UnitSpec& unit, SampleId first, std::size_t count, std::span<const std::uint32_t> todo,
                                  const Ahead& ahead) {
    BATTALION_EXPECT(count <= together());
    std::vector<Evaluated> out(count);
    for (Evaluated& e : out) e.verdicts.resize(todo.size());
    const std::int64_t start_ns = unix_ns(), start = wall_ns();
    Crew crew = take_crew();
    std::atomic<std::size_t> next{0};
    const int calls = static_cast<int>(std::clamp<std::size_t>(Turn::pieces(todo.size()), 1, crew.size()));
    std::vector<exec::CallTimes> times(static_cast<std::size_t>(calls));
    Leftovers left(count);
    std::vector<Turn> turns;
    turns.reserve(static_cast<std::size_t>(calls));
    for (int call = 0; call < calls; ++call) {
      turns.emplace_back(dataset, options, crew[static_cast<std::size_t>(call)], unit, first, todo, left, out, ahead);
    }
    executor.run(calls, [&](int call) { turns[static_cast<std::size_t>(call)].go(next); }, times);
    const std::int64_t wall = wall_ns() - start;
    give_back(std::move(crew));
    share_out(turns, times, wall, out);
    if (ahead.foreign != nullptr) {
      for (std::uint32_t r = 0; r < count; ++r) {
        const SampleTiming& more = ahead.foreign->spent(first.value + r - dataset.first_sample(unit.task).value - unit.first_sample);
        SampleTiming& timing = out[r].timing;
        timing.wall_ns += more.wall_ns;
        timing.cpu_ns += more.cpu_ns;
        timing.queue_ns += more.queue_ns;
      }
    }
    // One after the other, as if each had been alone.
    std::int64_t at = start_ns;
    for (Evaluated& e : out) {
      e.timing.start_ns = at;
      at += e.timing.wall_ns;
    }
    return out;
  }

 private:
  /// A call's CPU and queue time, and the wall time of all, in the shares in which the calls' wall time was spent on the samples.
  static void share_out(const std::vector<Turn>& turns, const std::vector<exec::CallTimes>& times, std::int64_t wall_ns,
                        std::vector<Evaluated>& out) {
    const auto share = [](std::int64_t of, std::int64_t part, std::int64_t all) {
      return all == 0 ? 0 : static_cast<std::int64_t>(static_cast<double>(of) * static_cast<double>(part) / static_cast<double>(all));
    };
    std::int64_t all_of_all = 0;
    std::vector<std::int64_t> of_sample(out.size(), 0);
    for (std::size_t c = 0; c < turns.size(); ++c) {
      std::int64_t all = 0;
      for (const std::int64_t ns : turns[c].spent_ns()) all += ns;
      for (std::size_t r = 0; r < out.size(); ++r) {
        const std::int64_t part = turns[c].spent_ns()[r];
        of_sample[r] += part;
        out[r].timing.cpu_ns += share(times[c].cpu_ns, part, all);
        out[r].timing.queue_ns += share(times[c].queue_ns, part, all);
      }
      all_of_all += all;
    }
    for (std::size_t r = 0; r < out.size(); ++r) {
      // Where there was nothing to do, in equal parts.
      out[r].timing.wall_ns = all_of_all == 0 ? wall_ns / static_cast<std::int64_t>(out.size()) : share(wall_ns, of_sample[r], all_of_all);
    }
  }

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
                      nullptr, nullptr});
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

void Scorer::expect(const UnitSpec& unit) {
  if (impl_->device != nullptr) impl_->device->expect(unit);
}

UnitResult Scorer::score(const UnitSpec& unit, const Progress& progress) {
  Impl& s = *impl_;
  const arc::Task& task = s.dataset.task(unit.task);
  BATTALION_EXPECT(unit.first_sample + unit.sample_count <= task.samples.size());
  const std::int64_t unit_start = wall_ns();
  const SampleId first(s.dataset.first_sample(unit.task).value + unit.first_sample);
  const auto id = [&](std::uint32_t r) { return SampleId(first.value + r); };
  const auto sample = [&](std::uint32_t r) -> const arc::Sample& { return task.samples[unit.first_sample + r]; };
  const std::optional<DeviceAnswers> answers = s.ask_device(unit);
  UnitTally tally(s.options, unit, first, s.first_columns(unit));
  std::optional<ForeignAnswers> foreign;
  if (s.foreign) foreign = s.foreign->answer(unit, tally.todo(), s.executor);
  const Ahead ahead{answers ? &*answers : nullptr, s.device_lost ? "device failed" : nullptr, foreign ? &*foreign : nullptr};
  if (s.options.samples.kind == exec::SamplePolicy::Kind::sequential) {
    // With early stop, what to evaluate on a sample hangs on the one before.
    const auto together = static_cast<std::uint32_t>(s.options.early_stop ? 1 : s.together());
    for (std::uint32_t r = 0; r < unit.sample_count; r += together) {
      const auto todo = tally.todo();
      const std::vector<Evaluated> evaluated = s.evaluate(unit, id(r), std::min(together, unit.sample_count - r), todo, ahead);
      for (std::uint32_t k = 0; k < evaluated.size(); ++k) tally.add(r + k, sample(r + k), evaluated[k], progress);
    }
  } else {
    // What early stop skips is known only afterwards: it is evaluated, and then skipped.
    const auto todo = tally.todo();
    std::vector<Evaluated> evaluated(unit.sample_count);
    s.runner.run(static_cast<int>(unit.sample_count), [&](int r) {
      evaluated[static_cast<std::size_t>(r)] = std::move(s.evaluate(unit, id(static_cast<std::uint32_t>(r)), 1, todo, ahead).front());
    });
    for (std::uint32_t r = 0; r < unit.sample_count; ++r) tally.add(r, sample(r), evaluated[r], progress);
  }
  UnitResult result = tally.finish();
  result.busy_ns = wall_ns() - unit_start;
  return result;
}

}  // namespace battalion::score
