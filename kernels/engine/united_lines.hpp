// Lines between all places of two patches, told by their ways and lengths: none is made that nobody asks for.

#if defined(BATTALION_KERNELS_ENGINE_UNITED_LINES_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_UNITED_LINES_HPP
#undef BATTALION_KERNELS_ENGINE_UNITED_LINES_HPP
#else
#define BATTALION_KERNELS_ENGINE_UNITED_LINES_HPP
#endif

#include "kernels/engine/loop.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// All places one step back, or n steps on, on lines that go this way: they begin at their upper, or else left, end.
BATTALION_INLINE Lanes back_one(const Lanes& a, LineWays way) {
  switch (way) {
    case level: return a.left(1);
    case upright: return a.up_one();
    case falling: return a.up_one().left(1);
    default: return a.up_one().right(1);
  }
}
BATTALION_INLINE Lanes on(const Lanes& a, LineWays way, int n) {
  switch (way) {
    case level: return a.right(n);
    case upright: return a.down(n);
    case falling: return a.down(n).right(n);
    default: return a.down(n).left(n);
  }
}
BATTALION_INLINE Lanes back(const Lanes& a, LineWays way, int n) {
  switch (way) {
    case level: return a.left(n);
    case upright: return a.up(n);
    case falling: return a.up(n).left(n);
    default: return a.up(n).right(n);
  }
}
BATTALION_BOTH constexpr LineWays way_at(int k) { return static_cast<LineWays>(1 << k); }
inline constexpr int ways = 4;

/// Where they begin, for each length: visit(length, from a to b, from b to a).
template <class Visit>
BATTALION_INLINE void for_each_length(const Lanes& a, const Lanes& b, bool same, LineWays way, const Visit& visit) {
  Lanes a_back = a, b_back = b;
  for (int length = 2; length <= side; ++length) {
    b_back = back_one(b_back, way);
    a_back = same ? b_back : back_one(a_back, way);
    if (!(a_back | b_back).any()) return;
    const Lanes forth = a & b_back;
    visit(length, forth, same ? forth : b & a_back);
  }
}

/// What lines join: two patches in one window, or one object's places colour by colour.
struct LineEnds {
  Int top, left;
  Lanes a, b;
  bool same;
  const Object* object;   ///< or null
  std::uint32_t colours;  ///< of the object, by their numbers
};
BATTALION_OP Status ends_of(Kind kind, const void* a, const void* b, LineEnds& out) {
  if (kind == Kind::Object) {
    const Object& o = *static_cast<const Object*>(a);
    if (o.places.more != 0) return Punt::window;
    const Lanes mask = Lanes::load(o.places.rows);
    out = {o.places.top, o.places.left, mask, mask, true, &o, colours_of(Planes::load(o.plane), mask)};
    return {};
  }
  Common c;
  BATTALION_TRY(see_both(*static_cast<const Indices*>(a), *static_cast<const Indices*>(b), 0, c));
  out = {c.top, c.left, c.a, c.b, a == b, nullptr, 0};
  return {};
}
/// visit(the ends, the number of the colour): once, or for each colour.
template <class Visit>
BATTALION_INLINE void for_each_colour(const LineEnds& ends, const Visit& visit) {
  if (ends.object == nullptr) return visit(ends, 0);
  const Planes p = Planes::load(ends.object->plane);
  LineEnds own = ends;
  for (std::uint32_t rest = ends.colours; rest != 0; rest &= rest - 1) {
    const int number = lowest_bit(rest);
    own.a = own.b = ends.a & p.equal_to(number + lowest_colour);
    visit(own, number);
  }
}

/// How many lines there are and how many cells they have: at most, where pairs are few.
struct LineCount {
  Int pairs, lines, cells;
  bool apart;  ///< two places are in no line; where there are few it is not told
};
BATTALION_OP void count(const LineEnds& ends, std::uint32_t which, LineCount& out) {
  constexpr Int few = 64;
  const Int n = ends.a.count(), pairs = n * (ends.same ? n : Int{ends.b.count()});
  out.pairs += pairs;
  if (pairs <= few) {
    out.lines += pairs;
    out.cells += pairs * side;
    return;
  }
  const Int single = (ends.a & ends.b).count();
  out.lines += single;
  out.cells += single;
  for (int w = 0; w < ways; ++w) {
    if ((which & way_at(w)) == 0) continue;
    for_each_length(ends.a, ends.b, ends.same, way_at(w), [&](int length, const Lanes& forth, const Lanes& back) {
      const Int joined = Int{forth.count()} + Int{back.count()};
      out.lines += joined;
      out.cells += joined * length;
    });
  }
}

BATTALION_APART Status count_lines(Frame& f, const Instruction& i) {
  LineEnds ends;
  BATTALION_TRY(ends_of(i.kind, f.registers[i.a], f.registers[i.b], ends));
  Pair* made = f.scratch.take<Pair>(1);
  if (made == nullptr) return Punt::scratch;
  f.registers[i.out] = made;
  LineCount n{};
  for_each_colour(ends, [&](const LineEnds& e, int) { count(e, i.c, n); });
  *made = {n.lines, n.cells};
  // The interpreter calls connect for each pair, and may have been told which of all pairs these are.
  const Int all = Int{ends.a.count()} * Int{ends.b.count()};
  f.taken += static_cast<std::uint64_t>(n.pairs > all ? n.pairs : all) * 8;
  f.count(static_cast<std::uint64_t>(n.cells + n.lines));
  return {};
}

/// Kinds of lines that there are, in the order in which line_kinds lists them: whether two places may be in no line, single
/// places, then way by way the lengths.
struct LineKinds {
  std::uint32_t lengths[ways];  ///< bit k - 1: lines of k places
};
BATTALION_OP void add_kinds(const LineEnds& ends, std::uint32_t which, LineKinds& out) {
  for (int w = 0; w < ways; ++w) {
    if ((which & way_at(w)) == 0) continue;
    for_each_length(ends.a, ends.b, ends.same, way_at(w), [&](int length, const Lanes& forth, const Lanes& back) {
      if ((forth | back).any()) out.lengths[w] |= 1u << (length - 1);
    });
  }
}

/// Single places are one kind, told first.
BATTALION_APART Status line_kinds(Frame& f, const Instruction& i) {
  LineEnds ends;
  BATTALION_TRY(ends_of(i.kind, f.registers[i.a], f.registers[i.b], ends));
  LineKinds kinds{};
  for_each_colour(ends, [&](const LineEnds& e, int) { add_kinds(e, i.c, kinds); });
  int n = 1;
  for (const std::uint32_t lengths : kinds.lengths) n += bit_count(lengths);
  IndicesTuple* made = f.scratch.take<IndicesTuple>(1);
  auto** items = f.scratch.take<const Indices*>(static_cast<std::size_t>(n));
  auto* lines = f.scratch.take<Indices>(static_cast<std::size_t>(n));
  if (made == nullptr || items == nullptr || lines == nullptr) return Punt::scratch;
  int at = 0;
  const auto add = [&](const Pair& from, const Pair& to) {
    (void)op::line_between(from, to, lines[at]);
    items[at] = &lines[at];
    ++at;
  };
  add({0, 0}, {0, 0});
  for (int w = 0; w < ways; ++w) {
    for (std::uint32_t rest = kinds.lengths[w]; rest != 0; rest &= rest - 1) {
      const int far = lowest_bit(rest);
      const LineWays way = way_at(w);
      add({0, way == rising ? far : 0}, {way == level ? 0 : far, way == upright || way == rising ? 0 : far});
    }
  }
  *made = {items, n};
  f.registers[i.out] = made;
  return {};
}

/// The places and all that come after, or before, them on the way.
BATTALION_INLINE Lanes all_on(Lanes l, LineWays way) {
  for (int n = 1; n < side; n *= 2) l = l | on(l, way, n);
  return l;
}
BATTALION_INLINE Lanes all_back(Lanes l, LineWays way) {
  for (int n = 1; n < side; n *= 2) l = l | back(l, way, n);
  return l;
}
/// The cells from which a place is reached on the way, and that are reached from one.
BATTALION_OP Lanes between(const LineEnds& e, LineWays way) {
  const Lanes from_a = all_on(e.a, way), to_b = all_back(e.b, way);
  if (e.same) return from_a & to_b;
  return (from_a & to_b) | (all_on(e.b, way) & all_back(e.a, way));
}
/// The cells of lines of these lengths.
BATTALION_OP Lanes between(const LineEnds& e, LineWays way, std::uint32_t lengths) {
  Lanes begin[side];
  int longest = 1;
  for_each_length(e.a, e.b, e.same, way, [&](int length, const Lanes& forth, const Lanes& back) {
    begin[length - 1] = (lengths >> (length - 1) & 1) != 0 ? forth | back : Lanes::zero();
    longest = length;
  });
  // From the end on: what begins longer lines than this goes one step further than they do.
  Lanes longer = Lanes::zero(), cells = Lanes::zero();
  for (int step = longest - 1; step >= 1; --step) {
    longer = longer | begin[step];
    cells = on(cells | longer, way, 1);
  }
  return cells | longer;
}

BATTALION_APART Status unite_lines(Frame& f, const CodeView& code, const Instruction& i) {
  const Register* args = code.arguments + i.a;
  LineEnds ends;
  BATTALION_TRY(ends_of(i.kind, f.registers[args[0]], f.registers[args[1]], ends));
  const Pair& counted = *static_cast<const Pair*>(f.registers[args[2]]);
  f.fixed += static_cast<std::uint64_t>(counted.i) * fixed_of_most;
  f.count(static_cast<std::uint64_t>(counted.j));
  const auto kept = [&](int kind) {
    for (std::uint32_t k = 3; k < i.b; ++k) {
      if (static_cast<const Ints*>(f.registers[args[k]])->items[kind] == 0) return false;
    }
    return true;
  };
  const bool filtered = i.b > 3;
  LineKinds kinds{}, wanted{};
  bool single = true;
  if (filtered) {
    for_each_colour(ends, [&](const LineEnds& e, int) { add_kinds(e, i.c, kinds); });
    int n = 1;
    for (const std::uint32_t lengths : kinds.lengths) n += bit_count(lengths);
    for (std::uint32_t k = 3; k < i.b; ++k) {
      if (static_cast<const Ints*>(f.registers[args[k]])->size != n) return Punt::range;  // as with a loop's mask
    }
    int kind = 0;
    single = kept(kind++);
    for (int w = 0; w < ways; ++w) {
      for (std::uint32_t rest = kinds.lengths[w]; rest != 0; rest &= rest - 1, ++kind) {
        if (kept(kind)) wanted.lengths[w] |= rest & (~rest + 1);
      }
    }
  }
  const auto cells_of = [&](const LineEnds& e) {
    Lanes cells = single ? e.a & e.b : Lanes::zero();
    for (int w = 0; w < ways; ++w) {
      if ((i.c & way_at(w)) == 0) continue;
      const bool all = !filtered || (single && wanted.lengths[w] == kinds.lengths[w]);
      if (all) {
        cells = cells | between(e, way_at(w));
      } else if (wanted.lengths[w] != 0) {
        cells = cells | between(e, way_at(w), wanted.lengths[w]);
      }
    }
    return cells;
  };
  if (ends.object == nullptr) {
    Indices* made = f.scratch.take<Indices>(1);
    if (made == nullptr) return Punt::scratch;
    f.registers[i.out] = made;
    return anchor(cells_of(ends), ends.top, ends.left, *made);
  }
  const void* all = nullptr;
  BATTALION_TRY(start_union(f.scratch, Kind::Object, all));
  f.registers[i.out] = all;
  Status status;
  bool keep = false;
  for_each_colour(ends, [&](const LineEnds& e, int number) {
    if (!status.ok()) return;
    const Lanes cells = cells_of(e);
    Planes p;
    for (int k = 0; k < planes; ++k) p.p[k] = (number >> k & 1) != 0 ? cells : Lanes::zero();
    Object one;
    status = anchor(cells, p, e.top, e.left, one);
    if (status.ok()) status = unite_more(f.scratch, Kind::Object, all, &one, keep);
  });
  return status;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
