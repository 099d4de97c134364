// Loops over patches whose rounds measure them by one operation: all measured before anything is made of it.

#if defined(BATTALION_KERNELS_ENGINE_MEASURED_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_MEASURED_HPP
#undef BATTALION_KERNELS_ENGINE_MEASURED_HPP
#else
#define BATTALION_KERNELS_ENGINE_MEASURED_HPP
#endif

#include <type_traits>

#include "kernels/engine/bunched.hpp"
#include "kernels/engine/distances.hpp"
#include "kernels/sliceable.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// All of them by the same operation, which does not tell a patch from the same one moved. False where one raises, punts or hangs
/// on order.
template <class Patch, class Measure>
BATTALION_OP bool measure_all(const Items& patches, Int* out, const Measure& measure) {
  bool plain = true;
  const Patch* last_form = nullptr;
  for (int k = 0; k < patches.size; ++k) {
    const Patch& patch = *static_cast<const Patch*>(patches.at(k));
    const Patch* form = is_unmade(patch) ? &form_of(patch) : nullptr;
    if (form != nullptr && form == last_form) {
      out[k] = out[k - 1];
    } else {
      plain = measure(form != nullptr ? *form : patch, out[k]).plain() && plain;
    }
    last_form = form;
  }
  return plain;
}
/// What an operation measures, if it is one of is_measure(), given to `with`; else false.
template <class Patch, class With>
BATTALION_OP bool with_measure(Signature s, Scratch& scratch, const With& with) {
  const auto size = [&](const Patch& a, Int& n) { return op::size(scratch, a, n); };
  const auto height = [&](const Patch& a, Int& n) { return op::height(scratch, a, n); };
  const auto width = [&](const Patch& a, Int& n) { return op::width(scratch, a, n); };
  switch (s) {
    case Signature::size_Indices:
    case Signature::size_Object: return with(size);
    case Signature::height_Indices:
    case Signature::height_Object: return with(height);
    case Signature::width_Indices:
    case Signature::width_Object: return with(width);
    case Signature::color_Object:
      if constexpr (std::is_same_v<Patch, Object>) return with([&](const Object& a, Int& n) { return op::color(scratch, a, n); });
      return false;
    default: return false;
  }
}
BATTALION_APART bool measure_all(Signature s, Kind element, Scratch& scratch, const Items& patches, Int* out) {
  if (element == Kind::Indices) {
    return with_measure<Indices>(s, scratch, [&](const auto& measure) { return measure_all<Indices>(patches, out, measure); });
  }
  return with_measure<Object>(s, scratch, [&](const auto& measure) { return measure_all<Object>(patches, out, measure); });
}
/// How far all are, which are made, from one patch or place.
BATTALION_APART bool measure_distances(Scratch& scratch, const Items& patches, Kind kind, const void* from, Int* out) {
  Distant there{nullptr, true, {}};
  if (kind == Kind::Pair) {
    there.at = *static_cast<const Pair*>(from);
  } else {
    there = distant(*static_cast<const Indices*>(from));  // an object begins with its places
  }
  bool plain = near_zero(there.at);
  for (int k = 0; k < patches.size; ++k) {
    plain = plain && distance(scratch, distant(*static_cast<const Indices*>(patches.at(k))), there, out[k]).plain();
  }
  return plain;
}

/// Whether both are moves of one form; then also which comes first.
BATTALION_OP bool alike(const void* a, const void* b, int& order) {
  const auto &p = *static_cast<const Indices*>(a), &q = *static_cast<const Indices*>(b);  // objects begin with their places
  if (!is_unmade(p) || !is_unmade(q) || &form_of(p) != &form_of(q)) return false;
  order = compare(move_of(p), move_of(q));
  return true;
}
/// The first in order of a loose set's elements that have this measure; st.ties is 1 where no other has it.
BATTALION_OP void find_best_of_loose(const Loop& l, LoopState& st, const Int* measures, Int measure) {
  const Items& items = st.items[0];
  const auto made = [&](int k) {
    if (l.element[0] == Kind::Indices) {
      make(*static_cast<const Indices*>(items.at(k)));
    } else {
      make(*static_cast<const Object*>(items.at(k)));
    }
    return items.at(k);
  };
  st.ties = 1;
  int first_alike = -1;  // of those looked at last, which are moves of one form
  for (int k = 0; k <= st.rounds; ++k) {
    if (k < st.rounds && measures[k] != measure) continue;
    int order = 0;
    if (k < st.rounds && first_alike >= 0 && alike(items.at(k), items.at(first_alike), order)) {
      if (order != 0) st.ties = 2;
      if (order < 0) first_alike = k;
      continue;
    }
    if (first_alike >= 0 && st.best >= 0) {
      order = compare_elements(l.element[0], made(first_alike), made(st.best));
      if (order != 0) st.ties = 2;
    }
    if (st.best < 0 || order < 0) st.best = first_alike;
    first_alike = k;
  }
  (void)made(st.best);
}
/// What the rounds of a loop that looks for the best, or gathers integers, would leave behind.
BATTALION_OP void take_measures(const Loop& l, LoopState& st, const Int* measures) {
  const int n = st.rounds;
  st.round = n;
  if (!compares_keys(l.kind)) {
    for (int k = 0; k < n; ++k) st.gathered.values<Int>()[k] = measures[k];
    st.gathered.size = n;
    return;
  }
  if (n == 0) return;
  const bool largest = l.kind == LoopKind::argmax || l.kind == LoopKind::valmax;
  int best = 0;
  Int ties = 1;
  for (int k = 1; k < n; ++k) {
    if (largest ? measures[k] > measures[best] : measures[k] < measures[best]) {
      best = k;
      ties = 1;
    } else {
      ties += measures[k] == measures[best] ? 1 : 0;
    }
  }
  st.best_key = {measures[best], 0};
  if (st.loose) {
    find_best_of_loose(l, st, measures, measures[best]);
  } else {
    st.best = best;
    st.ties = static_cast<std::int32_t>(ties);
  }
}

/// Of a bunched set, by what does not tell a patch from the same one moved.
template <class Patch>
BATTALION_APART Status measured_bunches(Frame& f, const CodeView& code, const Loop& l, bool& done) {
  const Instruction& i = code.instructions[l.body];
  Status status;
  (void)with_measure<Patch>(static_cast<Signature>(i.code), f.scratch, [&](const auto& measure) {
    status = best_at_once<Patch>(f, code, l, i.cells, measure, done);
    return true;
  });
  return status;
}

/// Does the loop at once; or nothing, where `done` stays false.
BATTALION_APART Status measured_at_once(Frame& f, const CodeView& code, const Loop& l, bool& done) {
  const Instruction& i = code.instructions[l.body];
  if (i.code >= signature_count || i.out != l.result_register) return {};
  const auto s = static_cast<Signature>(i.code);
  // A distance is from something else, be it the first argument or the second.
  const bool distance = is_distance(s);
  const Register other = i.a == l.parameters[0] ? i.b : i.a;
  if (i.a != l.parameters[0] && (!distance || i.b != l.parameters[0])) return {};
  if (distance && other == l.parameters[0]) return {};
  if (!distance && compares_keys(l.kind) && is_patch_set(l.over[0]) && static_cast<const IndicesSet*>(f.registers[l.containers[0]])->loose == bunched) {
    BATTALION_TRY(l.over[0] == Kind::IndicesSet ? measured_bunches<Indices>(f, code, l, done) : measured_bunches<Object>(f, code, l, done));
    if (done) return {};
  }
  const Scratch before = f.scratch;
  BATTALION_TRY(begin(f, l, distance));
  LoopState& st = *static_cast<LoopState*>(const_cast<void*>(f.registers[l.state]));
  f.registers[l.state] = nullptr;  // there are no rounds
  const Int n = st.rounds;
  Int* measures = f.scratch.take<Int>(static_cast<std::size_t>(n));
  const Kind other_kind = distance ? distance_from(s, i.a != l.parameters[0]) : Kind::Int;
  const bool measured = measures != nullptr && (distance ? measure_distances(f.scratch, st.items[0], other_kind, f.registers[other], measures)
                                                         : measure_all(s, l.element[0], f.scratch, st.items[0], measures));
  if (!measured) {
    if (st.in_set) --f.set_loops;
    if (raises_out_of_order(l, st)) --f.set_extracts;
    f.scratch.back_to(before);
    return {};
  }
  // As the rounds would be charged at most: each looks at its patch, and at the other one.
  std::uint64_t cells = 0;
  if (distance && other_kind != Kind::Pair) (void)count_patch(f.registers[other], cells);
  cells *= static_cast<std::uint64_t>(n);
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
