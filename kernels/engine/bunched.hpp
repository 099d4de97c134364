// Loops that look for the best of a bunched set: a measure is its form's, so no list is made.

#if defined(BATTALION_KERNELS_ENGINE_BUNCHED_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_BUNCHED_HPP
#undef BATTALION_KERNELS_ENGINE_BUNCHED_HPP
#else
#define BATTALION_KERNELS_ENGINE_BUNCHED_HPP
#endif

#include "kernels/engine/loop.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// The best so far, and whether another element is as good.
template <class Patch>
struct BestOfBunches {
  const Patch* element = nullptr;
  Int measure = 0;
  bool several = false;
};
template <class Patch>
BATTALION_OP void take_candidate(BestOfBunches<Patch>& best, const Patch& element) {
  const int order = best.element == nullptr ? -1 : compare(element, *best.element);
  if (best.element != nullptr && order != 0) best.several = true;
  if (order < 0) best.element = &element;
}
/// The first in order of a bunch's elements, which has a form.
template <class Patch>
BATTALION_OP Status first_of_bunch(Scratch& s, const Bunch<Patch>& bunch, const Patch*& out) {
  Patch* made = s.take<Patch>(1);
  if (made == nullptr) return Punt::scratch;
  PlaceWalk walk(*bunch.places);
  Pair p{};
  (void)walk.next(p);
  leave_unmade(*bunch.form, {p.i + bunch.d.i, p.j + bunch.d.j}, *made);
  make(*made);
  out = made;
  return {};
}
/// measures: [bunches], of a bunch's best.
template <class Patch, class Measure>
BATTALION_OP bool measure_bunch(const Bunch<Patch>& bunch, bool largest, const Measure& measure, Int& best) {
  if (bunch.form != nullptr) return measure(*bunch.form, best).plain();
  for (int m = 0; m < bunch.size; ++m) {
    const Patch& item = *bunch.items[m];
    Int n = 0;
    if (!measure(is_unmade(item) ? form_of(item) : item, n).plain()) return false;
    if (m == 0 || (largest ? n > best : n < best)) best = n;
  }
  return true;
}
/// Of a bunched set, which has elements; false where one cannot be measured, or for want of room.
template <class Patch, class Measure>
BATTALION_OP bool best_of_bunches(Scratch& s, const Set<Patch>& set, bool largest, const Measure& measure, BestOfBunches<Patch>& best) {
  const Bunches<Patch>& all = bunches_of(set);
  Int* measures = s.take<Int>(static_cast<std::size_t>(all.count));
  if (measures == nullptr) return false;
  for (int k = 0; k < all.count; ++k) {
    if (!measure_bunch(*all.list[k], largest, measure, measures[k])) return false;
    if (k == 0 || (largest ? measures[k] > best.measure : measures[k] < best.measure)) best.measure = measures[k];
  }
  for (int k = 0; k < all.count; ++k) {
    if (measures[k] != best.measure) continue;
    const Bunch<Patch>& bunch = *all.list[k];
    if (bunch.form != nullptr) {
      const Patch* first = nullptr;
      if (!first_of_bunch(s, bunch, first).ok()) return false;
      take_candidate(best, *first);
      best.several = best.several || bunch.size > 1;
      continue;
    }
    for (int m = 0; m < bunch.size; ++m) {
      const Patch& item = *bunch.items[m];
      Int n = 0;
      (void)measure(is_unmade(item) ? form_of(item) : item, n);
      if (n != best.measure) continue;
      make(item);
      take_candidate(best, item);
    }
  }
  return true;
}
/// As the elements of all would be counted one by one.
template <class Patch>
BATTALION_OP std::uint64_t cells_of_bunches(const Set<Patch>& set) {
  const Bunches<Patch>& all = bunches_of(set);
  std::uint64_t cells = 0;
  for (int k = 0; k < all.count; ++k) {
    const Bunch<Patch>& bunch = *all.list[k];
    if (bunch.form != nullptr) {
      cells += static_cast<std::uint64_t>(bunch.size) * static_cast<std::uint64_t>(most_of(places_of(*bunch.form)));
      continue;
    }
    for (int m = 0; m < bunch.size; ++m) (void)count_patch(bunch.items[m], cells);
  }
  return cells;
}

/// Does a loop of kinds argmax to valmin over a bunched set; or nothing, where `done` stays false. The measure does not tell a
/// patch from the same one moved.
template <class Patch, class Measure>
BATTALION_OP Status best_at_once(Frame& f, const CodeView& code, const Loop& l, std::uint8_t units, const Measure& measure, bool& done) {
  const auto& set = *static_cast<const Set<Patch>*>(f.registers[l.containers[0]]);
  const Scratch before = f.scratch;
  BestOfBunches<Patch> best;
  const bool largest = l.kind == LoopKind::argmax || l.kind == LoopKind::valmax;
  if (set.size == 0 || !best_of_bunches(f.scratch, set, largest, measure, best)) {
    f.scratch.back_to(before);
    return {};
  }
  const auto rounds = static_cast<std::uint64_t>(set.size);
  f.cells += cells_of_bunches(set) * units;
  f.taken += rounds * 16;  // listed and measured
  f.go_rounds(code, l, rounds);
  done = true;
  if (l.kind == LoopKind::valmax || l.kind == LoopKind::valmin) return value_of_key(f.scratch, l.out_kind, {best.measure, 0}, f.registers[l.out]);
  f.ordered = f.ordered || best.several;
  f.registers[l.out] = best.element;
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
