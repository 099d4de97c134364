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

}  // namespace

Coordinator::Coordinator(std::vector<UnitId> units, int ranks, std::uint32_t prefetch)
    : units_(std::move(units)), prefetch_(prefetch), ranks_(static_cast<std::size_t>(ranks)) {
  BATTALION_EXPECT(ranks >= 1 && prefetch >= 1);
}

Coordinator::Coordinator(std::uint32_t units, int ranks, std::uint32_t prefetch)
    : Coordinator(first_units(units), ranks, prefetch) {}

Coordinator::Rank& Coordinator::known(int rank, const char* event) {
  if (rank < 0 || static_cast<std::size_t>(rank) >= ranks_.size()) {
    throw ProtocolError(
        fmt::format("{} from unknown rank {} (the job has {} ranks)", event, rank, ranks_.size()));
  }
  return ranks_[static_cast<std::size_t>(rank)];
}

Actions Coordinator::ready(int rank, std::uint32_t slots) {
  Rank& r = known(rank, "ready");
  if (aborted_) return {};
  if (r.slots != 0) throw ProtocolError(fmt::format("second ready from rank {}", rank));
  if (slots == 0) throw ProtocolError(fmt::format("ready with no slots from rank {}", rank));
  r.slots = std::min(slots, prefetch_);
  return feed(rank);
}

Actions Coordinator::done(int rank, UnitId unit) {
  Rank& r = known(rank, "done");
  if (aborted_) return {};
  const auto at = std::find(r.held.begin(), r.held.end(), unit);
  if (at == r.held.end()) {
    throw ProtocolError(
        fmt::format("unit {} reported done by rank {} (which does not hold it: never given, or "
                    "reported before)",
                    unit.value, rank));
  }
  r.held.erase(at);
  ++done_;
  return feed(rank);
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
  for (std::size_t to = 0; to < ranks_.size(); ++to) actions.emplace_back(Halt{static_cast<int>(to)});
  return actions;
}

Actions Coordinator::feed(int rank) {
  Rank& r = ranks_[static_cast<std::size_t>(rank)];
  Actions actions;
  if (stopped_) return actions;
  while (next_ < units_.size() && r.held.size() < r.slots) {
    // Towards the end a unit waiting behind another would leave some other rank idle.
    const bool last_units = units_.size() - next_ <= ranks_.size();
    if (last_units && !r.held.empty()) break;
    const UnitId unit = units_[next_++];
    r.held.push_back(unit);
    actions.emplace_back(Assign{rank, unit});
  }
  if (r.held.empty() && !r.finish_told) {
    r.finish_told = true;
    ++told_;
    actions.emplace_back(Finish{rank});
  }
  return actions;
}

}  // namespace battalion::sched
