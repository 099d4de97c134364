// One program on one sample, start to end: run, judged, told or punted.

#if defined(BATTALION_KERNELS_ENGINE_PAIR_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_PAIR_HPP
#undef BATTALION_KERNELS_ENGINE_PAIR_HPP
#else
#define BATTALION_KERNELS_ENGINE_PAIR_HPP
#endif

#include "kernels/engine/digest.hpp"
#include "kernels/engine/run.hpp"
#include "kernels/pair.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// As score::LaneEvaluator does: instructions, and bytes of scratch, between two looks at the clock, and instructions whose
/// memory is told by their weight.
inline constexpr std::uint64_t pair_slice = 256, pair_slice_bytes = 4 << 20, pair_uncounted = 128;

BATTALION_OP PairAnswer told(PairOutcome outcome, std::uint8_t reason) {
  PairAnswer a{};
  a.outcome = outcome;
  a.reason = reason & 0x7f;
  return a;
}
BATTALION_OP PairAnswer punted(std::uint8_t why) { return told(PairOutcome::punted, why); }

BATTALION_OP PairAnswer judge(const PairProgram& program, const PairSample& sample, const void* answer) {
  if (program.answer_kind == Kind::Pairs) return punted(punt_answer);
  PairAnswer a = told(PairOutcome::wrong, 0);
  if (program.answer_kind != Kind::Grid) return a;  // no other kind of value is a grid
  const Grid& g = *static_cast<const Grid*>(answer);
  if (g.width == 0) return a;  // rows without cells
  if (sample.is_judged && !sample.expected_fits) return punted(punt_answer);
  if (sample.expected_fits && g.height == sample.expected.height && g.width == sample.expected.width) {
    const int wrong = wrong_cells(g, sample.expected);
    a.right = static_cast<std::uint16_t>(g.height * g.width - wrong);
    if (wrong == 0) {
      a.outcome = PairOutcome::exact;
      a.digest = sample.expected_digest;
      return a;
    }
  }
  // Many programs leave another task's grid as it is.
  const bool as_it_was = g.height == sample.input.height && g.width == sample.input.width && wrong_cells(g, sample.input) == 0;
  a.digest = as_it_was ? sample.input_digest : digest_of(g);
  return a;
}

/// registers: [program.register_count]; `now` is the clock's time in ns.
template <class Clock>
BATTALION_OP PairAnswer run_pair(const PairProgram& program, const PairSample& sample, const PairLimits& limits,
                                 const void** registers, const Scratch& scratch, const Clock& now) {
  if (!sample.fits) return punted(punt_input);
  for (std::uint32_t k = 0; k < program.constant_count; ++k) registers[program.constants[k].at] = &program.constants[k].value;
  for (std::uint32_t k = 0; k < program.input_count; ++k) registers[program.inputs[k]] = &sample.input;
  const std::uint64_t start = now();
  Frame f;
  f.registers = registers;
  f.scratch = scratch;
  f.cpython = limits.cpython;
  f.uncounted = pair_uncounted;
  std::uint64_t memory = program.memory;
  bool ordered = false;
  Status status;
  PairAnswer answer = punted(punt_memory);
  for (std::uint32_t k = 0; k < program.step_count; ++k) {
    f.executed = f.weight = f.cells = f.taken = 0;
    f.most = pair_slice;
    f.most_taken = pair_slice_bytes;
    f.at = program.steps[k].from;
    for (;;) {
      status = run(program.code, f.at, program.steps[k].to, f);
      const bool paused = status.kind() == Status::Kind::punts && status.punt() == Punt::paused;
      if (limits.memory != 0 && memory + most_memory(f.work()) > limits.memory) return answer;
      if (!paused) break;
      if (limits.time_ns != 0 && now() - start > limits.time_ns) {
        answer = told(PairOutcome::expired, 0);
        answer.ordered = f.ordered;
        return answer;
      }
      f.most = f.executed + pair_slice;
      f.most_taken = f.taken + pair_slice_bytes;
    }
    memory += most_memory(f.work());
    if (!status.ok()) break;
  }
  ordered = f.ordered;
  if (limits.time_ns != 0 && now() - start > limits.time_ns) {
    answer = told(PairOutcome::expired, 0);
  } else if (status.kind() == Status::Kind::punts) {
    answer = punted(static_cast<std::uint8_t>(status.punt()));
  } else if (status.kind() == Status::Kind::raises) {
    answer = told(PairOutcome::raised, static_cast<std::uint8_t>(status.error()));
  } else {
    answer = judge(program, sample, registers[program.answer]);
  }
  answer.ordered = ordered;
  const std::uint64_t spent = now() - start;
  answer.time_ns = spent > 0xffffffffu ? 0xffffffffu : static_cast<std::uint32_t>(spent);
  return answer;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
