#pragma once
// What every rank does between the broadcast and the end: its main thread carries messages and
// writes segments while its worker scores.

#include <cstdint>

#include "app/desk.hpp"
#include "app/segment_buffer.hpp"
#include "app/worker.hpp"
#include "comm/communicator.hpp"
#include "sched/protocol.hpp"

namespace battalion::app {

class RankLoop {
 public:
  /// `desk` on rank 0 alone, else nullptr. All must outlive it. `account` holds what the rank has
  /// done already (its start, its loading).
  RankLoop(comm::Communicator& comm, Worker& worker, SegmentBuffer& buffer, Desk* desk,
           store::RankRecord account);

  /// Collective in effect: returns when all ranks' results are on disk, on rank 0 after it has
  /// released the others. A unit is reported Done as soon as it is scored, and is in this rank's
  /// keeping until its segment is written: at the end of a batch, and before Farewell. Rethrows
  /// what scoring or writing threw.
  void run();
  /// After run() has thrown: writes what is finished and not on disk yet, if that can be.
  void save() noexcept;

 private:
  bool receive();
  bool report();
  void handle(const comm::Message& message);
  void say(const sched::wire::Message& message);
  void flush();
  void farewell();

  comm::Communicator& comm_;
  Worker& worker_;
  SegmentBuffer& buffer_;
  Desk* desk_;

  sched::wire::OutcomeCounts running_{};  ///< outcomes not yet told
  std::int64_t told_ns_ = 0;              ///< when the last Progress was sent
  std::int64_t start_ns_ = 0;
  store::RankRecord account_;
  std::size_t making_ = 0;   ///< index of the phase `validate` for the scorer's part in the account
  std::size_t writing_ = 0;  ///< index of the phase `write` in the account
  bool finish_ = false;      ///< rank 0 has nothing more for this rank
  bool said_ = false;        ///< this rank has said farewell
  bool released_ = false;    ///< so have all
};

}  // namespace battalion::app
