#pragma once
// The part of validation that runs programs, shared out among the ranks of a sweep.

#include <functional>
#include <optional>
#include <string>

#include "app/job.hpp"
#include "base/spent.hpp"
#include "comm/communicator.hpp"
#include "score/speed_check.hpp"

namespace battalion::app {

/// What validation cost a rank.
struct ValidationCost {
  Spent running;                    ///< of the rank's main thread
  std::int64_t helpers_cpu_ns = 0;  ///< CPU time of its other workers meanwhile
  Spent waiting;                    ///< for other ranks that still validated: in no phase
};

/// Collective, at the start only, after rank 0 has heard all hellos. Each rank runs its share of
/// the programs on
/// `--threads` workers. On rank 0: the findings of all; on the others: none. Likewise where the
/// job's configuration asks for no such check.
/// `cost`: what this rank spends is added.
std::optional<score::SpeedCheck> validate_speed(comm::Communicator& comm, const Job& job,
                                                ValidationCost& cost);

/// Says what was found, tables cut to a screen: all of it is in /programs.
void tell_findings(const Job& job, const score::SpeedCheck& speed,
                   const std::function<void(const std::string&)>& say);

}  // namespace battalion::app
