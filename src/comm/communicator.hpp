#pragma once
// What ranks need of each other: point-to-point messages that never block, and one broadcast at the start.
// Implementations: Local (one rank), Fake (N ranks in one process, for tests), Mpi.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace battalion::comm {

struct Message {
  int source = 0;
  int tag = 0;
  Bytes body;
};

class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// Rank within this host, and ranks on this host: for choosing a device.
  virtual int local_rank() const = 0;
  virtual int local_size() const = 0;
  virtual std::string host() const = 0;

  /// Queues a message and returns; the body is kept until it is sent. Sending to oneself works.
  virtual void send(int destination, int tag, Bytes body) = 0;
  /// The next message that has arrived, if any. Messages of one source keep their order.
  virtual std::optional<Message> try_receive() = 0;
  /// Collective, at the start only: root's bytes on every rank.
  virtual Bytes broadcast(Bytes bytes, int root) = 0;
  /// Collective, at the very end only, when every rank is known to be alive: waits for sends to complete.
  virtual void finish() = 0;
  /// finish() where not all may be alive: waits no longer than `patience_ns` (0: not at all). False where not all came;
  /// this rank is then to end its process and make no call any more.
  virtual bool finish_within(std::int64_t patience_ns) = 0;
  /// From now on another rank's death does not end this one, as far as that is this rank's to say. Not collective.
  virtual void tolerate_failures() = 0;
  /// Ranks that are known to be dead, in no order. Empty where nobody tells: then only their silence does.
  virtual std::vector<int> failed() = 0;
  /// Ends the whole job at once with this exit code. Does not return where ranks share a job.
  virtual void abort(int exit_code) = 0;
};

}  // namespace battalion::comm
