#include "sched/heartbeat.hpp"

#include <utility>

#include "base/contract.hpp"

namespace battalion::sched {

Heartbeat::Heartbeat(int first, int count, std::int64_t patience_ns, std::int64_t now_ns)
    : first_(first),
      patience_ns_(patience_ns),
      looked_ns_(now_ns),
      beat_ns_(now_ns),
      peers_(static_cast<std::size_t>(count), Peer{.heard_ns = now_ns}) {
  BATTALION_EXPECT(patience_ns > 0);
}

Heartbeat::Peer& Heartbeat::peer(int rank) { return peers_.at(static_cast<std::size_t>(rank - first_)); }

bool Heartbeat::heard(int rank, std::int64_t now_ns) {
  Peer& p = peer(rank);
  p.heard_ns = now_ns;
  return std::exchange(p.silent, false);
}

bool Heartbeat::silence(int rank) { return !std::exchange(peer(rank).silent, true); }

void Heartbeat::forget(int rank) { peer(rank).left = true; }

std::vector<int> Heartbeat::fallen_silent(std::int64_t now_ns) {
  std::vector<int> fallen;
  const bool was_away = now_ns - std::exchange(looked_ns_, now_ns) > patience_ns_ / 2;
  int rank = first_;
  for (Peer& p : peers_) {
    if (was_away) p.heard_ns = now_ns;
    if (!p.left && !p.silent && now_ns - p.heard_ns >= patience_ns_) {
      p.silent = true;
      fallen.push_back(rank);
    }
    ++rank;
  }
  return fallen;
}

bool Heartbeat::beat_due(std::int64_t now_ns) {
  if (now_ns - beat_ns_ < patience_ns_ / 5) return false;
  beat_ns_ = now_ns;
  return true;
}

}  // namespace battalion::sched
