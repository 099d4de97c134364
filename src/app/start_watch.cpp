#include "app/start_watch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/printable.hpp"
#include "comm/host.hpp"
#include "comm/launched.hpp"
#include "comm/mpi.hpp"

namespace battalion::app {
namespace {

constexpr int unfinished = 75;  // RankLoop::stopped

/// Before MPI has told: "3"; empty where the launcher does not say.
std::string rank_told_by_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"}) {
    if (const char* rank = std::getenv(name)) return rank;
  }
  return {};
}

}  // namespace

StartWatch::StartWatch(std::int64_t patience_ns, std::function<void()> tell) : patience_ns_(patience_ns), tell_(std::move(tell)) {
  if (patience_ns_ > 0) thread_ = std::thread([this] { look(); });
}

StartWatch::~StartWatch() { stop(); }

void StartWatch::wait_begins() {
  if (since_ns_ == never) since_ns_ = wall_ns();
}

void StartWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StartWatch::look() {
  const auto every = std::chrono::nanoseconds(patience_ns_ / 16 + 1);
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, every, [&] { return stopping_; })) {
    const std::int64_t since = since_ns_;
    if (since == never || wall_ns() - since <= patience_ns_) continue;
    lock.unlock();
    return tell_();
  }
}

void WatchedStart::send(int destination, int tag, Bytes body) {
  if (std::exchange(waiting_, false)) watch_.wait_ends();
  comm_.send(destination, tag, std::move(body));
}

std::optional<comm::Message> WatchedStart::try_receive() {
  auto message = comm_.try_receive();
  if (message.has_value() == waiting_) {
    waiting_ = !waiting_;
    waiting_ ? watch_.wait_begins() : watch_.wait_ends();
  }
  return message;
}

Bytes WatchedStart::broadcast(Bytes bytes, int root) {
  waiting_ = false;
  watch_.wait_ends();
  watch_.wait_begins();
  Bytes told = comm_.broadcast(std::move(bytes), root);
  watch_.wait_ends();
  return told;
}

std::int64_t start_patience_ns() {
  constexpr std::int64_t second = 1'000'000'000, usual = 600;
  if (!comm::launched_by_mpi() || !comm::survival_problem().empty()) return 0;
  const char* asked = std::getenv("BATTALION_START_SECONDS");
  const int seconds = asked == nullptr ? 0 : std::atoi(asked);
  return (seconds > 0 ? seconds : usual) * second;
}

std::function<void()> end_where_others_do_not_come() {
  return [waited = start_patience_ns() / 1'000'000'000] {
    const std::string rank = rank_told_by_launcher();
    // A few are enough to be heard, whoever is lost.
    if (rank.size() < 2) {
      fmt::print(stderr,
                 "battalion: rank {} ({}) has waited {} s for the other ranks before scoring (one is lost, or slower than "
                 "BATTALION_START_SECONDS allows) start it again; nothing was scored\n",
                 printable(rank), printable(comm::host_name()), waited);
      std::fflush(stderr);
    }
    std::_Exit(unfinished);
  };
}

}  // namespace battalion::app
