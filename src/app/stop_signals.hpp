#pragma once
// SIGTERM, SIGINT and SIGUSR1 ask a sweep to stop. The handler raises a flag; the rank's loop looks
// at it.

#include <signal.h>

#include <array>
#include <string>

namespace battalion::app {

/// While it lives the signals are caught; one at a time. The first asks, and is told by caught(). A
/// second that comes a second later or more ends the process at once with exit code 75: what is on
/// disk can be gone on with. (Sooner it is the same one again: launchers and Slurm both send it.)
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The name of the signal that asked, e.g. "SIGTERM"; empty where none did. Any thread.
  static std::string caught();

  static constexpr std::array signals{SIGTERM, SIGINT, SIGUSR1};

 private:
  std::array<struct sigaction, signals.size()> before_;
};

}  // namespace battalion::app
