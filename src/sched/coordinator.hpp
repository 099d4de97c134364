#pragma once
// Rank 0's side of the sweep as a pure state machine: events in, actions out. It sends nothing,
// reads no clock and knows no communicator, so a test can assert exactly what it would do.

#include <cstdint>
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
using Action = std::variant<Assign, Finish, Abort, Halt>;
using Actions = std::vector<Action>;  ///< in the order in which they are to be carried out

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
  Coordinator(std::vector<UnitId> units, int ranks, std::uint32_t prefetch = 2);
  /// Units 0..units-1.
  Coordinator(std::uint32_t units, int ranks, std::uint32_t prefetch = 2);

  // Events. Each throws ProtocolError, leaving the state as it was, for a rank that does not exist
  // and for what that rank cannot say now. After failed() all further events of known ranks are
  // ignored: they were on their way before the rank heard of the end.

  /// A rank is up and can hold `slots` units at a time (at least 1; more than prefetch is not
  /// used). Said once.
  Actions ready(int rank, std::uint32_t slots);
  /// A rank has finished a unit that it holds.
  Actions done(int rank, UnitId unit);
  /// A rank cannot go on: everybody is told to abort.
  Actions failed(int rank, const std::string& message);
  /// The sweep is to stop: everybody is told, nothing is handed out any more. Units that a rank still
  /// finishes count; those that it gives up are nobody's.
  Actions stop();

  /// All units are done and every rank was told to finish.
  bool finished() const { return done_ == units_.size() && told_ == ranks_.size() && !aborted_; }
  bool aborted() const { return aborted_; }
  bool stopped() const { return stopped_; }
  UnitProgress progress() const { return {done_, static_cast<std::uint32_t>(units_.size())}; }

 private:
  struct Rank {
    std::uint32_t slots = 0;  ///< 0: not ready yet
    bool finish_told = false;
    std::vector<UnitId> held;  ///< in the order of assignment
  };
  Rank& known(int rank, const char* event);
  Actions feed(int rank);

  std::vector<UnitId> units_;
  std::uint32_t prefetch_;
  std::vector<Rank> ranks_;
  std::size_t next_ = 0;  ///< the first of units_ not handed out
  std::uint32_t done_ = 0;
  std::size_t told_ = 0;  ///< ranks told to finish
  bool aborted_ = false;
  bool stopped_ = false;
};

}  // namespace battalion::sched
