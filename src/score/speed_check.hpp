#pragma once
// Every program on the samples of its own task, all programs in parallel: which are slow, which fail.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arc/dataset.hpp"
#include "dsl/program.hpp"
#include "dsl/set_order.hpp"
#include "exec/grace_watch.hpp"
#include "exec/limits.hpp"
#include "score/foreign.hpp"
#include "score/result.hpp"

namespace battalion::score {

struct SpeedOptions {
  exec::Limits limits{};
  dsl::SetOrder set_order = dsl::SetOrder::cpython;
  int threads = 1;  ///< workers that share the programs
  exec::GraceWatch* watch = nullptr;  ///< is told of programs that do not come back; not owned
  ForeignEngine* foreign = nullptr;   ///< runs programs of other languages; needed where there are such; not owned
  // Several processes may take a share each: of the programs to run, dearest first, number `share` and every
  // `shares`-th after it. The others are as if they had not been run.
  std::uint32_t share = 0;
  std::uint32_t shares = 1;
};

/// The first sample that a program did not get right.
struct SpeedFailure {
  Outcome outcome = Outcome::wrong;
  std::uint32_t sample = 0;  ///< within the task
  std::string kind;          ///< as ErrorKind has them; empty for a wrong answer
  std::string message;
};

struct ProgramSpeed {
  std::optional<TaskId> task;  ///< that it belongs to under `own`; none: it is not run
  ProgramId first_equal;       ///< first program of the same canonical digest; itself where it is the first
  ProgramId run_as;            ///< first program of the same digest and task: that one alone is run
  std::uint32_t samples = 0;   ///< that it was run on; 0 where it was not run
  std::int64_t wall_ns = 0;    ///< over these samples, alone on its worker
  std::int64_t cpu_ns = 0;     ///< likewise
  std::int64_t worst_wall_ns = 0;
  std::int64_t worst_cpu_ns = 0;
  std::uint32_t worst_sample = 0;  ///< within the task: the one of most CPU time
  std::array<std::uint32_t, outcome_count> outcomes{};  ///< by code
  /// None where all is well; a test without a known answer is no failure.
  std::optional<SpeedFailure> failure;
};

struct SpeedCheck {
  std::vector<ProgramSpeed> programs;  ///< [program]
  std::int64_t wall_ns = 0;            ///< of running them all
  std::int64_t cpu_ns = 0;             ///< of all workers; wall/CPU well above 1/threads: they were kept waiting
  int threads = 1;                     ///< workers that had something to do
};

/// Runs every program that has a task on all its samples, one after the other, each program as if alone and under
/// the limits; workers draw programs, those that look dearest first. But for times, the result does not depend on
/// `threads`.
SpeedCheck check_speed(const arc::Dataset& dataset, std::span<const dsl::Program> programs,
                       const SpeedOptions& options);

}  // namespace battalion::score
