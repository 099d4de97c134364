#pragma once
// Ranks that wait for each other before scoring begins. A launcher that lets survivors live does not end the others where one dies
// by then, and no heartbeat runs yet: they would wait for ever.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "comm/communicator.hpp"

namespace battalion::app {

/// One rank's watch over its own waiting. wait_begins() and wait_ends() are for one thread, in turn.
class StartWatch {
 public:
  /// tell: what is done once a wait has taken longer than patience_ns; on the watch's thread, once. 0: nothing is watched.
  StartWatch(std::int64_t patience_ns, std::function<void()> tell);
  ~StartWatch();
  StartWatch(const StartWatch&) = delete;
  StartWatch& operator=(const StartWatch&) = delete;

  void wait_begins();
  void wait_ends() { since_ns_ = never; }
  /// Nothing is watched any more.
  void stop();

 private:
  static constexpr std::int64_t never = 0;
  void look();

  const std::int64_t patience_ns_;
  const std::function<void()> tell_;
  std::atomic<std::int64_t> since_ns_{never};  ///< of the wall clock
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

/// Another communicator, whose waits are watched: a broadcast, and receiving nothing until something comes or is sent.
class WatchedStart final : public comm::Communicator {
 public:
  /// Neither is owned.
  WatchedStart(comm::Communicator& comm, StartWatch& watch) : comm_(comm), watch_(watch) {}

  int rank() const override { return comm_.rank(); }
  int size() const override { return comm_.size(); }
  int local_rank() const override { return comm_.local_rank(); }
  int local_size() const override { return comm_.local_size(); }
  std::string host() const override { return comm_.host(); }
  void send(int destination, int tag, Bytes body) override;
  std::optional<comm::Message> try_receive() override;
  Bytes broadcast(Bytes bytes, int root) override;
  void finish() override { comm_.finish(); }
  bool finish_within(std::int64_t patience_ns) override { return comm_.finish_within(patience_ns); }
  void tolerate_failures() override { comm_.tolerate_failures(); }
  std::vector<int> failed() override { return comm_.failed(); }
  void abort(int exit_code) override { comm_.abort(exit_code); }

 private:
  comm::Communicator& comm_;
  StartWatch& watch_;
  bool waiting_ = false;
};

/// How long this process waits for others at the start: BATTALION_START_SECONDS, else ten minutes; 0 where its launcher ends
/// all ranks with the first that dies.
std::int64_t start_patience_ns();

/// Says that others did not come, and ends the process with exit code 75: nothing was scored, and it can be started again.
std::function<void()> end_where_others_do_not_come();

}  // namespace battalion::app
