#pragma once
// Rank 0's side of the sweep: hears all ranks (itself among them), asks the coordinator what to do,
// and tells them.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/job.hpp"
#include "app/progress.hpp"
#include "comm/communicator.hpp"
#include "sched/coordinator.hpp"
#include "sched/heartbeat.hpp"
#include "sched/protocol.hpp"

namespace battalion::app {

/// Units that a rank holds: the one being scored and one behind it, so that it need not wait for
/// the answer to its Done.
inline constexpr std::uint32_t units_ahead = 2;
/// A device is filled by many units at a time: at most so many, and at most a part of what is its rank's share.
inline constexpr std::uint32_t most_units_ahead = 256;
std::uint32_t units_ahead_of(const Job& job, int ranks);

class Desk {
 public:
  using Say = std::function<void(std::string_view)>;

  /// `comm` must outlive it. `todo`: the units to hand out, in this order. `progress` is where the
  /// sweep's progress goes, `say` where it tells of ranks that are lost (with --survive) and come back.
  Desk(comm::Communicator& comm, const Job& job, std::vector<UnitId> todo, Progress progress, Say say);

  /// A message for rank 0's desk: Ready, Done, Written, Progress, Beat, Failed, Stop, Farewell. Throws
  /// ProtocolError.
  void hear(int rank, const sched::wire::Message& message, std::int64_t now_ns);
  void tick(std::int64_t now_ns);

  /// Every rank has said farewell or is lost: what they could write is on disk.
  bool all_home() const { return home_ == seats_.size(); }
  /// Some rank is lost: a collective call would wait for it for ever.
  bool incomplete() const;
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
  /// What is known of a rank.
  struct Seat {
    std::optional<sched::wire::Farewell> farewell;
    bool lost = false;
    bool dead = false;  ///< lost, and known never to come back
    // What a loss takes back from the progress shown, and a return gives again:
    sched::wire::OutcomeCounts running{};    ///< of units not done
    sched::wire::OutcomeCounts unwritten{};  ///< of units done and not on disk
  };
  void carry_out(const sched::Actions& actions);
  void tell(int rank, const sched::wire::Message& message);
  void count(const sched::wire::OutcomeCounts& outcomes);
  void uncount(const sched::wire::OutcomeCounts& outcomes);
  void done(int rank, const sched::wire::Done& message);
  void farewell(int rank, const sched::wire::Farewell& message);
  /// Counts a rank as lost. `how` as in "rank 3 <how>".
  void lose(int rank, std::string_view how);
  void welcome_back(int rank);

  comm::Communicator& comm_;
  sched::Coordinator coordinator_;
  Progress progress_;
  ProgressState state_;
  Say say_;
  std::int64_t heartbeat_ns_;
  std::optional<sched::Heartbeat> contact_;  ///< with --survive: to the other ranks
  std::string stopped_by_;
  std::vector<Seat> seats_;  ///< [rank]
  std::size_t home_ = 0;     ///< ranks that have said farewell or are lost
};

}  // namespace battalion::app
