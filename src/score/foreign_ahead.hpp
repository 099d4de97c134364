#pragma once
// Programs of other languages on a unit's samples: worked out before the DSL's, all samples of a program at once.

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "arc/dataset.hpp"
#include "exec/executor.hpp"
#include "exec/grace_watch.hpp"
#include "score/judge.hpp"
#include "score/scorer.hpp"

namespace battalion::score {

/// What came of them.
class ForeignAnswers {
 public:
  ForeignAnswers(std::uint32_t samples, std::size_t columns)
      : columns_(columns), is_foreign_(columns, false), verdicts_(samples * columns), spent_(samples) {}

  bool has(std::uint32_t column) const { return is_foreign_[column]; }
  /// Once. Of a pair that early stop left out: an empty one.
  Verdict take(std::uint32_t sample, std::uint32_t column) { return std::move(verdicts_[sample * columns_ + column]); }
  /// What a sample's pairs took, to be added to that of its other pairs; start_ns is 0.
  const SampleTiming& spent(std::uint32_t sample) const { return spent_[sample]; }

 private:
  friend class ForeignAhead;
  std::size_t columns_;
  std::vector<bool> is_foreign_;
  std::vector<Verdict> verdicts_;    ///< [sample][column]
  std::vector<SampleTiming> spent_;  ///< [sample]
};

/// Holds a worker for each thread of the executor. Keeps references to all that it is given. For one unit at a time.
class ForeignAhead {
 public:
  /// what: as exec::Post's, for tags as tag_of() makes them. Throws what ForeignEngine::make_worker does.
  ForeignAhead(const arc::Dataset& dataset, std::span<const dsl::Program> programs, const ScoreOptions& options,
               std::function<std::string(std::uint64_t)> what);
  ~ForeignAhead();

  /// columns: of the unit, those to be run; others, and those of the DSL, are left alone. Throws as ForeignWorker::run.
  ForeignAnswers answer(const UnitSpec& unit, std::span<const std::uint32_t> columns, exec::Executor& executor);

 private:
  struct Member {
    std::unique_ptr<ForeignWorker> worker;
    std::unique_ptr<exec::Post> post;  ///< null where nobody watches
  };
  void run_column(Member& member, const UnitSpec& unit, std::uint32_t column, ForeignAnswers& answers) const;

  const arc::Dataset& dataset_;
  const std::span<const dsl::Program> programs_;
  const ScoreOptions& options_;
  std::vector<Member> members_;
};

}  // namespace battalion::score
