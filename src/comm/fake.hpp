#pragma once
// N ranks in one process, for tests: from N threads, or from one thread that plays all ranks.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

#include "comm/communicator.hpp"

namespace battalion::comm {

/// What abort() of a fake rank throws, and every later call on any rank of its world.
class JobAborted : public std::runtime_error {
 public:
  JobAborted(int rank, int exit_code);
  int rank;
  int exit_code;
};

/// What every call of a rank throws that was killed, once it is buried.
class RankKilled : public std::runtime_error {
 public:
  RankKilled() : std::runtime_error("this rank was killed") {}
};

struct FakeOptions {
  /// One thread plays all ranks: what would wait for another rank throws ContractError instead of
  /// hanging (broadcast before the root's; finish returns at once).
  bool one_thread = false;
  /// Deliver messages of different sources in a random order drawn from this seed; without it in
  /// the order of sending. Messages of one source keep their order always.
  std::optional<std::uint64_t> shuffle = std::nullopt;
  bool tells_failures = false;   ///< failed() knows of killed ranks, as MPI with ULFM does
  int ranks_per_host = 1 << 30;  ///< rank r is on host r / ranks_per_host
};

/// Thread-safe. Owns its communicators; they must not outlive it.
class FakeWorld {
 public:
  explicit FakeWorld(int ranks, FakeOptions options = {});
  ~FakeWorld();

  int size() const { return static_cast<int>(ranks_.size()); }
  Communicator& at(int rank);

  /// As SIGKILL: the rank's next call, and one that it waits in, waits until bury(). What it has sent arrives.
  void kill(int rank);
  /// Lets the calls of killed ranks throw RankKilled. Not before the others have ended may their threads do anything.
  void bury();
  /// As SIGSTOP and SIGCONT: the rank's next call waits until it may go on.
  void pause(int rank);
  void go_on(int rank);

  std::uint64_t messages() const;     ///< sent so far, point to point
  std::uint64_t bytes() const;        ///< their bodies
  std::uint64_t undelivered() const;  ///< sent and not yet received

 private:
  class Rank;
  void check_alive() const;  ///< with mutex_ held
  /// What every call of a rank begins with: waits while it is paused. Throws where it or the job is dead.
  void enter(std::unique_lock<std::mutex>& lock, int rank);
  bool over(int rank) const { return aborted_.has_value() || killed_.contains(rank); }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  FakeOptions options_;
  std::mt19937_64 random_;
  std::vector<std::deque<Message>> inboxes_;  ///< [rank]
  std::vector<std::size_t> broadcasts_seen_;  ///< [rank] broadcasts that it took part in
  struct Broadcast {
    int root = 0;
    Bytes bytes;
  };
  std::map<std::size_t, Broadcast> broadcasts_;  ///< by number
  int finished_ = 0;
  std::set<int> killed_;
  std::set<int> paused_;
  bool buried_ = false;
  std::uint64_t messages_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t bytes_ = 0;
  std::optional<JobAborted> aborted_;
  std::vector<std::unique_ptr<Rank>> ranks_;
};

}  // namespace battalion::comm
