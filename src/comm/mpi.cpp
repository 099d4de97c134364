#include "comm/mpi.hpp"

#include <mpi.h>
#if BATTALION_ULFM
#include <mpi-ext.h>
#endif

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <iostream>
#include <limits>
#include <list>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <utility>

#include "comm/host.hpp"
#include "comm/launched.hpp"
#include "comm/local.hpp"

namespace battalion::comm {
namespace {

// Errors of MPI calls are fatal by default: the job ends with MPI's own message. So return codes
// need no check here; but see tolerate_failures().

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
      leak_sends();
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
    if (MPI_Isend(s.body.data(), static_cast<int>(s.body.size()), MPI_BYTE, destination, tag, world_,
                  &s.request) != MPI_SUCCESS) {
      sends_.pop_back();  // to a rank that is dead
    }
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

  bool finish_within(std::int64_t patience_ns) override {
    BATTALION_EXPECT(!finished_);
    const auto end = std::chrono::steady_clock::now() + std::chrono::nanoseconds(patience_ns);
    if (patience_ns > 0 && all_arrive(end)) {
      finish();
      return true;
    }
    finished_ = true;
    leak_sends();
    return false;
  }

  void tolerate_failures() override {
#if BATTALION_ULFM
    // What fails from now on fails for a dead rank's sake, and failed() will tell of that.
    MPI_Comm_set_errhandler(world_, MPI_ERRORS_RETURN);
    tolerant_ = true;
#endif
  }

  std::vector<int> failed() override {
#if BATTALION_ULFM
    if (tolerant_ && !finished_) look_for_failures();
#endif
    return failed_;
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

  /// MPI may still read the buffers of unfinished sends: they must outlive this object.
  void leak_sends() {
    if (!sends_.empty()) [[maybe_unused]]
      auto* leaked = new std::list<Send>(std::move(sends_));
    sends_.clear();
  }

  /// Whether every rank comes here before `end`. Unlike finish() it leaves MPI as it is.
  bool all_arrive(std::chrono::steady_clock::time_point end) {
    MPI_Request barrier = MPI_REQUEST_NULL;
    if (MPI_Ibarrier(world_, &barrier) != MPI_SUCCESS) return false;
    for (int all_here = 0; all_here == 0;) {
      if (MPI_Test(&barrier, &all_here, MPI_STATUS_IGNORE) != MPI_SUCCESS) return false;
      if (all_here == 0 && std::chrono::steady_clock::now() >= end) return false;
      drop_completed_sends();
      receive();
    }
    return true;
  }

#if BATTALION_ULFM
  void look_for_failures() {
    MPI_Group dead = MPI_GROUP_NULL;
    if (MPIX_Comm_get_failed(world_, &dead) != MPI_SUCCESS) return;
    int count = 0;
    MPI_Group_size(dead, &count);
    if (static_cast<std::size_t>(count) != failed_.size()) {
      // Until they are acknowledged, receiving from anybody fails.
      int acknowledged = 0;
      MPIX_Comm_ack_failed(world_, count, &acknowledged);
      std::vector<int> in_group(static_cast<std::size_t>(count));
      std::iota(in_group.begin(), in_group.end(), 0);
      failed_.resize(in_group.size());
      MPI_Group all = MPI_GROUP_NULL;
      MPI_Comm_group(world_, &all);
      MPI_Group_translate_ranks(dead, count, in_group.data(), all, failed_.data());
      MPI_Group_free(&all);
    }
    MPI_Group_free(&dead);
  }
#endif

  void drop_completed_sends() {
    for (auto s = sends_.begin(); s != sends_.end();) {
      int complete = 0;
      const bool failed = MPI_Test(&s->request, &complete, MPI_STATUS_IGNORE) != MPI_SUCCESS;
      s = complete || failed ? sends_.erase(s) : std::next(s);
    }
  }

  std::optional<Message> receive() {
    int arrived = 0;
    MPI_Message handle = MPI_MESSAGE_NULL;
    MPI_Status status;
    if (MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, world_, &arrived, &handle, &status) != MPI_SUCCESS || !arrived) {
      return std::nullopt;
    }
    int count = 0;
    MPI_Get_count(&status, MPI_BYTE, &count);
    Message message{status.MPI_SOURCE, status.MPI_TAG, Bytes(static_cast<std::size_t>(count))};
    if (MPI_Mrecv(message.body.data(), count, MPI_BYTE, &handle, MPI_STATUS_IGNORE) != MPI_SUCCESS) {
      return std::nullopt;  // its sender died in the middle of it
    }
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
  std::vector<int> failed_;
#if BATTALION_ULFM
  bool tolerant_ = false;
#endif
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

std::string survival_problem() {
  return survival_problem([](const char* name) -> const char* { return std::getenv(name); }, BATTALION_ULFM != 0);
}

std::string fault_tolerance() {
#if BATTALION_ULFM
  return "ULFM, beside an own heartbeat";
#else
  return "own heartbeat (this MPI has no ULFM)";
#endif
}

std::string mpi_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string full(text, static_cast<std::size_t>(length));
  return full.substr(0, full.find_first_of(",\n"));
}

}  // namespace battalion::comm
