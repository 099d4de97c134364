#pragma once
// Rank 0's side of the sweep: hears all ranks (itself among them), asks the coordinator what to do,
// and tells them.

#include <cstdint>
#include <optional>
#include <vector>

#include "app/job.hpp"
#include "app/progress.hpp"
#include "comm/communicator.hpp"
#include "sched/coordinator.hpp"
#include "sched/protocol.hpp"

namespace battalion::app {

/// Units that a rank holds: the one being scored and one behind it, so that it need not wait for
/// the answer to its Done.
inline constexpr std::uint32_t units_ahead = 2;

class Desk {
 public:
  /// `comm` must outlive it. `todo`: the units to hand out, in this order. `progress` is where the
  /// sweep's progress goes.
  Desk(comm::Communicator& comm, const Job& job, std::vector<UnitId> todo, Progress progress);

  /// A message for rank 0's desk: Ready, Done, Progress, Failed, Stop, Farewell. Throws
  /// ProtocolError.
  void hear(int rank, const sched::wire::Message& message);
  void tick(std::int64_t now_ns) { progress_.tick(state_, now_ns); }

  /// Every rank has said farewell: what they could write is on disk.
  bool all_home() const { return home_ == farewells_.size(); }
  /// What stopped the sweep; empty where nothing did.
  const std::string& stopped_by() const { return stopped_by_; }
  /// Units of `todo` that are on disk once all are home, and those that are not.
  std::uint32_t written() const;
  std::uint32_t unfinished() const { return state_.units - written(); }
  /// Writes the last progress line.
  void close(std::int64_t now_ns) { progress_.finish(state_, now_ns); }
  /// Lets the other ranks leave, with this exit code.
  void release(int exit_code);

  /// [rank] what it said last. All there once all_home().
  std::vector<sched::wire::Farewell> farewells() const;

 private:
  void carry_out(const sched::Actions& actions);
  void count(const sched::wire::OutcomeCounts& outcomes);

  comm::Communicator& comm_;
  sched::Coordinator coordinator_;
  Progress progress_;
  ProgressState state_;
  std::string stopped_by_;
  std::vector<std::optional<sched::wire::Farewell>> farewells_;  ///< [rank]
  std::size_t home_ = 0;
};

}  // namespace battalion::app
