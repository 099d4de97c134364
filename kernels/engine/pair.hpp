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

/// As score::LaneEvaluator does: instructions, and bytes of scratch, between two looks at the clock.
inline constexpr std::uint64_t pair_slice = 256, pair_slice_bytes = 4 << 20;

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

/// A pair on its way, operation by operation. `Clock` tells the time in ns.
template <class Clock>
class PairRun {
 public:
  /// registers: [program.register_count]; scratch: kilobytes at least. What is the same for all threads of a warp lies there too,
  /// once: of its own each thread would have thirty-two times as much between it and its cache.
  BATTALION_MEMBER PairRun(const PairProgram& program, const PairSample& sample, const PairLimits& limits, const void** registers,
                           Scratch scratch, const Clock& now)
      : program_(program),
        sample_(sample),
        limits_(limits),
        now_(now),
        f_(*scratch.take<Frame>(1)),
        start_(now()),
        memory_(program.memory) {
    f_ = Frame();
    f_.registers = registers;
    f_.scratch = scratch;
    f_.aside = f_.scratch.take<Sliced>(most_sliced);
    f_.cpython = limits.cpython;
    if (!sample.fits) {
      end(punted(punt_input));
      return;
    }
    set_registers(registers);
    if (program.step_count == 0) end(judge(program, sample, registers[program.answer]));
  }

  BATTALION_MEMBER bool is_done() const { return done_; }
  BATTALION_MEMBER const PairAnswer& answer() const { return answer_; }
  /// The grid that it came to; null where it came to none.
  BATTALION_MEMBER const Grid* grid() const {
    const bool has_one = answer_.digest != 0 && program_.answer_kind == Kind::Grid;
    return has_one ? static_cast<const Grid*>(f_.registers[program_.answer]) : nullptr;
  }

  /// The next operation; there is one as long as this is not done.
  BATTALION_MEMBER void step() {
    const Step of = program_.steps[at_];
    f_.start_counting();
    f_.uncounted = weight_on_trust(limits_.memory, memory_);
    f_.most = pair_slice;
    f_.most_taken = pair_slice_bytes;
    f_.at = of.from;
    Status status;
    for (;;) {
      status = run(program_.code, f_.at, of.to, f_);
      const bool paused = status.kind() == Status::Kind::punts && status.punt() == Punt::paused;
      if (limits_.memory != 0 && memory_ + most_memory(f_.work()) > limits_.memory) return end(punted(punt_memory));
      if (!paused) break;
      if (is_late()) return end(punted(punt_late));
      f_.most = f_.executed + pair_slice;
      f_.most_taken = f_.taken + pair_slice_bytes;
    }
    memory_ += most_memory(f_.work());
    if (is_late()) return end(punted(punt_late));
    if (status.kind() == Status::Kind::punts) return end(punted(static_cast<std::uint8_t>(status.punt())));
    if (status.kind() == Status::Kind::raises) return end(told(PairOutcome::raised, static_cast<std::uint8_t>(status.error())));
    if (++at_ == program_.step_count) end(judge(program_, sample_, f_.registers[program_.answer]));
  }

 private:
  BATTALION_MEMBER void set_registers(const void** registers) const {
    for (std::uint32_t k = 0; k < program_.constant_count; ++k) registers[program_.constants[k].at] = &program_.constants[k].value;
    for (std::uint32_t k = 0; k < program_.input_count; ++k) registers[program_.inputs[k]] = &sample_.input;
  }
  BATTALION_MEMBER bool is_late() const { return limits_.patience_ns != 0 && now_() - start_ > limits_.patience_ns; }
  BATTALION_MEMBER void end(const PairAnswer& answer) {
    answer_ = answer;
    answer_.ordered = f_.ordered;
    const std::uint64_t spent = now_() - start_;
    answer_.time_ns = spent > 0xffffffffu ? 0xffffffffu : static_cast<std::uint32_t>(spent);
    done_ = true;
  }

  const PairProgram& program_;
  const PairSample& sample_;
  const PairLimits& limits_;
  const Clock now_;
  Frame& f_;
  std::uint64_t start_, memory_;
  std::uint32_t at_ = 0;
  bool done_ = false;
  PairAnswer answer_{};
};

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
