#include "score/foreign_ahead.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <utility>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "score/evaluator.hpp"
#include "score/turn.hpp"

namespace battalion::score {

std::int64_t longest_ns_with(const ForeignEngine* engine, std::int64_t longest_ns) {
  if (engine == nullptr || longest_ns == 0) return longest_ns;
  return std::min(longest_ns, std::numeric_limits<std::int64_t>::max() - engine->patience_ns()) + engine->patience_ns();
}

ForeignAhead::ForeignAhead(const arc::Dataset& dataset, std::span<const dsl::Program> programs, const ScoreOptions& options,
                           std::function<std::string(std::uint64_t)> what)
    : dataset_(dataset), programs_(programs), options_(options) {
  BATTALION_EXPECT(options.foreign != nullptr);
  for (int t = 0; t < options.threads; ++t) {
    Member& member = members_.emplace_back();
    member.worker = options.foreign->make_worker(options.cancellation);
    if (options.watch == nullptr) continue;
    member.post = std::make_unique<exec::Post>(*options.watch, longest_ns_with(options.foreign, longest_wall_ns(options.limits)), what);
  }
}

ForeignAhead::~ForeignAhead() = default;

void ForeignAhead::run_column(Member& member, const UnitSpec& unit, std::uint32_t column, ForeignAnswers& answers) const {
  const SampleId first(dataset_.first_sample(unit.task).value + unit.first_sample);
  const ProgramId program = unit.programs[column];
  std::vector<const arc::Grid*> inputs;
  for (std::uint32_t r = 0; r < unit.sample_count; ++r) inputs.push_back(&dataset_.sample(SampleId(first.value + r)).input);
  const auto begin = [&](std::size_t r) {
    if (member.post) member.post->begin(tag_of(program, SampleId(first.value + static_cast<std::uint32_t>(r))));
  };
  const bool early = options_.early_stop;
  begin(0);
  try {
    member.worker->run(programs_[program.value], inputs, early, [&](std::size_t r, ForeignAnswer answer) {
      if (member.post) member.post->end();
      const arc::Sample& sample = dataset_.sample(SampleId(first.value + static_cast<std::uint32_t>(r)));
      Verdict& verdict = answers.verdicts_[r * answers.columns_ + column];
      verdict = judge(std::move(answer), sample, options_.keep != Keep::none);
      const bool stopped = early && sample.split == arc::Split::demo && verdict.cell.kind() != Outcome::exact;
      if (!stopped && r + 1 < inputs.size()) begin(r + 1);
      return !stopped;
    });
  } catch (...) {
    if (member.post) member.post->end();
    throw;
  }
}

ForeignAnswers ForeignAhead::answer(const UnitSpec& unit, std::span<const std::uint32_t> columns, exec::Executor& executor) {
  ForeignAnswers answers(unit.sample_count, unit.programs.size());
  std::vector<std::uint32_t> todo;
  for (const std::uint32_t c : columns) {
    if (!programs_[unit.programs[c].value].foreign()) continue;
    answers.is_foreign_[c] = true;
    todo.push_back(c);
  }
  if (todo.empty()) return answers;
  std::stable_partition(todo.begin(), todo.end(), [&](std::uint32_t c) {
    return options_.foreign->goes_with_others(programs_[unit.programs[c].value]);
  });
  const std::int64_t start = wall_ns();
  std::atomic<std::size_t> next{0};
  const int calls = static_cast<int>(std::min(todo.size(), members_.size()));
  std::vector<exec::CallTimes> times(static_cast<std::size_t>(calls));
  executor.run(
      calls,
      [&](int call) {
        for (std::size_t k; (k = next.fetch_add(1, std::memory_order_relaxed)) < todo.size();) {
          run_column(members_[static_cast<std::size_t>(call)], unit, todo[k], answers);
        }
      },
      times);
  const std::int64_t wall = wall_ns() - start;
  std::int64_t queued = 0, all = 0;
  for (const exec::CallTimes& t : times) queued += t.queue_ns;
  std::vector<std::int64_t> of_sample(unit.sample_count, 0);
  for (std::uint32_t r = 0; r < unit.sample_count; ++r) {
    for (const std::uint32_t c : todo) {
      const Verdict& verdict = answers.verdicts_[r * answers.columns_ + c];
      if (!verdict.foreign) continue;  // left out by early stop
      of_sample[r] += verdict.foreign->wall_ns;
      answers.spent_[r].cpu_ns += verdict.foreign->cpu_ns;
    }
    all += of_sample[r];
  }
  for (std::uint32_t r = 0; r < unit.sample_count; ++r) {
    const double share = all == 0 ? 1.0 / unit.sample_count : static_cast<double>(of_sample[r]) / static_cast<double>(all);
    answers.spent_[r].wall_ns = static_cast<std::int64_t>(static_cast<double>(wall) * share);
    answers.spent_[r].queue_ns = static_cast<std::int64_t>(static_cast<double>(queued) * share);
  }
  return answers;
}

}  // namespace battalion::score
