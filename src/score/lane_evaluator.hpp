#pragma once
// Evaluates a battery on the bit-plane engine's CPU lanes: nodes once a sample, programs as if each were alone. What it cannot
// tell, it says so, and the interpreter tells it.
//
// It knows several samples at a time, each in a seat: a program that runs on all of them before the next one finds its
// operations in the caches, which hold but a few programs' worth of them.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "arc/dataset.hpp"
#include "base/clock.hpp"
#include "dsl/set_order.hpp"
#include "exec/cancellation.hpp"
#include "exec/limits.hpp"
#include "exec/stopwatch.hpp"
#include "kernels/level_set.hpp"
#include "score/judge.hpp"
#include "score/lowered_battery.hpp"

namespace battalion::score {

/// Not thread-safe; one a worker. Keeps references to graph, battery and sample.
class LaneEvaluator {
 public:
  /// Steps are not counted: limits.steps is to be 0. Cancelled, an evaluation throws exec::Stopped where it looks at the
  /// clocks.
  LaneEvaluator(const battery::Graph& graph, const LoweredBattery& battery, dsl::SetOrder order,
                const exec::Limits& limits, const exec::Cancellation* cancellation = nullptr,
                const kernels::Level& level = kernels::levels().front());

  /// Forgets what is known of the sample that had the seat.
  void start_sample(const arc::Sample& sample, std::size_t seat = 0);

  /// On the seat's sample. As judge() on the interpreter's evaluation; nothing where the engine cannot tell: punt() says why.
  /// now_ns: wall_ns(), as just read.
  std::optional<Verdict> evaluate(ProgramId program, bool want_grid, std::size_t seat = 0, std::int64_t now_ns = wall_ns());
  /// Of the last evaluate() that gave nothing. Valid as long as the battery is.
  std::string_view punt() const { return punt_; }

  /// Of the last evaluate(): bytes at most that the interpreter would be charged for what was done.
  std::uint64_t most_memory() const { return most_memory_; }

  /// What is kept of a sample, scratch apart.
  static std::size_t seat_bytes(const battery::Graph& graph, const LoweredBattery& battery);

  static constexpr std::size_t scratch_bytes = std::size_t{32} << 20;  ///< of what is kept, and as much of what is not

 private:
  /// What running a node came to.
  struct State {
    std::uint32_t sample = 0;  ///< that this is about
    kernels::Status status;
    bool ordered = false;
    std::uint64_t memory = 0;  ///< bytes, at most
    exec::Used used;           ///< 0 where it was too short to be timed
  };
  struct Free {
    void operator()(unsigned char* p) const;
  };
  struct Room {
    std::unique_ptr<unsigned char, Free> bytes;
    kernels::Scratch all, left;
  };
  /// A sample, and what is known on it.
  struct Seat {
    std::vector<const void*> registers;
    std::vector<State> states;   ///< [node] of those that programs share
    Room shared;
    bool room_is_short = false;  ///< a shared node did not find room beside those of other programs
    const arc::Sample* at = nullptr;
    kernels::Grid input, expected;
    std::uint64_t expected_digest = 0, input_digest = 0;
    bool fits = false;           ///< the input has a form in planes
    bool expected_fits = false;  ///< so has the expected output, which is known
    std::uint32_t sample = 0;
  };

  void run(const LoweredBattery::Step& step, State& state, const exec::Used& before);
  bool go_on(const exec::Used& before) const;
  void look_for_cancellation() const;
  Verdict verdict(ProgramId program, bool ordered, bool want_grid);
  Verdict judged_cells(bool ordered, bool want_grid);
  static Verdict raised(kernels::Error error, bool ordered);
  static Verdict no_grid(bool ordered);
  bool is_answer_recoloured(ProgramId program, battery::NodeId node) const;
  /// Of a node that punted: the verdict, where its value has no form in planes but is the program's answer.
  std::optional<Verdict> answer_beyond_planes(ProgramId program, battery::NodeId node, kernels::Punt punt, bool ordered, bool want_grid);
  std::optional<Verdict> punted(std::string_view why);
  Verdict expired(dsl::Limit limit, bool ordered) const;
  static Room room(std::size_t bytes);
  std::unique_ptr<Seat> new_seat() const;

  const battery::Graph& graph_;
  const LoweredBattery& battery_;
  const exec::Limits limits_;
  const exec::Cancellation* const cancellation_;
  const kernels::Level level_;
  std::vector<std::unique_ptr<Seat>> seats_;
  Seat* seat_ = nullptr;         ///< of the sample at hand
  State own_state_;              ///< of the last node that the program has alone
  Room own_;
  kernels::Frame frame_;
  exec::Stopwatch stopwatch_;
  std::int64_t start_ns_ = 0;    ///< of the evaluation at hand
  bool timing_ = false;          ///< the stopwatch runs for the program at hand
  std::uint64_t untimed_ = 0;    ///< instructions since it was last read
  arc::Grid cells_;  ///< of the answer at hand
  std::string_view punt_;
  std::uint64_t most_memory_ = 0;
};

}  // namespace battalion::score
