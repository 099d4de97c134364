#include "score/evaluator.hpp"

#include <limits>
#include <new>

#include "dsl/interpret.hpp"
#include "exec/timed_call.hpp"
#include "score/answer.hpp"

namespace battalion::score {
namespace {

using battery::NodeId;
using dsl::Home;
using dsl::Limit;

/// Values of shared nodes are kept to the end of a sample, or until they take more than this.
constexpr std::size_t shared_memory_bound = std::size_t{1} << 30;

/// Nodes of fewer steps, which take a microsecond at most, are not timed one by one.
constexpr std::uint64_t timed_steps = 64;

Usage full_of(const exec::Limits& limits) {
  constexpr auto none_u = std::numeric_limits<std::uint64_t>::max();
  constexpr auto none_i = std::numeric_limits<std::int64_t>::max();
  return {limits.steps == 0 ? none_u : limits.steps, limits.memory == 0 ? none_u : limits.memory,
          limits.cpu_ns == 0 ? none_i : limits.cpu_ns, limits.wall_ns == 0 ? none_i : limits.wall_ns};
}

void add(Usage& sum, const Usage& more) {
  sum.steps += more.steps;
  sum.memory += more.memory;
  sum.cpu_ns += more.cpu_ns;
  sum.wall_ns += more.wall_ns;
}

/// The limit that these charges exceed, in the order in which they are told apart.
const Limit* exceeded(const Usage& used, const Usage& limit) {
  static constexpr Limit limits[] = {Limit::steps, Limit::memory, Limit::cpu, Limit::wall};
  if (used.steps > limit.steps) return &limits[0];
  if (used.memory > limit.memory) return &limits[1];
  if (used.cpu_ns > limit.cpu_ns) return &limits[2];
  if (used.wall_ns > limit.wall_ns) return &limits[3];
  return nullptr;
}

}  // namespace

/// Holds one node's evaluation to what is left.
class Evaluator::NodeWatch : public dsl::Watch {
 public:
  NodeWatch(const exec::Stopwatch& stopwatch, const Usage& left, const exec::Cancellation* cancellation)
      : stopwatch_(stopwatch), left_(left), cancellation_(cancellation) {}
  void look() override {
    if (cancellation_ != nullptr && cancellation_->cancelled()) throw exec::Stopped{};
    const exec::Used used = stopwatch_.so_far();
    if (used.cpu_ns > left_.cpu_ns) throw dsl::Expired{Limit::cpu};
    if (used.wall_ns > left_.wall_ns) throw dsl::Expired{Limit::wall};
  }

 private:
  const exec::Stopwatch& stopwatch_;
  const Usage& left_;
  const exec::Cancellation* const cancellation_;
};

std::int64_t longest_wall_ns(const exec::Limits& limits) {
  // A limit as large as the type allows stays that.
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  return limits.wall_ns > most / 2 ? most : 2 * limits.wall_ns;
}

Evaluator::Evaluator(const battery::Graph& graph, dsl::SetOrder order, const exec::Limits& limits,
                     std::size_t warm_bytes, const exec::Cancellation* cancellation)
    : graph_(graph), limits_(limits), full_(full_of(limits)), cancellation_(cancellation), ctx_(order) {
  for (const Home home : {Home::shared, Home::own}) {
    ctx_.arena(home).warm_up(warm_bytes);
    ctx_.demand(home).warm_up(warm_bytes / 4);
  }
  constants_.resize(graph.nodes().size());
  states_.resize(graph.nodes().size());
  ctx_.home = Home::constants;
  for (NodeId id = 0; id < graph.nodes().size(); ++id) {
    const battery::Node& node = graph.nodes()[id];
    if (!node.constant) continue;
    args_.clear();
    for (NodeId a : graph.args(node)) args_.push_back(constants_[a]);
    constants_[id] = dsl::evaluate(ctx_, node.kind, node.primitive, node.number, args_);
  }
}

void Evaluator::clear() {
  ctx_.reset(Home::shared);
  ctx_.reset(Home::own);
  ctx_.budget.watch = nullptr;
  ctx_.budget.start(dsl::Budget::unlimited, dsl::Budget::unlimited);
  ++sample_;
}

void Evaluator::start_sample(const arc::Grid& input) {
  start_sample_with([&](dsl::Context& ctx) { return from_grid(ctx, input); });
}

Usage Evaluator::rest(const Usage& used) const {
  return {full_.steps - used.steps, full_.memory - used.memory, full_.cpu_ns - used.cpu_ns,
          full_.wall_ns - used.wall_ns};
}

/// Whether a shared node's result, known under the full limits, leaves open which limit this program, with
/// less left, would have met first.
bool Evaluator::in_doubt(const State& state, const Usage& left) const {
  return state.usage.steps > left.steps && state.usage.memory > left.memory;
}

Evaluation Evaluator::evaluate(ProgramId program) {
  if (ctx_.arena(Home::shared).used() + ctx_.demand(Home::shared).used() > shared_memory_bound) {
    ctx_.arena(Home::shared).rewind(input_mark_);
    ctx_.demand(Home::shared).reset();
    ++sample_;
  }
  ctx_.reset(Home::own);
  timing_ = false;

  Evaluation out;
  for (NodeId id : graph_.walk(program)) {
    const battery::Node& node = graph_.nodes()[id];
    if (node.constant) continue;
    State& state = states_[id];
    const Usage left = rest(out.usage);
    if (node.fixed) {
      if (state.is == State::Is::unknown) compute(id, state, Home::constants, full_);
    } else if (state.sample != sample_) {
      compute(id, state, node.shared ? Home::shared : Home::own, node.shared ? full_ : left);
    }
    if ((node.shared || node.fixed) && in_doubt(state, left)) {
      // Only this program's own view of it decides, and only its kind matters: nothing refers to the value.
      State alone;
      compute(id, alone, Home::own, left);
      alone.usage.steps = std::min(alone.usage.steps, left.steps);
      alone.usage.memory = std::min(alone.usage.memory, left.memory);
      add(out.usage, alone.usage);
      out.set_order_dependent |= alone.set_order_dependent;
      out.kind = Evaluation::Kind::expired;
      out.limit = alone.limit;
      return out;
    }
    add(out.usage, state.usage);
    out.set_order_dependent |= state.set_order_dependent;
    if (const Limit* limit = exceeded(out.usage, full_)) {
      out.kind = Evaluation::Kind::expired;
      out.limit = state.is == State::Is::expired ? state.limit : *limit;
      return out;
    }
    if (state.is == State::Is::raised) {
      out.kind = Evaluation::Kind::raised;
      out.raised = state.raised;
      return out;
    }
    if (state.is == State::Is::expired) {
      out.kind = Evaluation::Kind::expired;
      out.limit = state.limit;
      return out;
    }
  }
  out.value = value_of(graph_.result(program));
  return out;
}

void Evaluator::compute(NodeId id, State& state, Home home, const Usage& left) {
  const battery::Node& node = graph_.nodes()[id];
  state = State{};
  state.sample = sample_;
  if (node.kind == dsl::OpKind::input) {
    state.is = State::Is::value;
    state.value = input_;
    return;
  }
  args_.clear();
  for (NodeId a : graph_.args(node)) args_.push_back(value_of(a));
  if (!timing_) {
    // What was done since the last node is nobody's.
    stopwatch_.lap();
    timing_ = true;
  }
  NodeWatch watch(stopwatch_, left, cancellation_);
  ctx_.home = home;
  ctx_.in_order = false;
  ctx_.depth = 0;
  ctx_.order_mattered = false;
  ctx_.budget.watch = &watch;
  ctx_.budget.start(left.steps, left.memory);
  const dsl::Arena::Mark mark = ctx_.arena(home).mark();
  try {
    state.value = dsl::evaluate(ctx_, node.kind, node.primitive, node.number, args_);
    state.is = State::Is::value;
  } catch (const dsl::Raised& raised) {
    state.is = State::Is::raised;
    state.raised = raised;
  } catch (const dsl::Expired& expired) {
    state.is = State::Is::expired;
    state.limit = expired.limit;
  } catch (const std::bad_alloc&) {
    state.is = State::Is::expired;
    state.limit = Limit::memory;
  }
  if (state.is != State::Is::value) ctx_.arena(home).rewind(mark);
  state.set_order_dependent = ctx_.order_mattered;
  state.usage = {ctx_.budget.steps, ctx_.budget.memory, 0, 0};
  // Reading a clock takes longer than a short node: its time is charged with that of the next long one.
  if (ctx_.budget.steps >= timed_steps) {
    const exec::Used used = stopwatch_.lap();
    state.usage.cpu_ns = used.cpu_ns;
    state.usage.wall_ns = used.wall_ns;
  }
}

}  // namespace battalion::score
