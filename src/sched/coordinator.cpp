#include "sched/coordinator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/contract.hpp"

namespace battalion::sched {

namespace {

std::vector<UnitId> first_units(std::uint32_t count) {
  std::vector<UnitId> units;
  for (std::uint32_t u = 0; u < count; ++u) units.emplace_back(u);
  return units;
}

/// Whether the unit was there.
bool take_out(std::vector<UnitId>& units, UnitId unit) {
  const auto at = std::find(units.begin(), units.end(), unit);
  if (at == units.end()) return false;
  units.erase(at);
  return true;
}

}  // namespace

Coordinator::Coordinator(std::vector<UnitId> units, int ranks, std::uint32_t prefetch, Ending ending)
    : waiting_(units.begin(), units.end()),
      total_(static_cast<std::uint32_t>(units.size())),
      prefetch_(prefetch),
      ending_(ending),
      ranks_(static_cast<std::size_t>(ranks)) {
  BATTALION_EXPECT(ranks >= 1 && prefetch >= 1);
}

Coordinator::Coordinator(std::uint32_t units, int ranks, std::uint32_t prefetch, Ending ending)
    : Coordinator(first_units(units), ranks, prefetch, ending) {}

Coordinator::Rank& Coordinator::known(int rank, const char* event) {
  if (rank < 0 || static_cast<std::size_t>(rank) >= ranks_.size()) {
    throw ProtocolError(
        fmt::format("{} from unknown rank {} (the job has {} ranks)", event, rank, ranks_.size()));
  }
  return ranks_[static_cast<std::size_t>(rank)];
}

Coordinator::Rank& Coordinator::present(int rank, const char* event) {
  Rank& r = known(rank, event);
  if (r.lost && !aborted_) throw ProtocolError(fmt::format("{} from rank {} (which is lost)", event, rank));
  return r;
}

Actions Coordinator::ready(int rank, std::uint32_t slots) {
  Rank& r = present(rank, "ready");
  Actions actions;
  if (aborted_) return actions;
  if (r.slots != 0) throw ProtocolError(fmt::format("second ready from rank {}", rank));
  if (slots == 0) throw ProtocolError(fmt::format("ready with no slots from rank {}", rank));
  r.slots = std::min(slots, prefetch_);
  feed(rank, actions);
  finish_together(actions);
  return actions;
}

Actions Coordinator::done(int rank, UnitId unit) {
  Rank& r = present(rank, "done");
  Actions actions;
  if (aborted_) return actions;
  if (!take_out(r.held, unit) && !take_out(r.taken, unit)) {
    throw ProtocolError(
        fmt::format("unit {} reported done by rank {} (which does not hold it: never given, or "
                    "reported before)",
                    unit.value, rank));
  }
  count(r, unit);
  feed(rank, actions);
  finish_together(actions);
  return actions;
}

Actions Coordinator::written(int rank) {
  Rank& r = present(rank, "written");
  Actions actions;
  if (aborted_) return actions;
  r.unwritten.clear();
  finish_together(actions);
  return actions;
}

Actions Coordinator::lost(int rank) {
  Rank& r = known(rank, "loss");
  Actions actions;
  if (aborted_ || r.lost) return actions;
  r.lost = true;
  std::vector<UnitId> again = r.unwritten;
  done_ -= static_cast<std::uint32_t>(again.size());
  for (const UnitId unit : r.held) {
    // One that it was given after another was lost may have come back from there.
    const auto at = contested_.find(unit);
    if (at == contested_.end() || !at->second) again.push_back(unit);
  }
  r.forfeited = std::exchange(r.unwritten, {});
  r.taken.insert(r.taken.end(), r.held.begin(), r.held.end());
  r.held.clear();
  for (const UnitId unit : again) {
    contested_[unit] = false;
    std::erase(waiting_, unit);
  }
  waiting_.insert(waiting_.begin(), again.begin(), again.end());
  requeued_ += static_cast<std::uint32_t>(again.size());
  for (std::size_t to = 0; to < ranks_.size(); ++to) feed(static_cast<int>(to), actions);
  finish_together(actions);
  return actions;
}

Actions Coordinator::back(int rank) {
  Rank& r = known(rank, "return");
  Actions actions;
  if (aborted_ || !r.lost) return actions;
  r.lost = false;
  for (const UnitId unit : std::exchange(r.forfeited, {})) count(r, unit);
  if (stopped_) {
    actions.emplace_back(Halt{rank});
    return actions;
  }
  actions.emplace_back(Recall{rank});
  feed(rank, actions);
  finish_together(actions);
  return actions;
}

Actions Coordinator::failed(int rank, const std::string& message) {
  known(rank, "failure");
  Actions actions;
  if (aborted_) return actions;  // the first failure is the job's
  aborted_ = true;
  for (std::size_t to = 0; to < ranks_.size(); ++to) {
    actions.emplace_back(Abort{static_cast<int>(to), rank, message});
  }
  return actions;
}

Actions Coordinator::stop() {
  Actions actions;
  if (aborted_ || stopped_) return actions;
  stopped_ = true;
  for (std::size_t to = 0; to < ranks_.size(); ++to) {
    if (!ranks_[to].lost) actions.emplace_back(Halt{static_cast<int>(to)});
  }
  return actions;
}

bool Coordinator::finished() const {
  return done_ == total_ && !aborted_ &&
         std::all_of(ranks_.begin(), ranks_.end(), [](const Rank& r) { return r.lost || r.finish_told; });
}

void Coordinator::count(Rank& rank, UnitId unit) {
  if (const auto at = contested_.find(unit); at != contested_.end()) {
    if (std::exchange(at->second, true)) {
      ++repeated_;
      return;
    }
    std::erase(waiting_, unit);
  }
  ++done_;
  rank.unwritten.push_back(unit);
}

void Coordinator::feed(int rank, Actions& actions) {
  Rank& r = ranks_[static_cast<std::size_t>(rank)];
  if (stopped_ || r.lost || r.slots == 0 || r.finish_told) return;
  while (!waiting_.empty() && r.held.size() < r.slots) {
    // Towards the end a unit waiting behind another would leave some other rank idle.
    const bool last_units = waiting_.size() <= ranks_.size();
    if (last_units && !r.held.empty()) break;
    const UnitId unit = waiting_.front();
    waiting_.pop_front();
    r.held.push_back(unit);
    actions.emplace_back(Assign{rank, unit});
  }
  if (ending_ == Ending::one_by_one && r.held.empty()) tell_finish(rank, actions);
}

void Coordinator::tell_finish(int rank, Actions& actions) {
  Rank& r = ranks_[static_cast<std::size_t>(rank)];
  if (r.finish_told) return;
  r.finish_told = true;
  actions.emplace_back(Finish{rank});
}

void Coordinator::finish_together(Actions& actions) {
  if (ending_ != Ending::together || stopped_ || done_ != total_) return;
  for (const Rank& r : ranks_) {
    if (!r.unwritten.empty()) return;
  }
  for (std::size_t to = 0; to < ranks_.size(); ++to) {
    if (ranks_[to].slots != 0 && !ranks_[to].lost) tell_finish(static_cast<int>(to), actions);
  }
}

}  // namespace battalion::sched
