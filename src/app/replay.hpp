#pragma once
// A sweep's hand-out on a clock of its own: the real coordinator and its messages, and ranks that take the time that they are
// told. What a plan is worth on more ranks than there are.

#include <cstdint>
#include <span>

#include "sched/unit.hpp"

namespace battalion::app {

/// What ranks and their network are like. Seconds.
struct ReplayTerms {
  double latency = 20e-6;   ///< of a message, one way
  double handling = 1e-6;   ///< of rank 0's main thread, for a message that it takes or sends; twice what tests/bench/hand_out measured
  double poll = 1e-3;       ///< between two looks of a main thread that has nothing to do, as RankLoop does
  std::uint32_t ahead = 2;  ///< units that a rank may hold
};

/// What came of it. Times in seconds.
struct Replay {
  int ranks = 0;
  double makespan = 0;    ///< until the last unit is done
  double work = 0;        ///< of all units
  double waiting = 0;     ///< of all ranks, for units that they then were given
  double p99_wait = 0;    ///< 99 of 100 units began at most so long after their rank was done with what it had
  double rank0_busy = 0;  ///< of rank 0's main thread with messages
  std::uint64_t messages = 0, bytes = 0;
  double seconds_a_message = 0;  ///< measured here, of coordinator and messages: what `handling` stands for, but for the network

  /// The share of the ranks' time that was work; 1 where there is none to do.
  double efficiency() const { return makespan > 0 ? work / (makespan * ranks) : 1; }
};

/// seconds: [unit] what it takes, whoever scores it. All ranks are ready at 0; rank 0 scores too, on another thread than it hands out.
Replay replay(const sched::Plan& plan, std::span<const double> seconds, int ranks, const ReplayTerms& terms = {});

}  // namespace battalion::app
