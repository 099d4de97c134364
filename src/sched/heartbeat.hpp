#pragma once
// Who has not been heard of for too long, and when it is time for a sign of life of one's own. Pure: it reads no
// clock and sends nothing.

#include <cstdint>
#include <vector>

namespace battalion::sched {

class Heartbeat {
 public:
  /// Listens for ranks first..first+count-1. One of whom nothing is heard for `patience_ns` has fallen silent.
  Heartbeat(int first, int count, std::int64_t patience_ns, std::int64_t now_ns);

  /// A message of a peer, whatever it says. True where that peer had fallen silent.
  bool heard(int rank, std::int64_t now_ns);
  /// A peer is known to be silent without waiting. False where it was already.
  bool silence(int rank);
  /// A peer has left and is listened for no more.
  void forget(int rank);

  /// Who has fallen silent since the last call. To be called several times within the patience: whoever does not has
  /// been away itself (stopped, or busy writing), knows nothing of the others, and begins to listen anew.
  std::vector<int> fallen_silent(std::int64_t now_ns);
  /// A sign of life is due: five times within the patience.
  bool beat_due(std::int64_t now_ns);

 private:
  struct Peer {
    std::int64_t heard_ns = 0;
    bool silent = false;
    bool left = false;
  };
  Peer& peer(int rank);

  int first_;
  std::int64_t patience_ns_;
  std::int64_t looked_ns_;
  std::int64_t beat_ns_;
  std::vector<Peer> peers_;
};

}  // namespace battalion::sched
