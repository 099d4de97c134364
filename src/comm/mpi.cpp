#include "comm/mpi.hpp"

#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <exception>
#include <iostream>
#include <limits>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>

#include "comm/host.hpp"
#include "comm/launched.hpp"
#include "comm/local.hpp"

namespace battalion::comm {
namespace {

// Errors of MPI calls are fatal by default: the job ends with MPI's own message. So return codes
// need no check here.

void flush_streams() {
  std::cout.flush();
  std::cerr.flush();
  std::fflush(nullptr);
}

class Mpi final : public Communicator {
 public:
  explicit Mpi(std::size_t broadcast_chunk)
      : broadcast_chunk_(std::min<std::size_t>(broadcast_chunk, std::numeric_limits<int>::max())),
        unwinding_at_start_(std::uncaught_exceptions()) {
    BATTALION_EXPECT(broadcast_chunk >= 1);
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    if (provided < MPI_THREAD_FUNNELED) {
      fail_input(
          "MPI cannot run beside worker threads (it grants less than MPI_THREAD_FUNNELED) use "
          "an MPI built with thread support");
    }
    MPI_Comm_dup(MPI_COMM_WORLD, &world_);
    MPI_Comm_rank(world_, &rank_);
    MPI_Comm_size(world_, &size_);
    MPI_Comm host = MPI_COMM_NULL;
    MPI_Comm_split_type(world_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &host);
    MPI_Comm_rank(host, &local_rank_);
    MPI_Comm_size(host, &local_size_);
    MPI_Comm_free(&host);
  }

  ~Mpi() override {
    if (std::uncaught_exceptions() > unwinding_at_start_) {
      // MPI may still read the buffers of unfinished sends: they must outlive this object.
      if (!sends_.empty()) [[maybe_unused]]
        auto* leaked = new std::list<Send>(std::move(sends_));
      return;
    }
    finish();
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  int local_rank() const override { return local_rank_; }
  int local_size() const override { return local_size_; }
  std::string host() const override { return host_name(); }

  void send(int destination, int tag, Bytes body) override {
    BATTALION_EXPECT(destination >= 0 && destination < size_ && !finished_);
    if (destination == rank_) {
      to_self_.push_back({rank_, tag, std::move(body)});
      return;
    }
    if (body.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw std::length_error(fmt::format("message of {} bytes to rank {} is too large for MPI",
                                          body.size(), destination));
    }
    drop_completed_sends();
    Send& s = sends_.emplace_back(Send{std::move(body), MPI_REQUEST_NULL});
    MPI_Isend(s.body.data(), static_cast<int>(s.body.size()), MPI_BYTE, destination, tag, world_,
              &s.request);
  }

  std::optional<Message> try_receive() override {
    BATTALION_EXPECT(!finished_);
    drop_completed_sends();
    if (!to_self_.empty()) {
      Message message = std::move(to_self_.front());
      to_self_.pop_front();
      return message;
    }
    return receive();
  }

  Bytes broadcast(Bytes bytes, int root) override {
    BATTALION_EXPECT(root >= 0 && root < size_ && !finished_);
    std::uint64_t size = bytes.size();
    // Root may come much later (it validates programs): waiting must not burn what its workers could use.
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Ibcast(&size, 1, MPI_UINT64_T, root, world_, &request);
    for (int here = 0; MPI_Test(&request, &here, MPI_STATUS_IGNORE), here == 0;) {
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    bytes.resize(size);
    for (std::size_t at = 0; at < size; at += broadcast_chunk_) {
      const std::size_t count = std::min<std::size_t>(broadcast_chunk_, size - at);
      MPI_Bcast(bytes.data() + at, static_cast<int>(count), MPI_BYTE, root, world_);
    }
    return bytes;
  }

  void finish() override {
    if (finished_) return;
    finished_ = true;
    // A large send completes only when its receiver takes it, and that receiver may be in here too:
    // so keep receiving until all ranks have nothing left to send.
    while (!sends_.empty()) {
      drop_completed_sends();
      receive();
    }
    MPI_Request barrier = MPI_REQUEST_NULL;
    MPI_Ibarrier(world_, &barrier);
    for (int all_here = 0; all_here == 0;) {
      MPI_Test(&barrier, &all_here, MPI_STATUS_IGNORE);
      receive();
    }
    MPI_Comm_free(&world_);
    MPI_Finalize();
  }

  void abort(int exit_code) override {
    flush_streams();
    MPI_Abort(world_, exit_code);
  }

 private:
  struct Send {
    Bytes body;  ///< MPI reads it until the request completes
    MPI_Request request;
  };

  void drop_completed_sends() {
    for (auto s = sends_.begin(); s != sends_.end();) {
      int complete = 0;
      MPI_Test(&s->request, &complete, MPI_STATUS_IGNORE);
      s = complete ? sends_.erase(s) : std::next(s);
    }
  }

  std::optional<Message> receive() {
    int arrived = 0;
    MPI_Message handle = MPI_MESSAGE_NULL;
    MPI_Status status;
    MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, world_, &arrived, &handle, &status);
    if (!arrived) return std::nullopt;
    int count = 0;
    MPI_Get_count(&status, MPI_BYTE, &count);
    Message message{status.MPI_SOURCE, status.MPI_TAG, Bytes(static_cast<std::size_t>(count))};
    MPI_Mrecv(message.body.data(), count, MPI_BYTE, &handle, MPI_STATUS_IGNORE);
    return message;
  }

  std::size_t broadcast_chunk_;
  int unwinding_at_start_;
  MPI_Comm world_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
  int local_rank_ = 0;
  int local_size_ = 1;
  bool finished_ = false;
  std::list<Send> sends_;        ///< a list: bodies stay where MPI reads them
  std::deque<Message> to_self_;  ///< never leaves the process
};

}  // namespace

std::unique_ptr<Communicator> start_mpi(std::size_t broadcast_chunk) {
  return std::make_unique<Mpi>(broadcast_chunk);
}

std::unique_ptr<Communicator> connect() {
  if (launched_by_mpi()) return start_mpi();
  if (const std::string problem = launch_problem(); !problem.empty()) throw InputError(problem);
  return std::make_unique<Local>();
}

void abort_mpi(int exit_code) {
  int initialized = 0;
  int finalized = 0;
  MPI_Initialized(&initialized);
  MPI_Finalized(&finalized);
  flush_streams();
  if (initialized && !finalized) MPI_Abort(MPI_COMM_WORLD, exit_code);
}

std::string mpi_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string full(text, static_cast<std::size_t>(length));
  return full.substr(0, full.find_first_of(",\n"));
}

}  // namespace battalion::comm
