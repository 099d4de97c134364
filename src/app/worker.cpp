#include "app/worker.hpp"

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <utility>

#include "app/overdue.hpp"
#include "exec/timed_call.hpp"

namespace battalion::app {
namespace {

using sched::wire::OutcomeCounts;
static_assert(sched::wire::outcome_codes == score::outcome_count);

}  // namespace

UnitScorer make_scorer(const Job& job, const TellOverdue& overdue, const exec::Cancellation& cancellation) {
  const auto tell = [overdue](const std::string& what, std::int64_t seen_ns) {
    overdue(overdue_text(what, seen_ns));
  };
  const auto watch = std::make_shared<exec::GraceWatch>(grace_ns, tell);
  watch->start();
  score::ScoreOptions options = score_options(job);
  options.tell = [](const std::string& text) { std::fputs(("battalion: " + text + "\n").c_str(), stderr); };
  options.watch = watch.get();
  options.cancellation = &cancellation;
  // The scorer holds the watch: its posts go first.
  const std::shared_ptr<score::Scorer> scorer(new score::Scorer(job.dataset, job.programs, options),
                                              [watch](score::Scorer* s) { delete s; });
  UnitScorer by([scorer](const score::UnitSpec& unit, const score::Scorer::Progress& progress) { return scorer->score(unit, progress); });
  if (job.device) by.expect = [scorer](const score::UnitSpec& unit) { scorer->expect(unit); };
  return by;
}

Worker::Worker(const Job& job, MakeScorer make)
    : job_(job), make_(std::move(make)), thread_([this] { run(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::add(UnitId unit) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(unit);
    fresh_.push_back(unit);
  }
  changed_.notify_all();
}

void Worker::drop_waiting() {
  const std::lock_guard lock(mutex_);
  queue_.clear();
  fresh_.clear();
}

bool Worker::idle() {
  const std::lock_guard lock(mutex_);
  return !scoring_ && queue_.empty() && news_.finished.empty();
}

News Worker::take() {
  const std::lock_guard lock(mutex_);
  if (error_ && news_.finished.empty()) std::rethrow_exception(error_);
  for (std::size_t i = 0; i < taken_.size(); ++i) taken_[i] += news_.running[i];
  return std::exchange(news_, {});
}

void Worker::wait(std::chrono::microseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [this] { return error_ || !news_.finished.empty(); });
}

void Worker::run() {
  try {
    Spent making;
    const UnitScorer scorer = [&] {
      const Stretch stretch(making);
      return make_(
          job_, [this](const std::string& text) { fail(std::make_exception_ptr(std::runtime_error(text))); },
          cancellation_);
    }();
    {
      const std::lock_guard lock(mutex_);
      news_.making = making;
    }
    for (;;) {
      UnitId unit;
      std::vector<UnitId> fresh;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stop_ || !queue_.empty(); });
        if (stop_) return;
        unit = queue_.front();
        queue_.pop_front();
        fresh.swap(fresh_);
        scoring_ = true;
      }
      try {
        if (scorer.expect) {
          for (const UnitId id : fresh) scorer.expect(spec_of(job_, id));
        }
        score(scorer, unit);
      } catch (const exec::Stopped&) {
        // Half a unit is none.
      }
      {
        const std::lock_guard lock(mutex_);
        scoring_ = false;
      }
      changed_.notify_all();
    }
  } catch (...) {
    fail(std::current_exception());
  }
}

void Worker::fail(std::exception_ptr error) {
  {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
  }
  changed_.notify_all();
}

void Worker::score(const UnitScorer& scorer, UnitId unit) {
  Finished finished;
  finished.result = scorer.score(spec_of(job_, unit), [this](auto counts) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < counts.size(); ++i) news_.running[i] += counts[i];
  });
  for (const score::Cell& cell : finished.result.cells) {
    ++finished.unreported[static_cast<std::size_t>(cell.kind())];
    if (cell.set_order_dependent()) ++finished.set_order_dependent;
  }
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < taken_.size(); ++i) finished.unreported[i] -= taken_[i];
    taken_ = {};
    news_.running = {};  // told with the unit instead
    news_.finished.push_back(std::move(finished));
  }
  changed_.notify_all();
}

}  // namespace battalion::app
