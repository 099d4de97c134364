#pragma once
// What scoring one unit yields. These are the types that `store` writes and `report` reads.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "arc/grid.hpp"
#include "base/id.hpp"

namespace battalion::score {

/// The codes stored in /scores/outcome (low seven bits).
enum class Outcome : std::uint8_t {
  pending = 0,   ///< not scored yet
  exact = 1,
  wrong = 2,
  error = 3,     ///< the program raised; its kind and message are recorded
  timeout = 4,   ///< CPU, wall or step limit
  memory = 5,
  skipped = 6,   ///< early stop after a failed demo, only when asked for
  unpaired = 7,  ///< under pairing `own`: this program never meets this task; in no count
};
inline constexpr int outcome_count = 8;
/// Set beside the outcome where the result hung on the order in which a set was walked.
inline constexpr std::uint8_t set_order_flag = 0x80;

std::string_view name(Outcome outcome);

/// What answered a pair.
enum class Engine : std::uint8_t {
  interpreter = 0,
  lanes = 1,  ///< the bit-plane engine on CPU lanes
  cuda = 2,   ///< the same on a device
  python = 3,  ///< worker processes of the user's Python
};
inline constexpr int engine_count = 4;

std::string_view name(Engine engine);

/// A candidate: one program's answer on one sample.
struct Cell {
  std::uint8_t outcome = 0;       ///< Outcome, with set_order_flag
  std::uint16_t cells_right = 0;
  std::uint16_t error = 0;        ///< 0, or 1 + index into UnitResult::errors (also says which limit)
  std::uint64_t output_digest = 0;  ///< 0 where the answer is no grid

  Outcome kind() const { return static_cast<Outcome>(outcome & 0x7f); }
  bool set_order_dependent() const { return (outcome & set_order_flag) != 0; }
};

struct SampleTiming {
  std::int64_t wall_ns = 0;   ///< of scoring the sample; of samples taken side by side, its share by the time of its pairs
  std::int64_t cpu_ns = 0;    ///< CPU time of all threads that worked on it
  std::int64_t queue_ns = 0;  ///< time that its timed calls waited for a worker
  std::int64_t start_ns = 0;  ///< Unix time
};

/// An error kind and message, as met by the candidates of a unit.
struct ErrorKind {
  std::string kind;     ///< e.g. "ValueError"; "cpu", "wall", "steps" for a timeout; "memory"
  std::string message;
  auto operator<=>(const ErrorKind&) const = default;
};

/// Pairs that one engine answered.
struct Answered {
  Engine engine = Engine::interpreter;
  std::string why;  ///< why it fell to this engine: what the next faster one said of it; empty where nothing faster was asked
  std::uint64_t pairs = 0;
  bool operator==(const Answered&) const = default;
};

/// An answer that was asked to be kept (--keep).
struct KeptOutput {
  SampleId sample;
  ProgramId program;
  arc::Grid grid;
};

/// The ends of what a failing program of another language wrote, at the first sample of a unit that it failed on.
struct Printed {
  SampleId sample;
  ProgramId program;
  std::string out;  ///< of its standard output
  std::string err;  ///< of its standard error
};

/// CPU and wall time of a phase of a task on a rank, or of the rank.
struct PhaseTiming {
  TaskId task;
  std::uint8_t phase = 0;  ///< index into phase_names
  std::int64_t wall_ns = 0;
  std::int64_t cpu_ns = 0;
};
inline constexpr std::string_view phase_names[] = {"load", "demo", "test", "write", "validate"};
enum class Phase : std::uint8_t {
  load = 0,      ///< from the start until the rank could score, less what was validation
  demo = 1,
  test = 2,
  write = 3,     ///< of segments
  validate = 4,  ///< resolving programs, merging them into the graph, readying workers
};
/// For phases that belong to the rank and not to a task.
inline constexpr TaskId no_task{0xffffffffu};

/// The finished unit: a dense block [samples][programs], row-major.
struct UnitResult {
  UnitId unit;
  TaskId task;
  SampleId first_sample;
  std::uint32_t sample_count = 0;
  std::vector<ProgramId> programs;  ///< the columns, ascending
  std::vector<Cell> cells;          ///< [sample_count][programs.size()]
  std::vector<SampleTiming> timings;  ///< [sample_count]
  std::vector<ErrorKind> errors;
  std::vector<KeptOutput> kept;
  std::vector<Printed> printed;  ///< of programs that wrote something, ascending, each once
  std::vector<PhaseTiming> phases;
  std::vector<Answered> answered;  ///< by engine and reason, each once; skipped pairs are in none
  std::int64_t busy_ns = 0;  ///< wall time that the rank spent on this unit
};

}  // namespace battalion::score
