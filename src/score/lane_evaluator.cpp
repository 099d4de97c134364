#include "score/lane_evaluator.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "arc/scoring.hpp"
#include "exec/timed_call.hpp"
#include "lower/planes.hpp"
#include "score/beyond_planes.hpp"

namespace battalion::score {
namespace {

using kernels::Kind;
using kernels::Punt;
using kernels::Status;

/// Instructions, and bytes of scratch, between two looks at the clocks within a node. An instruction takes a millisecond at
/// most.
constexpr std::uint64_t slice = 256, slice_bytes = 4 << 20;

/// Nodes of fewer instructions are timed with the next one.
constexpr std::uint64_t timed_instructions = 32;

bool punts(const Status& status, Punt why) { return status.kind() == Status::Kind::punts && status.punt() == why; }

std::uint8_t code_of(Outcome outcome, bool ordered) {
  return static_cast<std::uint8_t>(static_cast<std::uint8_t>(outcome) | (ordered ? set_order_flag : 0));
}

/// A tuple of pairs is a grid of two columns, if its integers are those of a grid.
bool to_cells(const kernels::Pairs& rows, arc::Grid& out) {
  constexpr std::int32_t most_rows = 0xffff;
  if (rows.size == 0 || rows.size > most_rows) return false;
  out.height = static_cast<std::uint16_t>(rows.size);
  out.width = 2;
  out.cells.clear();
  for (int k = 0; k < rows.size; ++k) {
    for (const kernels::Int v : {rows.items[k].i, rows.items[k].j}) {
      if (v < -128 || v > 127) return false;
      out.cells.push_back(static_cast<std::int8_t>(v));
    }
  }
  return true;
}

}  // namespace

void LaneEvaluator::Free::operator()(unsigned char* p) const { std::free(p); }

LaneEvaluator::Room LaneEvaluator::room(std::size_t bytes) {
  // Untouched pages cost nothing, and touched ones little where they are large.
  constexpr std::size_t large_page = std::size_t{2} << 20;
  auto* p = static_cast<unsigned char*>(std::aligned_alloc(large_page, bytes));
  if (p == nullptr) throw std::bad_alloc();
  madvise(p, bytes, MADV_HUGEPAGE);  // as far as the system has them
  const kernels::Scratch all{p, p + bytes};
  return {std::unique_ptr<unsigned char, Free>(p), all, all};
}

LaneEvaluator::LaneEvaluator(const battery::Graph& graph, const LoweredBattery& battery, dsl::SetOrder order,
                             const exec::Limits& limits, const exec::Cancellation* cancellation, const kernels::Level& level)
    : graph_(graph),
      battery_(battery),
      limits_(limits),
      cancellation_(cancellation),
      level_(level),
      own_(room(scratch_bytes)) {
  BATTALION_EXPECT(limits.steps == 0);
  frame_.cpython = order == dsl::SetOrder::cpython;
}

std::size_t LaneEvaluator::seat_bytes(const battery::Graph& graph, const LoweredBattery& battery) {
  return sizeof(Seat) + battery.code().register_count() * sizeof(void*) + graph.nodes().size() * sizeof(State);
}

std::unique_ptr<LaneEvaluator::Seat> LaneEvaluator::new_seat() const {
  auto seat = std::make_unique<Seat>();
  seat->registers.resize(battery_.code().register_count());
  seat->states.resize(graph_.nodes().size());
  seat->shared = room(scratch_bytes);
  for (const auto& c : battery_.code().constants()) seat->registers[c.at] = c.address();
  for (const kernels::Register r : battery_.code().inputs()) seat->registers[r] = &seat->input;
  return seat;
}

void LaneEvaluator::start_sample(const arc::Sample& sample, std::size_t seat) {
  while (seats_.size() <= seat) seats_.push_back(new_seat());
  Seat& s = *seats_[seat];
  s.at = &sample;
  s.fits = lower::to_planes(sample.input, s.input);
  s.expected_fits = sample.output.height > 0 && lower::to_planes(sample.output, s.expected);
  if (s.expected_fits) s.expected_digest = arc::digest(sample.output);
  s.input_digest = arc::digest(sample.input);
  s.shared.left = s.shared.all;
  ++s.sample;
}

std::optional<Verdict> LaneEvaluator::punted(std::string_view why) {
  punt_ = why;
  return std::nullopt;
}

Verdict LaneEvaluator::expired(dsl::Limit limit, bool ordered) const {
  Evaluation e;
  e.kind = Evaluation::Kind::expired;
  e.limit = limit;
  e.set_order_dependent = ordered;
  return judge(e, *seat_->at, false);
}

std::optional<Verdict> LaneEvaluator::evaluate(ProgramId program, bool want_grid, std::size_t seat, std::int64_t now_ns) {
  seat_ = seats_[seat].get();
  Seat& here = *seat_;
  frame_.registers = here.registers.data();
  if (const std::string& why = battery_.why_not(program); !why.empty()) return punted("not lowered");
  if (!here.fits) return punted("input");
  own_.left = own_.all;
  if (here.room_is_short || here.shared.left.at > here.shared.all.at + scratch_bytes / 2) {
    here.shared.left = here.shared.all;
    here.room_is_short = false;
    ++here.sample;
  }
  timing_ = false;
  start_ns_ = now_ns;
  bool ordered = false;
  std::uint64_t& memory = most_memory_;
  memory = kernels::most_memory_to_begin(graph_.walk(program).size());
  exec::Used used;
  for (const LoweredBattery::Step& step : battery_.walk(program)) {
    const battery::NodeId n = step.node;
    State& state = step.shared ? here.states[n] : own_state_;
    if (!step.shared || state.sample != here.sample) run(step, state, used);
    ordered |= state.ordered;
    memory += state.memory;
    used.cpu_ns += state.used.cpu_ns;
    used.wall_ns += state.used.wall_ns;
    // What the interpreter would be charged is at most this; where it may be too much, it has to say.
    if (limits_.memory != 0 && memory > limits_.memory) return punted("memory");
    if (limits_.cpu_ns != 0 && used.cpu_ns > limits_.cpu_ns) return expired(dsl::Limit::cpu, ordered);
    if (limits_.wall_ns != 0 && used.wall_ns > limits_.wall_ns) return expired(dsl::Limit::wall, ordered);
    if (state.status.kind() == Status::Kind::punts) {
      if (n == graph_.result(program)) {
        if (auto v = answer_beyond_planes(program, n, state.status.punt(), ordered, want_grid)) return v;
      } else if (punts(state.status, Punt::ragged) && is_answer_recoloured(program, n)) {
        return no_grid(ordered);
      }
      return punted(kernels::name(state.status.punt()));
    }
    if (state.status.kind() == Status::Kind::raises) return raised(state.status.error(), ordered);
  }
  return verdict(program, ordered, want_grid);
}

/// before: what the program has used. A node that several programs need runs under the full limits.
void LaneEvaluator::run(const LoweredBattery::Step& step, State& state, const exec::Used& before) {
  Room& room = step.shared ? seat_->shared : own_;
  state = {};
  state.sample = seat_->sample;
  frame_.scratch = room.left;
  frame_.ordered = false;
  frame_.start_counting();
  // What programs share is to leave each of them room.
  frame_.uncounted = step.shared ? kernels::weight_on_trust(limits_.memory / 4, 0) : kernels::weight_on_trust(limits_.memory, most_memory_);
  frame_.most = slice;
  frame_.most_taken = slice_bytes;
  if (!timing_) {
    // What was done before is nobody's.
    stopwatch_.lap(start_ns_);
    timing_ = true;
    untimed_ = 0;
  }
  const kernels::CodeView code = battery_.code().view();
  state.status = level_.run(code, step.from, step.to, frame_);
  while (punts(state.status, Punt::paused) && go_on(step.shared ? exec::Used{} : before)) {
    frame_.most = frame_.executed + slice;
    frame_.most_taken = frame_.taken + slice_bytes;
    state.status = level_.run(code, frame_.at, step.to, frame_);
  }
  untimed_ += frame_.executed;
  if (untimed_ >= timed_instructions) {
    look_for_cancellation();
    state.used = stopwatch_.lap();
    untimed_ = 0;
  }
  state.ordered = frame_.ordered;
  state.memory = kernels::most_memory(frame_.work());
  if (state.status.ok()) room.left = frame_.scratch;
  if (step.shared && punts(state.status, Punt::scratch) && room.left.at != room.all.at) {
    seat_->room_is_short = true;
    state.sample = 0;
  }
}

/// Whether a node that has taken a while may take longer.
bool LaneEvaluator::go_on(const exec::Used& before) const {
  look_for_cancellation();
  if (limits_.memory != 0 && kernels::most_memory(frame_.work()) > limits_.memory) return false;
  const exec::Used so_far = stopwatch_.so_far();
  return (limits_.cpu_ns == 0 || before.cpu_ns + so_far.cpu_ns <= limits_.cpu_ns) &&
         (limits_.wall_ns == 0 || before.wall_ns + so_far.wall_ns <= limits_.wall_ns);
}

void LaneEvaluator::look_for_cancellation() const {
  if (cancellation_ != nullptr && cancellation_->cancelled()) throw exec::Stopped{};
}

Verdict LaneEvaluator::raised(kernels::Error error, bool ordered) {
  Verdict v;
  v.cell.outcome = code_of(Outcome::error, ordered);
  const kernels::ErrorText text = kernels::text(error);
  v.error_kind = text.kind;
  v.error_message = text.message;
  return v;
}

Verdict LaneEvaluator::no_grid(bool ordered) {
  Verdict v;
  v.cell.outcome = code_of(Outcome::wrong, ordered);
  return v;
}

/// Whether the node's one use is to be recoloured, which is the answer: rows of unlike length stay such, and nothing raises.
bool LaneEvaluator::is_answer_recoloured(ProgramId program, battery::NodeId node) const {
  const auto walk = battery_.walk(program);
  if (walk.size() < 2 || walk[walk.size() - 2].node != node || walk.back().node != graph_.result(program)) return false;
  const battery::Node& last = graph_.nodes()[walk.back().node];
  const lower::Segment& s = battery_.segment(node);
  if (last.kind != dsl::OpKind::primitive || last.primitive != dsl::Primitive::replace || s.to - s.from != 1) return false;
  const auto args = graph_.args(last);
  if (args[0] != node || args[1] == node || args[2] == node) return false;
  return made_beyond_planes(battery_.code().view().instructions[s.from], Punt::ragged, seat_->registers.data()).has_value();
}

std::optional<Verdict> LaneEvaluator::answer_beyond_planes(ProgramId program, battery::NodeId node, Punt punt, bool ordered,
                                                           bool want_grid) {
  const lower::Segment& s = battery_.segment(node);
  // Of several instructions an earlier one may be the one that punted.
  if (s.to - s.from != 1) return std::nullopt;
  const kernels::Instruction& last = battery_.code().view().instructions[s.from];
  if (last.out != battery_.answer(program).at) return std::nullopt;
  // Nothing else comes after the answer: but what nobody needs may, and may raise.
  if (battery_.walk(program).back().node != node) return std::nullopt;
  auto made = made_beyond_planes(last, punt, seat_->registers.data());
  if (!made) return std::nullopt;
  // As the interpreter makes it, row by row: far from any limit of a sweep, but not from every limit.
  constexpr std::uint64_t bytes_a_cell = 64, bytes_a_row = 256;
  if (limits_.memory != 0 && made->grid.cells.size() * bytes_a_cell + made->grid.height * bytes_a_row > limits_.memory / 4) return std::nullopt;
  if (!made->is_grid) return no_grid(ordered);
  cells_ = std::move(made->grid);
  return judged_cells(ordered, want_grid);
}

Verdict LaneEvaluator::judged_cells(bool ordered, bool want_grid) {
  Verdict v;
  v.cell.outcome = code_of(cells_ == seat_->at->output ? Outcome::exact : Outcome::wrong, ordered);
  v.cell.output_digest = arc::digest(cells_);
  v.cell.cells_right = arc::cells_right(cells_, seat_->at->output);
  if (want_grid) v.grid = cells_;
  return v;
}

Verdict LaneEvaluator::verdict(ProgramId program, bool ordered, bool want_grid) {
  Verdict v;
  v.cell.outcome = code_of(Outcome::wrong, ordered);
  const auto [at, kind] = battery_.answer(program);
  const void* answer = seat_->registers[at];
  const auto* grid = kind == Kind::Grid ? static_cast<const kernels::Grid*>(answer) : nullptr;
  const bool same_shape = grid != nullptr && seat_->expected_fits && grid->height == seat_->expected.height && grid->width == seat_->expected.width;
  const int wrong = same_shape ? level_.wrong_cells(*grid, seat_->expected) : 0;
  if (same_shape && wrong == 0) {
    v.cell.outcome = code_of(Outcome::exact, ordered);
    v.cell.output_digest = seat_->expected_digest;
    v.cell.cells_right = static_cast<std::uint16_t>(grid->height * grid->width);
    if (want_grid) v.grid = seat_->at->output;
    return v;
  }
  if (grid != nullptr) {
    if (grid->width == 0) return v;  // rows without cells
    // Many programs leave another task's grid as it is.
    const bool as_it_was = grid->height == seat_->input.height && grid->width == seat_->input.width && level_.wrong_cells(*grid, seat_->input) == 0;
    const bool output_is_known = seat_->expected_fits || seat_->at->output.height == 0;  // or else it has no form in planes
    if (as_it_was && output_is_known && !want_grid) {
      v.cell.output_digest = seat_->input_digest;
      v.cell.cells_right = static_cast<std::uint16_t>(same_shape ? grid->height * grid->width - wrong : 0);
      return v;
    }
    lower::to_cells(*grid, cells_);
  } else if (kind != Kind::Pairs || !to_cells(*static_cast<const kernels::Pairs*>(answer), cells_)) {
    return v;  // no other kind of value is a grid
  }
  return judged_cells(ordered, want_grid);
}

}  // namespace battalion::score
