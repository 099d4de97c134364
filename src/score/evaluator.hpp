#pragma once
// Evaluates a battery on one sample: nodes once, programs as if each were alone.
//
// A program is charged for every node it needs, whoever had it evaluated first; a limit is met where those
// charges meet it. A node that several programs need is evaluated under the full limits and judged against
// each program's rest; a node of one program under just what that program has left.

#include <cstdint>
#include <vector>

#include "arc/grid.hpp"
#include "battery/graph.hpp"
#include "dsl/context.hpp"
#include "exec/cancellation.hpp"
#include "exec/limits.hpp"
#include "exec/stopwatch.hpp"

namespace battalion::score {

/// What a program used on a sample, shared nodes included.
struct Usage {
  std::uint64_t steps = 0;
  std::uint64_t memory = 0;  ///< bytes
  std::int64_t cpu_ns = 0;
  std::int64_t wall_ns = 0;
};

struct Evaluation {
  enum class Kind : std::uint8_t { value, raised, expired } kind = Kind::value;
  dsl::Value value;                ///< valid until the next evaluation
  dsl::Raised raised{};
  dsl::Limit limit{};
  bool set_order_dependent = false;
  Usage usage;
};

/// Wall clock after which an evaluation must have come back; 0: none. Twice the guard: a node that several programs need
/// may take all of it after the program's own work did.
std::int64_t longest_wall_ns(const exec::Limits& limits);

/// Not thread-safe; one a worker. Keeps a reference to the graph.
class Evaluator {
 public:
  /// Faults in `warm_bytes` of each arena now, so that the first samples are not charged for it. Cancelled, an
  /// evaluation throws exec::Stopped where it looks at the clocks; the evaluator is of no use after that.
  Evaluator(const battery::Graph& graph, dsl::SetOrder order, const exec::Limits& limits, std::size_t warm_bytes = 0,
            const exec::Cancellation* cancellation = nullptr);

  /// Forgets what is known of the previous sample.
  void start_sample(const arc::Grid& input);
  /// The same for an input of any kind: `make` puts it into the context's current home.
  template <class Make>
  void start_sample_with(const Make& make) {
    clear();
    ctx_.home = dsl::Home::shared;
    input_ = make(ctx_);
    input_mark_ = ctx_.arena(dsl::Home::shared).mark();
  }
  Evaluation evaluate(ProgramId program);

 private:
  struct State {
    enum class Is : std::uint8_t { unknown, value, raised, expired } is = Is::unknown;
    dsl::Limit limit{};
    bool set_order_dependent = false;
    std::uint32_t sample = 0;  ///< that this is about
    dsl::Value value;
    dsl::Raised raised{};
    Usage usage;
  };
  class NodeWatch;

  void clear();
  void compute(battery::NodeId id, State& state, dsl::Home home, const Usage& left);
  bool in_doubt(const State& state, const Usage& left) const;
  Usage rest(const Usage& used) const;
  dsl::Value value_of(battery::NodeId id) const {
    return graph_.nodes()[id].constant ? constants_[id] : states_[id].value;
  }

  const battery::Graph& graph_;
  const exec::Limits limits_;
  const Usage full_;
  const exec::Cancellation* const cancellation_;
  dsl::Context ctx_;
  exec::Stopwatch stopwatch_;
  bool timing_ = false;  ///< the stopwatch runs for the program at hand
  std::vector<dsl::Value> constants_;  ///< [node]
  std::vector<State> states_;          ///< [node]
  std::vector<dsl::Value> args_;
  std::uint32_t sample_ = 0;
  dsl::Value input_;
  dsl::Arena::Mark input_mark_{};
};

}  // namespace battalion::score
