#include "score/device_ahead.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>
#include <utility>

#include "base/contract.hpp"
#include "exec/timed_call.hpp"

namespace battalion::score {

namespace cuda = kernels::cuda;
using kernels::PairAnswer;

namespace {

/// Pairs of a batch at most, and where grids come back, which are half a kilobyte each.
constexpr std::uint32_t most_pairs = 1u << 20, most_pairs_with_grids = 1u << 16;
/// A pair that takes longer on the device is told elsewhere. One warp is slow: for the longest pairs a core is the better place.
constexpr std::uint64_t patience_ns = 250'000'000;
constexpr std::chrono::microseconds nap{50};

cuda::EngineOptions engine_options(const ScoreOptions& o) {
  const bool grids = o.keep != Keep::none;
  // What keeps to a limit on the device, which is slower, keeps to it on a core.
  std::uint64_t patience = patience_ns;
  for (const std::int64_t limit : {o.limits.cpu_ns, o.limits.wall_ns}) {
    if (limit != 0) patience = std::min(patience, static_cast<std::uint64_t>(limit));
  }
  return {.limits = {.patience_ns = patience, .memory = o.limits.memory, .cpython = o.set_order == dsl::SetOrder::cpython},
          .most_pairs = grids ? most_pairs_with_grids : most_pairs,
          .grids = grids};
}

}  // namespace

DeviceAnswers::DeviceAnswers(std::size_t samples, std::size_t columns, bool grids) : columns_(columns) {
  PairAnswer none{};
  none.outcome = kernels::PairOutcome::punted;
  none.reason = kernels::punt_absent;
  answers_.resize(samples * columns, none);
  if (grids) grids_.resize(samples * columns);
}

DeviceAhead::DeviceAhead(const arc::Dataset& dataset, std::span<const dsl::Program> programs, std::span<const ProgramId> first_same,
                         const ScoreOptions& options)
    : dataset_(dataset), first_same_(first_same), options_(options), images_(programs) {
  BATTALION_EXPECT(options.device.has_value());
  std::vector<kernels::PairSample> samples;
  for (const arc::Task& task : dataset.tasks()) {
    for (const arc::Sample& sample : task.samples) samples.push_back(to_pair_sample(sample));
  }
  engine_ = std::make_unique<cuda::Engine>(*options.device, images_.images(), samples, engine_options(options));
  for (const kernels::ProgramImage& image : images_.images()) cost_ns_.push_back(static_cast<double>(image.code.instructions.size()));
}

DeviceAhead::Work& DeviceAhead::known(const UnitSpec& unit) {
  auto& work = work_[unit.unit];
  if (work == nullptr) {
    work = std::make_unique<Work>(Work{unit, {}});
    waiting_.push_back(work.get());
  }
  return *work;
}

void DeviceAhead::expect(const UnitSpec& unit) { known(unit); }

DeviceAnswers DeviceAhead::take(const UnitSpec& unit) {
  Work& work = known(unit);
  wait_for(work);
  DeviceAnswers answers = std::move(work.answers);
  work_.erase(unit.unit);
  return answers;
}

void DeviceAhead::wait_for(Work& work) {
  // Once it is asked for, it goes before others.
  const auto at = std::find(waiting_.begin(), waiting_.end(), &work);
  if (at != waiting_.end()) std::rotate(waiting_.begin(), at, at + 1);
  for (;;) {
    const int other = (next_slot_ + 1) % cuda::Engine::slots;
    // One batch is enough to go on with, unless there is more than a batch of what is asked for.
    if (!runs(next_slot_) && !waiting_.empty() && (!runs(other) || waiting_.front() == &work)) {
      launch(next_slot_);
      next_slot_ = other;
    }
    if (work.is_done()) return;
    const int oldest = runs(next_slot_) ? next_slot_ : (next_slot_ + 1) % cuda::Engine::slots;
    while (!engine_->is_done(oldest)) {
      if (options_.cancellation != nullptr && options_.cancellation->cancelled()) throw exec::Stopped{};
      std::this_thread::sleep_for(nap);
    }
    collect(oldest);
  }
}

void DeviceAhead::gather(Batch& batch, Work& work, std::size_t from, std::size_t to) {
  const UnitSpec& unit = work.unit;
  const std::uint32_t first = dataset_.first_sample(unit.task).value + unit.first_sample;
  if (from == 0) work.answers = DeviceAnswers(unit.sample_count, unit.programs.size(), options_.keep != Keep::none);
  batch.of.push_back(&work);
  ++work.batches;
  for (std::size_t c = from; c < to; ++c) {
    const ProgramId p = unit.programs[c];
    const std::uint32_t image = images_.image_of(p);
    // One of those that do the same; the first of them may be in another unit.
    const bool again = first_same_[p.value] != p && std::binary_search(unit.programs.begin(), unit.programs.end(), first_same_[p.value]);
    if (image == ProgramImages::none || again) continue;
    for (std::uint32_t r = 0; r < unit.sample_count; ++r) {
      batch.pairs.push_back({image, first + r});
      batch.places.push_back({&work, static_cast<std::uint32_t>(r * unit.programs.size() + c)});
    }
  }
}

/// Program by program, the dearest first; a program's samples by size, so that those that go in step take about as long.
void DeviceAhead::order(Batch& batch) const {
  std::vector<std::uint32_t> by_size(batch.pairs.size());
  std::iota(by_size.begin(), by_size.end(), 0u);
  const auto cells = [&](std::uint32_t k) { return dataset_.sample(SampleId(batch.pairs[k].sample)).input.cells.size(); };
  std::sort(by_size.begin(), by_size.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto &x = batch.pairs[a], &y = batch.pairs[b];
    if (x.program != y.program) {
      return cost_ns_[x.program] != cost_ns_[y.program] ? cost_ns_[x.program] > cost_ns_[y.program] : x.program < y.program;
    }
    return std::pair(cells(b), a) < std::pair(cells(a), b);
  });
  std::vector<cuda::Pairing> pairs;
  std::vector<Place> places;
  for (const std::uint32_t k : by_size) pairs.push_back(batch.pairs[k]), places.push_back(batch.places[k]);
  batch.pairs = std::move(pairs);
  batch.places = std::move(places);
}

void DeviceAhead::launch(int slot) {
  Batch& batch = batches_[static_cast<std::size_t>(slot)];
  batch.pairs.clear(), batch.places.clear(), batch.of.clear();
  const std::size_t most = engine_options(options_).most_pairs;
  while (!waiting_.empty() && batch.pairs.size() < most) {
    Work& work = *waiting_.front();
    const std::size_t room = (most - batch.pairs.size()) / std::max<std::size_t>(work.unit.sample_count, 1);
    const std::size_t to = std::min(work.next_column + room, work.unit.programs.size());
    if (to == work.next_column && to < work.unit.programs.size()) break;
    gather(batch, work, work.next_column, to);
    work.next_column = to;
    if (to == work.unit.programs.size()) waiting_.pop_front();
  }
  order(batch);
  batch.runs = true;
  engine_->start(slot, batch.pairs);
}

void DeviceAhead::collect(int slot) {
  Batch& batch = batches_[static_cast<std::size_t>(slot)];
  const auto answers = engine_->finish(slot);
  const auto grids = engine_->grids(slot);
  std::vector<double> spent(cost_ns_.size());
  std::vector<std::uint32_t> count(cost_ns_.size());
  for (std::size_t k = 0; k < answers.size(); ++k) {
    const auto [work, index] = batch.places[k];
    work->answers.answers_[index] = answers[k];
    if (!grids.empty() && answers[k].digest != 0) work->answers.grids_[index] = grids[k];
    spent[batch.pairs[k].program] += answers[k].time_ns;
    ++count[batch.pairs[k].program];
  }
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (count[i] > 0) cost_ns_[i] = spent[i] / count[i];
  }
  for (Work* work : batch.of) --work->batches;
  batch.runs = false;
}

}  // namespace battalion::score
