#pragma once
// How far the sweep is, on stderr, from rank 0.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "app/config.hpp"
#include "sched/protocol.hpp"

namespace battalion::app {

struct ProgressState {
  std::uint32_t units_done = 0;
  std::uint32_t units = 0;
  std::uint64_t evaluations = 0;  ///< in all units
  sched::wire::OutcomeCounts outcomes{};

  std::uint64_t evaluated() const;
};

/// One line without an end: units, evaluations, their rate, time left, outcomes that occurred.
std::string progress_text(const ProgressState& state, double elapsed_seconds);

/// `M:SS` or `H:MM:SS`.
std::string clock_text(double seconds);

class Progress {
 public:
  using Write = std::function<void(std::string_view)>;

  /// automatic must have been resolved. Starts its clock at `now_ns` (wall_ns()).
  Progress(ProgressMode mode, Write write, std::int64_t now_ns);

  /// Writes where it is time to: live every 0.1 s, plain every 30 s.
  void tick(const ProgressState& state, std::int64_t now_ns);
  /// The last line.
  void finish(const ProgressState& state, std::int64_t now_ns);

 private:
  void write(const ProgressState& state, std::int64_t now_ns, bool last);

  ProgressMode mode_;
  Write write_;
  std::int64_t start_ns_;
  std::int64_t written_ns_;
};

/// What automatic means here: live where stderr is a terminal that can rewrite lines, else plain.
ProgressMode resolved(ProgressMode mode);

}  // namespace battalion::app
