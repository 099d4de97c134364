// Lines between all places of two patches at once: loops that do nothing else are the longest of all.

#if defined(BATTALION_KERNELS_ENGINE_LINES_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_LINES_HPP
#undef BATTALION_KERNELS_ENGINE_LINES_HPP
#else
#define BATTALION_KERNELS_ENGINE_LINES_HPP
#endif

#include "kernels/engine/loop.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// More pairs of places than this are left to the loop, which can be interrupted.
inline constexpr Int most_lines = Int{1} << 18;

/// The set of connect(p, q) of all p in a and q in b; `done` is false where it is left to the loop.
BATTALION_APART Status lines_of(Frame& f, const Indices& a, const Indices& b, IndicesSet& out, bool& done) {
  done = false;
  if ((a.more | b.more) != 0) return {};
  const Scratch before = f.scratch;
  Items ends[2];
  BATTALION_TRY(walk(f.scratch, Kind::Indices, &a, ends[0]));
  BATTALION_TRY(walk(f.scratch, Kind::Indices, &b, ends[1]));
  const Int pairs = Int{ends[0].size} * ends[1].size;
  if (pairs > most_lines) {
    f.scratch.back_to(before);
    return {};
  }
  Gathered lines;
  BATTALION_TRY(make_room_for(f.scratch, Kind::Indices, static_cast<int>(pairs) + 1, lines));
  Seen seen;
  BATTALION_TRY(make_seen(f.scratch, static_cast<int>(pairs), seen));
  const bool alike = &a == &b;  // then each line comes twice, and is drawn once
  bool nothing = false;
  for (int k = 0; k < ends[0].size; ++k) {
    const Pair& p = *static_cast<const Pair*>(ends[0].at(k));
    for (int m = alike ? k : 0; m < ends[1].size; ++m) {
      const Pair& q = *static_cast<const Pair*>(ends[1].at(m));
      if (!op::in_line(p, q)) {
        nothing = true;
        continue;
      }
      const Scratch mark = f.scratch;
      Indices* line = f.scratch.take<Indices>(1);
      if (line == nullptr) return Punt::scratch;
      BATTALION_TRY(op::line_between(p, q, *line));
      f.count(2 * static_cast<std::uint64_t>(op::length_of_line(p, q)));
      if (seen_before(seen, *line)) {
        f.scratch.back_to(mark);
      } else {
        add(lines, line);
      }
    }
  }
  if (nothing) {
    Indices* none = f.scratch.take<Indices>(1);
    if (none == nullptr) return Punt::scratch;
    op::store_nothing(*none);
    add(lines, none);
  }
  // As many calls of connect.
  f.executed += static_cast<std::uint64_t>(pairs);
  f.fixed += static_cast<std::uint64_t>(pairs) * fixed_of_most;
  done = true;
  return build(f.scratch, Kind::IndicesSet, lines, false, &out);
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
