#include "app/stop_signals.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>

#include "app/rank_loop.hpp"

namespace battalion::app {
namespace {

constexpr std::int64_t same_one_ns = 1'000'000'000;

std::atomic<std::int64_t> first_ns{0};
std::atomic<int> first{0};
static_assert(std::atomic<std::int64_t>::is_always_lock_free, "else a handler may not use it");

void heard(int signal) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t ns = now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
  std::int64_t before = 0;
  if (first_ns.compare_exchange_strong(before, ns)) {
    first = signal;
  } else if (ns - before >= same_one_ns) {
    _exit(RankLoop::stopped);
  }
}

}  // namespace

StopSignals::StopSignals() {
  first_ns = 0;
  first = 0;
  struct sigaction action {};
  action.sa_handler = heard;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &action, &before_[i]);
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
}

std::string StopSignals::caught() {
  switch (first.load()) {
    case SIGTERM:
      return "SIGTERM";
    case SIGINT:
      return "SIGINT";
    case SIGUSR1:
      return "SIGUSR1";
  }
  return {};
}

}  // namespace battalion::app
