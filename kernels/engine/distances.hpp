// How far patches are from one another: all pairs of two containers at once.

#if defined(BATTALION_KERNELS_ENGINE_DISTANCES_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_DISTANCES_HPP
#undef BATTALION_KERNELS_ENGINE_DISTANCES_HPP
#else
#define BATTALION_KERNELS_ENGINE_DISTANCES_HPP
#endif

#include "kernels/engine/loop.hpp"
#include "kernels/sliceable.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// A patch to be measured from; most are a place alone.
struct Distant {
  const Indices* patch;
  bool single;
  Pair at;  ///< where it is single
};
/// Of a patch that is made.
BATTALION_OP Distant distant(const Indices& patch) {
  Spot s{};
  const bool single = patch.more == 0 && is_single(Lanes::load(patch.rows), s);
  return {&patch, single, single ? Pair{patch.top + s.row, patch.left + s.column} : Pair{}};
}
/// As manhattan, and where no window holds both.
BATTALION_OP Status distance(Scratch& s, const Distant& a, const Distant& b, Int& out) {
  if (a.single && b.single) {
    const Int di = a.at.i - b.at.i, dj = a.at.j - b.at.j;
    out = (di < 0 ? -di : di) + (dj < 0 ? -dj : dj);
    return {};
  }
  if (a.single) return op::manhattan_to(*b.patch, a.at, out);
  if (b.single) return op::manhattan_to(*a.patch, b.at, out);
  return op::manhattan(s, *a.patch, *b.patch, out);
}

BATTALION_OP Distant* all_distant(Scratch& s, const Items& patches, std::uint64_t& cells) {
  auto* out = s.take<Distant>(static_cast<std::size_t>(patches.size));
  if (out == nullptr) return nullptr;
  for (int k = 0; k < patches.size; ++k) {
    const auto& patch = *static_cast<const Indices*>(patches.at(k));  // an object begins with its places
    out[k] = distant(patch);
    (void)count_patch(&patch, cells);
  }
  return out;
}

/// Does the loop, whose rounds give the distance of two patches for a set of integers; or nothing, where `done` stays false.
BATTALION_APART Status distances_at_once(Frame& f, const CodeView& code, const Loop& l, bool& done) {
  const Instruction& i = code.instructions[l.body];
  if (i.code >= signature_count || !is_distance(static_cast<Signature>(i.code)) || i.out != l.result_register) return {};
  const bool in_order = i.a == l.parameters[0] && i.b == l.parameters[1];
  if (!in_order && (i.a != l.parameters[1] || i.b != l.parameters[0])) return {};
  const Scratch before = f.scratch;
  auto* made = f.scratch.take<IntSet>(1);
  if (made == nullptr) return Punt::scratch;
  Items items[2];
  std::uint64_t cells[2] = {0, 0};
  Distant* patches[2];
  for (int c = 0; c < 2; ++c) {
    BATTALION_TRY(settle(f.scratch, l.over[c], f.registers[l.containers[c]]));
    BATTALION_TRY(walk(f.scratch, l.over[c], f.registers[l.containers[c]], items[c]));
    patches[c] = all_distant(f.scratch, items[c], cells[c]);
    if (patches[c] == nullptr) return Punt::scratch;
  }
  const Int rounds = Int{items[0].size} * items[1].size;
  if (rounds > most_rounds) return Punt::scratch;
  const bool same = l.containers[0] == l.containers[1];  // it is as far from a to b as from b to a
  Lanes::Words found;
  for (int a = 0; a < items[0].size; ++a) {
    for (int b = same ? a : 0; b < items[1].size; ++b) {
      Int n = 0;
      if (!distance(f.scratch, patches[0][a], patches[1][b], n).plain() || !op::in_int_set(n)) {
        f.scratch.back_to(before);
        return {};
      }
      const auto bit = static_cast<std::uint32_t>(n - IntSet::lowest);
      found.set(static_cast<int>(bit / side), 1u << bit % side);
    }
  }
  f.scratch.back_to(before);
  (void)f.scratch.take<IntSet>(1);
  found.all().store(made->rows);
  f.registers[l.out] = made;
  // As the loop would be charged at most.
  f.go_rounds(code, l, static_cast<std::uint64_t>(rounds));
  f.cells += i.cells * (cells[0] * static_cast<std::uint64_t>(items[1].size) + cells[1] * static_cast<std::uint64_t>(items[0].size));
  f.taken += static_cast<std::uint64_t>(rounds) * 16;
  done = true;
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
