#pragma once
// Rank 0's side of the sweep as a pure state machine: events in, actions out. It sends nothing,
// reads no clock and knows no communicator, so a test can assert exactly what it would do.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/id.hpp"
#include "sched/protocol_error.hpp"

namespace battalion::sched {

/// Give this unit to this rank.
struct Assign {
  int rank = 0;
  UnitId unit;
  bool operator==(const Assign&) const = default;
};
/// Tell this rank that there is nothing left for it. Once a rank.
struct Finish {
  int rank = 0;
  bool operator==(const Finish&) const = default;
};
/// Tell this rank that the job is over because rank `failed` had `message`. Once a rank.
struct Abort {
  int rank = 0;
  int failed = 0;
  std::string message;
  bool operator==(const Abort&) const = default;
};
/// Tell this rank to begin nothing new and to come to an end. Once a rank.
struct Halt {
  int rank = 0;
  bool operator==(const Halt&) const = default;
};
/// Tell this rank to drop the units that it has not begun.
struct Recall {
  int rank = 0;
  bool operator==(const Recall&) const = default;
};
using Action = std::variant<Assign, Finish, Abort, Halt, Recall>;
using Actions = std::vector<Action>;  ///< in the order in which they are to be carried out

/// When a rank is told to finish.
enum class Ending : std::uint8_t {
  one_by_one,  ///< as soon as it holds nothing and nothing is left to hand out
  together,    ///< when every unit is done and on disk: until then it may have to take over those of a lost rank
};

struct UnitProgress {
  std::uint32_t done = 0;
  std::uint32_t total = 0;
  bool operator==(const UnitProgress&) const = default;
};

class Coordinator {
 public:
  /// `units`, each once, are handed out in this order to ranks 0..ranks-1 (rank 0 asks like any
  /// other). A rank holds at most `prefetch` units: the one being scored and those waiting behind
  /// it.
  Coordinator(std::vector<UnitId> units, int ranks, std::uint32_t prefetch = 2, Ending ending = Ending::one_by_one);
  /// Units 0..units-1.
  Coordinator(std::uint32_t units, int ranks, std::uint32_t prefetch = 2, Ending ending = Ending::one_by_one);

  // Events. Each throws ProtocolError, leaving the state as it was, for a rank that does not exist
  // and for what that rank cannot say now; one that is lost can say nothing until it is back. After failed() all further events of known ranks are
  // ignored: they were on their way before the rank heard of the end.

  /// A rank is up and can hold `slots` units at a time (at least 1; more than prefetch is not
  /// used). Said once.
  Actions ready(int rank, std::uint32_t slots);
  /// A rank has finished a unit that it holds, or held when it was lost.
  Actions done(int rank, UnitId unit);
  /// All that a rank has reported done is on disk.
  Actions written(int rank);
  /// A rank is not to be counted on any more: what it holds, and what it has done that is not on disk, goes back to the
  /// front of the queue.
  Actions lost(int rank);
  /// A lost rank is heard of again. What it had done counts again unless another has done it since; what it had not
  /// done is no longer its own, but counts should it be done.
  Actions back(int rank);
  /// A rank cannot go on: everybody is told to abort.
  Actions failed(int rank, const std::string& message);
  /// The sweep is to stop: everybody is told, nothing is handed out any more. Units that a rank still
  /// finishes count; those that it gives up are nobody's.
  Actions stop();

  /// All units are done and every rank that is not lost was told to finish.
  bool finished() const;
  bool aborted() const { return aborted_; }
  bool stopped() const { return stopped_; }
  UnitProgress progress() const { return {done_, total_}; }
  /// Units put back into the queue, each as often as it was.
  std::uint32_t requeued() const { return requeued_; }
  /// Units done by one rank after another had done them: their results are there twice.
  std::uint32_t repeated() const { return repeated_; }

 private:
  struct Rank {
    std::uint32_t slots = 0;  ///< 0: not ready yet
    bool finish_told = false;
    bool lost = false;
    std::vector<UnitId> held;       ///< in the order of assignment
    std::vector<UnitId> unwritten;  ///< done, and counted as this rank's, but not on disk yet
    // Of a rank that was lost:
    std::vector<UnitId> taken;      ///< was held
    std::vector<UnitId> forfeited;  ///< was unwritten
  };
  Rank& known(int rank, const char* event);
  Rank& present(int rank, const char* event);
  void count(Rank& rank, UnitId unit);
  void feed(int rank, Actions& actions);
  void tell_finish(int rank, Actions& actions);
  void finish_together(Actions& actions);

  std::deque<UnitId> waiting_;
  std::uint32_t total_;
  std::uint32_t prefetch_;
  Ending ending_;
  std::vector<Rank> ranks_;
  std::map<UnitId, bool> contested_;  ///< of units that were taken from a rank: whether they are done
  std::uint32_t done_ = 0;
  std::uint32_t requeued_ = 0;
  std::uint32_t repeated_ = 0;
  bool aborted_ = false;
  bool stopped_ = false;
};

}  // namespace battalion::sched
