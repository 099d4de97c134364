#pragma once
// The thread of a rank that scores. The main thread gives it units and takes what it has finished,
// and is never kept waiting by a unit being scored.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/job.hpp"
#include "base/spent.hpp"
#include "exec/cancellation.hpp"
#include "sched/protocol.hpp"
#include "score/scorer.hpp"

namespace battalion::app {

/// Scores one unit; the sweep's is Scorer::score, tests have their own.
using ScoreUnit =
    std::function<score::UnitResult(const score::UnitSpec&, const score::Scorer::Progress&)>;
/// What a rank's units are scored by.
struct UnitScorer {
  ScoreUnit score;
  std::function<void(const score::UnitSpec&)> expect;  ///< told of units that are to come; may be empty

  template <class F>
  UnitScorer(F f) : score(std::move(f)) {}  // NOLINT: a ScoreUnit is one
};
/// Tells of a call that does not come back though its limits and a grace period have passed: what it runs. Any thread.
using TellOverdue = std::function<void(const std::string&)>;
/// Makes a UnitScorer, on the scoring thread. Once `cancellation` is raised it throws exec::Stopped soon.
using MakeScorer = std::function<UnitScorer(const Job&, const TellOverdue&, const exec::Cancellation& cancellation)>;

/// MakeScorer of the real thing.
UnitScorer make_scorer(const Job& job, const TellOverdue& overdue, const exec::Cancellation& cancellation);

struct Finished {
  score::UnitResult result;
  sched::wire::OutcomeCounts unreported{};  ///< its outcomes that no News has carried as running
  std::uint64_t set_order_dependent = 0;
};

struct News {
  std::vector<Finished> finished;        ///< in the order of scoring
  sched::wire::OutcomeCounts running{};  ///< of the unit being scored, since the last news
  Spent making;                          ///< of making the scorer; told once
};

class Worker {
 public:
  /// `job` must outlive it.
  Worker(const Job& job, MakeScorer make);
  /// Waits for the unit being scored and drops the others.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void add(UnitId unit);
  /// Drops the units that are not begun.
  void drop_waiting();
  /// Has the unit being scored, if any, given up: it is never heard of again.
  void cancel() { cancellation_.cancel(); }
  /// Nothing is being scored or waiting, and all that was finished is taken.
  bool idle();
  /// What has happened since the last call. Once all that was finished is taken, throws what scoring threw, or of a
  /// call that does not come back; then the worker is dead.
  News take();
  /// Returns when take() has a finished unit or an exception to tell of, or after `most`.
  void wait(std::chrono::microseconds most);

 private:
  void run();
  void fail(std::exception_ptr error);
  void score(const UnitScorer& scorer, UnitId unit);

  const Job& job_;
  MakeScorer make_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<UnitId> queue_;
  std::vector<UnitId> fresh_;  ///< of the queue, not yet told to the scorer
  News news_;
  sched::wire::OutcomeCounts taken_{};  ///< of the unit being scored, already told as running
  std::exception_ptr error_;
  bool stop_ = false;
  bool scoring_ = false;
  exec::Cancellation cancellation_;
  std::thread thread_;  ///< last: starts when all else is there
};

}  // namespace battalion::app
