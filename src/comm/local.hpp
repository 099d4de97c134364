#pragma once
// One rank, no MPI.

#include <deque>

#include "comm/communicator.hpp"

namespace battalion::comm {

class Local final : public Communicator {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  int local_rank() const override { return 0; }
  int local_size() const override { return 1; }
  std::string host() const override;
  void send(int destination, int tag, Bytes body) override;
  std::optional<Message> try_receive() override;
  Bytes broadcast(Bytes bytes, int root) override;
  void finish() override {}
  bool finish_within(std::int64_t) override { return true; }
  void tolerate_failures() override {}
  std::vector<int> failed() override { return {}; }
  /// Flushes the standard streams and ends the process; no destructors run, as under MPI_Abort.
  [[noreturn]] void abort(int exit_code) override;

 private:
  std::deque<Message> inbox_;
};

}  // namespace battalion::comm
