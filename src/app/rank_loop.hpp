#pragma once
// What every rank does between the broadcast and the end: its main thread carries messages and
// writes segments while its worker scores.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/desk.hpp"
#include "app/segment_buffer.hpp"
#include "app/worker.hpp"
#include "comm/communicator.hpp"
#include "sched/heartbeat.hpp"
#include "sched/protocol.hpp"

namespace battalion::app {

/// How a rank comes to an end before its time.
struct RankTerms {
  std::int64_t grace_ns = 0;           ///< for the unit being scored, from the word to stop
  std::int64_t write_patience_ns = 0;  ///< from the first write that failed to asking for a stop
  std::uint32_t units_ahead = app::units_ahead;  ///< that it holds at a time
  std::int64_t heartbeat_ns = 0;  ///< with --survive: of silence, until a rank counts as lost; else 0
  std::function<std::string()> stop_wanted;  ///< why this rank is to stop; empty: it is not
  std::function<void(std::string_view)> say;
};

class RankLoop {
 public:
  /// `desk` on rank 0 alone, else nullptr. All must outlive it. `account` holds what the rank has
  /// done already (its start, its loading).
  RankLoop(comm::Communicator& comm, Worker& worker, SegmentBuffer& buffer, Desk* desk,
           store::RankRecord account, RankTerms terms);

  /// Collective in effect: returns when all ranks' results are on disk, or the sweep was stopped and
  /// they have written what they could; on rank 0 before it has released the others. A unit is
  /// reported Done as soon as it is scored, and is in this rank's keeping until its segment is
  /// written: at the end of a batch, and before Farewell. Returns the exit code: 0, or `stopped`
  /// where units are left. Rethrows what scoring or writing threw, StoreErrors apart: those are
  /// waited out. With --survive nobody waits for ranks that are lost, and one that has lost rank 0 writes what it
  /// has and returns `stopped`.
  int run();
  /// With --survive, after run(): some rank is lost, so that no collective call would return.
  bool alone() const { return alone_; }
  /// It was rank 0 that was lost.
  bool orphaned() const { return orphaned_; }
  /// After run() has thrown: writes what is finished and not on disk yet, if that can be.
  void save() noexcept;
  /// The worker has not come back though its unit was given up: it must not be waited for.
  bool stuck() const { return stuck_; }

  static constexpr int stopped = 75;  ///< EX_TEMPFAIL: not finished, and can be resumed

 private:
  bool receive();
  bool report();
  void handle(const comm::Message& message);
  void say(const sched::wire::Message& message);
  /// With --survive: gives signs of life, notices where rank 0 gives none, writes what there is when idle.
  void keep_contact(std::int64_t now);
  /// Asks for a stop where this rank wants one; comes to an end where one was called.
  void heed(std::int64_t now);
  void halt(std::int64_t now);
  bool done_scoring(std::int64_t now);
  void flush();
  /// flush(), but what cannot be written is kept for later. Returns whether it was written.
  bool try_flush(std::int64_t now);
  void in_trouble(const char* what, std::int64_t now);
  /// What was scored is on disk, or must be left behind.
  bool settled(std::int64_t now);
  void farewell(std::int64_t now);

  comm::Communicator& comm_;
  Worker& worker_;
  SegmentBuffer& buffer_;
  Desk* desk_;
  RankTerms terms_;

  sched::wire::OutcomeCounts running_{};  ///< outcomes not yet told
  std::int64_t told_ns_ = 0;              ///< when the last Progress was sent
  std::int64_t start_ns_ = 0;
  store::RankRecord account_;
  std::size_t making_ = 0;   ///< index of the phase `validate` for the scorer's part in the account
  std::size_t writing_ = 0;  ///< index of the phase `write` in the account
  bool finish_ = false;      ///< rank 0 has nothing more for this rank
  bool said_ = false;        ///< this rank has said farewell
  bool released_ = false;    ///< so have all
  int exit_code_ = 0;

  std::optional<sched::Heartbeat> contact_;  ///< with --survive, on all ranks but 0: to rank 0
  std::int64_t idle_ns_ = 0;                 ///< since when there is nothing to score; 0: there is
  bool orphaned_ = false;
  bool alone_ = false;

  bool asked_ = false;         ///< this rank has asked for a stop
  std::int64_t halt_ns_ = 0;   ///< when the stop reached this rank; 0: it has not
  bool given_up_ = false;      ///< the unit being scored was
  bool stuck_ = false;
  std::int64_t trouble_ns_ = 0;  ///< since when this rank cannot write; 0: it can
  std::int64_t retry_ns_ = 0;
  std::vector<sched::wire::Done> withheld_;  ///< not told, lest more work comes than can be kept
};

}  // namespace battalion::app
