// Loops over patches whose rounds measure them by one operation: all measured before anything is made of it.

#if defined(BATTALION_KERNELS_ENGINE_MEASURED_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_MEASURED_HPP
#undef BATTALION_KERNELS_ENGINE_MEASURED_HPP
#else
#define BATTALION_KERNELS_ENGINE_MEASURED_HPP
#endif

#include "kernels/engine/loop.hpp"
#include "kernels/sliceable.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// All of them by the same operation. False where one raises, punts or hangs on order.
template <class Patch, class Measure>
BATTALION_OP bool measure_all(const Items& patches, Int* out, const Measure& measure) {
  bool plain = true;
  for (int k = 0; k < patches.size; ++k) plain = measure(*static_cast<const Patch*>(patches.at(k)), out[k]).plain() && plain;
  return plain;
}
BATTALION_APART bool measure_all(Signature s, Scratch& scratch, const Items& patches, Int* out) {
  const auto size = [&](const auto& a, Int& n) { return op::size(scratch, a, n); };
  const auto height = [&](const auto& a, Int& n) { return op::height(scratch, a, n); };
  const auto width = [&](const auto& a, Int& n) { return op::width(scratch, a, n); };
  const auto color = [&](const Object& a, Int& n) { return op::color(scratch, a, n); };
  switch (s) {
    case Signature::size_Indices: return measure_all<Indices>(patches, out, size);
    case Signature::size_Object: return measure_all<Object>(patches, out, size);
    case Signature::height_Indices: return measure_all<Indices>(patches, out, height);
    case Signature::height_Object: return measure_all<Object>(patches, out, height);
    case Signature::width_Indices: return measure_all<Indices>(patches, out, width);
    case Signature::width_Object: return measure_all<Object>(patches, out, width);
    case Signature::color_Object: return measure_all<Object>(patches, out, color);
    default: return false;
  }
}

/// What the rounds of a loop that looks for the best, or gathers integers, would leave behind.
BATTALION_OP void take_measures(const Loop& l, LoopState& st, const Int* measures) {
  const bool largest = l.kind == LoopKind::argmax || l.kind == LoopKind::valmax;
  if (!compares_keys(l.kind)) {
    for (int k = 0; k < st.rounds; ++k) st.gathered.values<Int>()[k] = measures[k];
    st.gathered.size = st.rounds;
  }
  for (int k = 0; compares_keys(l.kind) && k < st.rounds; ++k) {
    if (st.best < 0 || (largest ? measures[k] > st.best_key.i : measures[k] < st.best_key.i)) {
      st.best = k;
      st.best_key = {measures[k], 0};
      st.ties = 1;
    } else if (measures[k] == st.best_key.i) {
      const int order = st.loose ? compare_elements(l.element[0], st.items[0].at(k), st.items[0].at(st.best)) : 1;
      if (order != 0) ++st.ties;
      if (order < 0) st.best = k;
    }
  }
  st.round = st.rounds;
}

/// Does the loop at once; or nothing, where `done` stays false.
BATTALION_APART Status measured_at_once(Frame& f, const CodeView& code, const Loop& l, bool& done) {
  const Instruction& i = code.instructions[l.body];
  if (i.a != l.parameters[0] || i.out != l.result_register) return {};
  const Scratch before = f.scratch;
  BATTALION_TRY(begin(f, l));
  LoopState& st = *static_cast<LoopState*>(const_cast<void*>(f.registers[l.state]));
  f.registers[l.state] = nullptr;  // there are no rounds
  const Int n = st.rounds;
  Int* measures = f.scratch.take<Int>(static_cast<std::size_t>(n));
  if (measures == nullptr || !measure_all(static_cast<Signature>(i.code), f.scratch, st.items[0], measures)) {
    if (st.in_set) --f.set_loops;
    if (raises_out_of_order(l, st)) --f.set_extracts;
    f.scratch.back_to(before);
    return {};
  }
  // As the rounds would be charged at most: each looks at its patch.
  std::uint64_t cells = 0;
  for (int k = 0; k < st.rounds; ++k) (void)count_patch(st.items[0].at(k), cells);
  f.cells += cells * i.cells;
  f.go_rounds(code, l, static_cast<std::uint64_t>(n));
  take_measures(l, st, measures);
  done = true;
  return finish(f, l, st);
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
