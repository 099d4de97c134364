// Running bytecode: one instruction after the other, no calls of its own, no stack.

#if defined(BATTALION_KERNELS_ENGINE_RUN_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_RUN_HPP
#undef BATTALION_KERNELS_ENGINE_RUN_HPP
#else
#define BATTALION_KERNELS_ENGINE_RUN_HPP
#endif

#include "kernels/engine/at_once.hpp"
#include "kernels/engine/distances.hpp"
#include "kernels/engine/judge.hpp"
#include "kernels/engine/lines.hpp"
#include "kernels/engine/nearest.hpp"
#include "kernels/engine/measured.hpp"
#include "kernels/engine/pairwise.hpp"
#include "kernels/engine/patches_moved.hpp"
#include "kernels/engine/sliced.hpp"
#include "kernels/engine/united_lines.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// As dsl::max_call_depth: the reference makes a power by recursion.
inline constexpr Int deepest_power = 980;

/// Makes one value in scratch and leaves its address in the register.
template <class T>
BATTALION_OP Status leave(Frame& f, Register out, const T& value) {
  T* made = f.scratch.take<T>(1);
  if (made == nullptr) return Punt::scratch;
  *made = value;
  f.registers[out] = made;
  return {};
}
template <class T>
BATTALION_OP const T& in(const Frame& f, Register r) {
  return *static_cast<const T*>(f.registers[r]);
}

/// What a container made of its elements one by one is made of.
BATTALION_BOTH constexpr Kind element_of(Kind container) {
  switch (container) {
    case Kind::Ints:
    case Kind::IntSet: return Kind::Int;
    case Kind::Pairs: return Kind::Pair;
    case Kind::Cells: return Kind::Cell;
    case Kind::IndicesTuple:
    case Kind::IndicesSet: return Kind::Indices;
    case Kind::ObjectTuple:
    case Kind::ObjectSet: return Kind::Object;
    default: return Kind::Grid;
  }
}

BATTALION_APART Status make_tuple(Frame& f, const CodeView& code, const Instruction& i) {
  const Register* args = code.arguments + i.a;
  if (i.kind == Kind::Pair) return leave(f, i.out, Pair{in<Int>(f, args[0]), in<Int>(f, args[1])});
  if (i.kind == Kind::Cell && is_empty(in<Pair>(f, args[1]))) return Punt::empty;
  if (i.kind == Kind::Cell) return leave(f, i.out, Cell{in<Int>(f, args[0]), in<Pair>(f, args[1])});
  Gathered g;
  BATTALION_TRY(make_room_for(f.scratch, element_of(i.kind), static_cast<int>(i.b), g));
  for (std::uint32_t k = 0; k < i.b; ++k) add(g, f.registers[args[k]]);
  void* made = take(f.scratch, i.kind);
  if (made == nullptr) return Punt::scratch;
  f.registers[i.out] = made;
  return build(f.scratch, i.kind, g, false, made);
}

BATTALION_APART Status pairs_to_grid(Frame& f, const Instruction& i) {
  const Pairs& pairs = in<Pairs>(f, i.a);
  if (pairs.size > side) return Punt::size;
  Ints rows[side];
  const Ints* list[side];
  for (int k = 0; k < pairs.size; ++k) {
    rows[k] = {&pairs.items[k].i, 2};
    list[k] = &rows[k];
  }
  Grid* made = f.scratch.take<Grid>(1);
  if (made == nullptr) return Punt::scratch;
  f.registers[i.out] = made;
  return grid_of(list, pairs.size, *made);
}

/// A tuple taken as a set: one that holds a place twice is none where it is counted, and () is not frozenset() but where
/// its elements go into another set.
template <class List, class Patch>
BATTALION_APART Status tuple_to_patch(Frame& f, const Instruction& i) {
  const List& list = in<List>(f, i.a);
  f.count(static_cast<std::uint64_t>(list.size));
  const auto taken = static_cast<Taken>(i.b);
  if (list.size == 0 && taken != Taken::into_a_set) return Punt::empty;
  Patch* made = f.scratch.take<Patch>(1);
  if (made == nullptr) return Punt::scratch;
  f.registers[i.out] = made;
  BATTALION_TRY(patch_of(f.scratch, list.items, list.size, *made));
  if (taken != Taken::counted) return {};
  const Indices& places = places_of(*made);
  if (!is_known(places)) return Punt::window;
  return count_of(places) == list.size ? Status() : Status(Punt::range);
}

BATTALION_APART Status truth_of(const Frame& f, const Instruction& i, Bool& out) {
  switch (i.kind) {
    case Kind::Bool: out = in<Bool>(f, i.a); return {};
    case Kind::Int: out = in<Int>(f, i.a) != 0 && in<Int>(f, i.a) != no_integer; return {};
    case Kind::Indices: out = !is_empty(in<Indices>(f, i.a)); return {};
    case Kind::Object: out = !is_empty(in<Object>(f, i.a).places); return {};
    case Kind::IntSet: out = Lanes::load(in<IntSet>(f, i.a).rows).any(); return {};
    case Kind::Grid: out = in<Grid>(f, i.a).height > 0; return {};
    case Kind::Pair: out = !is_empty(in<Pair>(f, i.a)); return {};
    case Kind::Cell: out = true; return {};
    default: out = in<Ints>(f, i.a).size > 0; return {};
  }
}

/// A product that is not made: the interpreter makes it, and is charged for each of its tuples.
BATTALION_APART Status check_product(Frame& f, const Register* args, Kind a, Kind b, bool side_by_side) {
  constexpr std::uint64_t tuple_bytes = 8;  // 128 of memory, as most_memory counts
  const Scratch before = f.scratch;
  BATTALION_TRY(settle(f.scratch, a, f.registers[args[0]]));
  BATTALION_TRY(settle(f.scratch, b, f.registers[args[1]]));
  Items items[2];
  BATTALION_TRY(walk(f.scratch, a, f.registers[args[0]], items[0]));
  BATTALION_TRY(walk(f.scratch, b, f.registers[args[1]], items[1]));
  f.scratch.back_to(before);
  const Int n = items[0].size, m = items[1].size;
  const Int size = side_by_side ? (n < m ? n : m) : n * m;
  if (size > most_rounds) return Punt::scratch;
  f.taken += static_cast<std::uint64_t>(size) * tuple_bytes;
  return {};
}

/// A loop told without its rounds; or nothing is done, and `done` stays false.
BATTALION_APART Status loop_at_once(Frame& f, const CodeView& code, const Instruction& i, bool& done) {
  const Loop& l = code.loops[i.a];
  const unsigned char* const before = f.scratch.at;
  std::size_t uncharged = 0;
  if (l.kind == LoopKind::sfilter) {
    filter_at_once(f, code, l, done);
  } else if (l.result == Kind::Bool) {
    BATTALION_TRY(pairs_at_once(f, code, l, done));
  } else if (l.result == Kind::Int) {
    BATTALION_TRY(l.walk == Walk::one ? measured_at_once(f, code, l, done) : distances_at_once(f, code, l, done));
  } else {
    patches_at_once(f, code, l, uncharged, done);
  }
  if (done) {
    f.weight += i.weight;
    f.taken += static_cast<std::uint64_t>(f.scratch.at - before) - uncharged;
  }
  return {};
}

BATTALION_OP Status step_other(Frame& f, const CodeView& code, const Instruction& i, std::uint32_t& pc) {
  switch (static_cast<Do>(i.code)) {
    case Do::tuple: return make_tuple(f, code, i);
    case Do::to_int: return leave(f, i.out, Int{in<Bool>(f, i.a) ? 1 : 0});
    case Do::ints_to_pair: {
      const Ints& l = in<Ints>(f, i.a);
      if (l.size != 2) return Punt::range;
      return leave(f, i.out, Pair{l.items[0], l.items[1]});
    }
    case Do::pair_to_ints: {
      // Its two integers lie one after the other.
      const Pair& p = in<Pair>(f, i.a);
      return leave(f, i.out, Ints{const_cast<Int*>(&p.i), is_empty(p) ? 0 : 2});
    }
    case Do::pairs_to_grid: return pairs_to_grid(f, i);
    case Do::pairs_to_indices: return tuple_to_patch<Pairs, Indices>(f, i);
    case Do::cells_to_object: return tuple_to_patch<Cells, Object>(f, i);
    case Do::truth: {
      Bool b;
      BATTALION_TRY(truth_of(f, i, b));
      return leave(f, i.out, b);
    }
    case Do::select: f.registers[i.out] = f.registers[in<Bool>(f, i.a) ? i.b : i.c]; return {};
    case Do::some:
      f.registers[i.out] = f.registers[i.a];
      return in<Int>(f, i.a) == no_integer ? Status(Punt::none) : Status();
    case Do::move: f.registers[i.out] = f.registers[i.a]; return {};
    case Do::check_power: {
      const Int n = in<Int>(f, i.a);
      return n >= 1 && n <= deepest_power ? Status() : Status(Error::power_without_end);
    }
    case Do::product: return check_product(f, code.arguments + i.a, static_cast<Kind>(i.b), static_cast<Kind>(i.c), i.d != 0);
    case Do::lines: {
      IndicesSet* made = f.scratch.take<IndicesSet>(1);
      if (made == nullptr) return Punt::scratch;
      f.registers[i.out] = made;
      bool done = false;
      BATTALION_TRY(lines_of(f, in<Indices>(f, i.a), in<Indices>(f, i.b), *made, done));
      if (done) pc = i.c;
      return {};
    }
    case Do::pair_cells: return pair_cells(f, i);
    case Do::highest: return highest(f, i);
    case Do::rows_by_columns: return rows_by_columns(f, i);
    case Do::count_lines: return count_lines(f, i);
    case Do::line_kinds: return line_kinds(f, i);
    case Do::unite_lines: return unite_lines(f, code, i);
    case Do::nearest: return nearest(f, i);
    case Do::note_order: f.ordered = true; return {};
    case Do::remember_order: f.ordered_before = f.ordered; return {};
    case Do::recall_order: f.ordered = f.ordered_before; return {};
    case Do::enter_set: ++f.set_loops; return {};
    case Do::leave_set: --f.set_loops; return {};
    case Do::loop: {
      const Loop& l = code.loops[i.a];
      BATTALION_TRY(begin(f, l));
      LoopState& st = *static_cast<LoopState*>(const_cast<void*>(f.registers[l.state]));
      if (st.round < st.rounds) return {};
      pc = l.end;
      return finish(f, l, st);
    }
    case Do::next: {
      const Loop& l = code.loops[i.a];
      LoopState& st = *static_cast<LoopState*>(const_cast<void*>(f.registers[l.state]));
      bool again = false;
      BATTALION_TRY(end_round(f, l, st, again));
      if (!again) return finish(f, l, st);
      pc = l.body;
      return {};
    }
    case Do::jump: pc = i.a; return {};
    case Do::unless:
      if (!in<Bool>(f, i.b)) pc = i.a;
      return {};
    case Do::count_: break;
  }
  return Punt::range;
}

struct Values {
  const void* of[5];  ///< the result, then the arguments
};
/// Adds the cells of a call's values; false where not all are there to be counted.
BATTALION_OP bool count_cells(Counted how, const Values& values, std::uint64_t& cells) {
  if (how == counted_set) {
    const IndicesSet& patches = *static_cast<const IndicesSet*>(values.of[1]);  // objects begin with their places
    for (int k = 0; k < patches.size; ++k) (void)count_patch(patches.items[k], cells);  // elements are whole
    return true;
  }
  bool all = true;
  for (int k = 0; (how & ~counted_always) != 0; ++k, how = static_cast<Counted>((how & ~counted_always) >> 2)) {
    const void* value = values.of[k];
    switch (how & 3) {
      case counted_patch: all = count_patch(value, cells) && all; break;
      case counted_grid: {
        const Grid& g = *static_cast<const Grid*>(value);
        cells += static_cast<std::uint64_t>(g.height * g.width);
        break;
      }
      case counted_list: cells += static_cast<std::uint64_t>(static_cast<const Pairs*>(value)->size); break;  // as all lists
      default: break;
    }
  }
  return all;
}

/// Calls the operation of an instruction and leaves its result.
BATTALION_INLINE Status step_operation(Frame& f, const Instruction& i) {
  unsigned char* const out = f.scratch.at;
  if (i.bytes > static_cast<std::size_t>(f.scratch.end - out)) return Punt::scratch;
  f.scratch.at = out + i.bytes;
  ASAN_UNPOISON_MEMORY_REGION(out, i.bytes);
  const void *a = f.registers[i.a], *b = f.registers[i.b], *c = f.registers[i.c], *d = f.registers[i.d];
  const Status status = call(static_cast<Signature>(i.code), f.scratch, out, a, b, c, d);
  f.registers[i.out] = out;
  const unsigned char* before = out;
  std::uint64_t weight = i.weight;
  if (i.counted != 0 && ((i.counted & counted_always) != 0 || f.weight > f.uncounted)) {
    before += i.bytes;
    std::uint64_t cells = 0;
    if (status.ok() && count_cells(i.counted, {out, a, b, c, d}, cells)) weight = 0;
    f.cells += cells * i.cells;
  }
  f.weight += weight;
  f.taken += static_cast<std::uint64_t>(f.scratch.at - before);
  return status;
}
/// Does what no operation does.
BATTALION_INLINE Status step_engine(Frame& f, const CodeView& code, const Instruction& i, std::uint32_t& pc) {
  if (i.code == static_cast<std::uint16_t>(Do::loop) && code.loops[i.a].sliced) {
    bool done = false;
    BATTALION_TRY(loop_at_once(f, code, i, done));
    if (done) {
      pc = code.loops[i.a].end;
      return {};
    }
  }
  const unsigned char* const before = f.scratch.at;
  f.weight += i.weight;
  const Status status = step_other(f, code, i, pc);
  if (f.scratch.at > before) f.taken += static_cast<std::uint64_t>(f.scratch.at - before);
  return status;
}

/// Runs instructions [from, to). A raise inside a loop over a set is punted where which one comes first hangs on its
/// order.
BATTALION_OP Status run(const CodeView& code, std::uint32_t from, std::uint32_t to, Frame& f) {
  std::uint32_t pc = from;
  while (pc != to) {
    Lanes::fence();  // a warp's threads do not drift apart
    const std::uint64_t executed = f.executed;
    if (executed >= f.most || f.taken > f.most_taken) {
      f.at = pc;
      return Punt::paused;
    }
    f.executed = executed + 1;
    const Instruction& i = code.instructions[pc++];
    f.fixed += i.fixed;
    const Status status = i.code < signature_count ? step_operation(f, i) : step_engine(f, code, i, pc);
    if (status.plain() && !f.ordered) continue;
    f.ordered = f.ordered || status.ordered();
    if (f.ordered && f.cpython) return Punt::order;
    if (status.ok()) continue;
    if (status.kind() == Status::Kind::raises && (f.set_extracts > 0 || (f.cpython && f.set_loops > 0))) return Punt::order;
    return status;
  }
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
