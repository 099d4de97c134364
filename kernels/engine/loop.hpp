// Loops: begun, gone round, ended. Between rounds all that a loop knows is in its state, so loops nest without a stack.

#if defined(BATTALION_KERNELS_ENGINE_LOOP_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_LOOP_HPP
#undef BATTALION_KERNELS_ENGINE_LOOP_HPP
#else
#define BATTALION_KERNELS_ENGINE_LOOP_HPP
#endif

#include "kernels/engine/frame.hpp"
#include "kernels/engine/gather.hpp"
#include "kernels/engine/seen.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

struct LoopState {
  Items items[2];
  std::int32_t round, rounds;
  std::int32_t at[2];   ///< of a walk over each with each: which of either the round takes
  std::int32_t best;    ///< round of the best, or of the first match; -1: none
  std::int32_t ties;    ///< rounds as good as the best; or matches
  Pair best_key;
  const void* best_set; ///< the key of the best, where keys are sets
  Gathered gathered;
  Seen seen;            ///< of loops that gather a set of patches
  const Int* mask;      ///< [rounds] or null
  Scratch mark;         ///< what a round leaves beyond is dropped, where nothing of it is kept
  const void* merged;   ///< of mapply over a set of patches: the union so far
  bool in_set;          ///< over a set of several
  bool loose;           ///< which is in no order, and may hold an element twice
};

BATTALION_OP void* take(Scratch& s, Kind k) { return s.take<unsigned char>(size_of(k)); }

/// Patches united round by round: then nothing of a round is kept.
BATTALION_BOTH constexpr bool unites(const Loop& l) {
  return l.kind == LoopKind::mapply && (l.out_kind == Kind::Indices || l.out_kind == Kind::Object);
}
BATTALION_BOTH constexpr bool drops_rounds(const Loop& l) {
  return l.kind != LoopKind::repeat && (is_small(l.result) || unites(l));
}
/// Rounds that give what is in the set already leave nothing.
BATTALION_BOTH constexpr bool gathers_patches(const Loop& l) {
  return l.kind == LoopKind::apply && is_patch_set(l.out_kind);
}
BATTALION_BOTH constexpr bool compares_keys(LoopKind k) {
  return k == LoopKind::argmax || k == LoopKind::argmin || k == LoopKind::valmax || k == LoopKind::valmin;
}

/// How the reference compares sets: whether all of a is in b, and b has more.
BATTALION_OP Status is_less(const Object& a, const Object& b, bool& out) {
  Lanes shared;
  BATTALION_TRY(op::cells_in_both(a, b, shared));
  const Lanes mask = Lanes::load(a.places.rows);
  out = mask.count() < Lanes::load(b.places.rows).count() && !mask.without(shared).any();
  return {};
}
BATTALION_OP Status is_less(const Indices& a, const Indices& b, bool& out) {
  if ((a.more | b.more) != 0) return Punt::window;
  const Lanes mask = Lanes::load(a.rows);
  out = mask.count() < Lanes::load(b.rows).count() && !mask.without(from_window(b, a.top, a.left)).any();
  return {};
}
/// Best by a key that is a set: of those that do not compare the first.
BATTALION_OP Status take_set_key(const Loop& l, LoopState& st, const void* key) {
  bool better = st.best < 0;
  if (!better) {
    const void* low = l.kind == LoopKind::argmax ? st.best_set : key;
    const void* high = l.kind == LoopKind::argmax ? key : st.best_set;
    BATTALION_TRY(l.result == Kind::Object
                      ? is_less(*static_cast<const Object*>(low), *static_cast<const Object*>(high), better)
                      : is_less(*static_cast<const Indices*>(low), *static_cast<const Indices*>(high), better));
  }
  if (better) {
    st.best = st.round;
    st.best_set = key;
  }
  return {};
}

BATTALION_OP Pair key_of(Kind kind, const void* v) {
  switch (kind) {
    case Kind::Bool: return {*static_cast<const Bool*>(v) ? 1 : 0, 0};
    case Kind::Int: return {*static_cast<const Int*>(v), 0};
    default: return *static_cast<const Pair*>(v);
  }
}

/// What raises first may not be what raises first in canonical order.
BATTALION_OP bool raises_out_of_order(const Loop& l, const LoopState& st) {
  return st.loose || (st.in_set && l.kind == LoopKind::extract);
}

BATTALION_OP void place_parameters(Frame& f, const Loop& l, const LoopState& st) {
  if (l.walk == Walk::product || l.walk == Walk::each_with_each) {
    f.registers[l.parameters[0]] = st.items[0].at(st.at[0]);
    f.registers[l.parameters[1]] = st.items[1].at(st.at[1]);
    return;
  }
  f.registers[l.parameters[0]] = st.items[0].at(st.round);
  if (l.walk == Walk::side_by_side) f.registers[l.parameters[1]] = st.items[1].at(st.round);
}

/// An empty union.
BATTALION_OP Status start_union(Scratch& s, Kind kind, const void*& out) {
  void* v = take(s, kind);
  if (v == nullptr) return Punt::scratch;
  const Lanes no = Lanes::zero();
  if (kind == Kind::Indices) {
    store_at_zero(no, *static_cast<Indices*>(v));
  } else {
    store_object(no, {{no, no, no, no}}, *static_cast<Object*>(v));
  }
  out = v;
  return {};
}
/// Adds the places of a known patch to a union's tiles, where these hold them all.
BATTALION_OP bool unite_tiles(Indices& merged, const Indices& more) {
  Int held = 0;
  auto* tiles = const_cast<Tile*>(merged.tiles);
  const Box b = box_of_known(more);
  const auto meets = [&b](Int top, Int left) {
    return b.top < top + side && b.bottom >= top && b.left < left + side && b.right >= left;
  };
  for (int k = 0; k < merged.tile_count; ++k) {
    if (meets(tiles[k].top, tiles[k].left)) held += known_from(more, tiles[k].top, tiles[k].left).count();
  }
  held += known_from(more, 0, 0).count();
  if (held != count_of(more)) return false;
  for (int k = 0; k < merged.tile_count; ++k) {
    if (!meets(tiles[k].top, tiles[k].left)) continue;
    (Lanes::load(tiles[k].rows) | known_from(more, tiles[k].top, tiles[k].left)).store(tiles[k].rows);
  }
  (Lanes::load(merged.rows) | known_from(more, 0, 0)).store(merged.rows);
  return true;
}
/// Both seen from the window at (0, 0), which holds all of them.
BATTALION_INLINE bool both_at_zero(const Indices& a, const Indices& b) {
  return (a.more | b.more | static_cast<std::uint32_t>(a.top) | static_cast<std::uint32_t>(a.left) |
          static_cast<std::uint32_t>(b.top) | static_cast<std::uint32_t>(b.left)) == 0;
}
/// Most unions: cells within [0, 32) x [0, 32) that are new, or there with the same colour. False, and nothing done, of others.
BATTALION_INLINE bool unite_at_zero(Object& all, const Object& more) {
  if (!both_at_zero(all.places, more.places)) return false;
  const Lanes a = Lanes::load(all.places.rows), b = Lanes::load(more.places.rows);
  const Planes p = Planes::load(all.plane), q = Planes::load(more.plane);
  if ((p.differing(q) & a & b).any()) return false;
  (a | b).store(all.places.rows);
  Planes both;
  for (int k = 0; k < planes; ++k) both.p[k] = p.p[k] | q.p[k];
  both.store(all.plane);
  return true;
}
/// Adds a round's patch to the union, in place; `keep` what was taken of scratch for it.
BATTALION_OP Status unite_more(Scratch& s, Kind kind, const void* merged, const void* more, bool& keep) {
  if (kind == Kind::Indices) {
    auto& all = *static_cast<Indices*>(const_cast<void*>(merged));
    const auto& patch = *static_cast<const Indices*>(more);
    if (both_at_zero(all, patch)) {
      (Lanes::load(all.rows) | Lanes::load(patch.rows)).store(all.rows);
      return {};
    }
    if (is_empty(patch)) return {};
    if (is_spread(all) && is_known(patch) && unite_tiles(all, patch)) return {};
    Indices both;
    BATTALION_TRY(op::combine(s, all, patch, both));
    copy(both, all);
    keep = is_spread(all);
    return {};
  }
  if (unite_at_zero(*static_cast<Object*>(const_cast<void*>(merged)), *static_cast<const Object*>(more))) return {};
  if (is_empty(static_cast<const Object*>(more)->places)) return {};
  Object both;
  BATTALION_TRY(op::combine(s, *static_cast<const Object*>(merged), *static_cast<const Object*>(more), both));
  copy(both, *static_cast<Object*>(const_cast<void*>(merged)));
  return {};
}

BATTALION_OP Status begin_repeat(Frame& f, const Loop& l, LoopState& st) {
  const Int times = *static_cast<const Int*>(f.registers[l.containers[1]]);
  // Deeper, the reference may run out of stack.
  if (times > 256) return Punt::range;
  st.rounds = static_cast<std::int32_t>(times);
  f.registers[l.parameters[0]] = f.registers[l.containers[0]];
  return {};
}

inline constexpr Int most_rounds = Int{1} << 20;

/// On to the next round, all rounds taken: without a division for each.
BATTALION_INLINE void step_round(const Loop& l, LoopState& st) {
  ++st.round;
  if (l.walk != Walk::product && l.walk != Walk::each_with_each) return;
  const int fast = l.walk == Walk::product ? 1 : 0;
  if (++st.at[fast] < st.items[fast].size) return;
  st.at[fast] = 0;
  ++st.at[1 - fast];
}
/// On to the next round that is to be gone.
BATTALION_OP void skip_masked(const Loop& l, LoopState& st) {
  if (st.mask == nullptr) return;
  const std::int32_t from = st.round;
  while (st.round < st.rounds && st.mask[st.round] == 0) ++st.round;
  if (l.walk != Walk::product && l.walk != Walk::each_with_each) return;
  const int fast = l.walk == Walk::product ? 1 : 0;
  for (st.at[fast] += st.round - from; st.at[fast] >= st.items[fast].size && st.items[fast].size > 0; st.at[fast] -= st.items[fast].size) ++st.at[1 - fast];
}

/// Loops over one set that come to the same in whatever order its elements come, and however often, raising aside: what they
/// make is a set, or a union, or the best of all. The latter is worth it where rounds cost less than putting the elements in
/// order.
BATTALION_BOTH constexpr bool takes_loose(const Loop& l) {
  constexpr std::uint32_t short_body = 2;  // and its end
  if (l.walk != Walk::one || l.masked) return false;
  if (l.kind == LoopKind::sfilter || unites(l)) return true;
  if (l.kind == LoopKind::apply) return is_set_kind(l.out_kind);
  return compares_keys(l.kind) && !is_set_kind(l.result) && l.end - l.body <= short_body + 1;
}
/// Which of two elements of a set comes first.
BATTALION_OP int compare_elements(Kind kind, const void* a, const void* b) {
  if (kind == Kind::Indices) return compare(*static_cast<const Indices*>(a), *static_cast<const Indices*>(b));
  return compare(*static_cast<const Object*>(a), *static_cast<const Object*>(b));
}

/// A list of the elements of its own: a round that asks the set for more than its union puts it in order where it lies.
BATTALION_OP Status keep_order(Scratch& s, Items& items) {
  const void** own = s.take<const void*>(static_cast<std::size_t>(items.size));
  if (own == nullptr) return Punt::scratch;
  for (int k = 0; k < items.size; ++k) own[k] = items.at(k);
  items.base = reinterpret_cast<const unsigned char*>(own);
  return {};
}

/// Ready for the first round, if there is one; without rounds, elements may stay unmade.
BATTALION_APART Status begin(Frame& f, const Loop& l, bool with_rounds = true) {
  LoopState* st = f.scratch.take<LoopState>(1);
  if (st == nullptr) return Punt::scratch;
  f.registers[l.state] = st;
  st->round = st->at[0] = st->at[1] = 0;
  st->best = -1;
  st->ties = 0;
  st->in_set = st->loose = false;
  st->merged = nullptr;
  st->mask = nullptr;
  if (l.kind == LoopKind::repeat) return begin_repeat(f, l, *st);
  if (is_patch_set(l.over[0]) && is_loose(f.registers[l.containers[0]])) {
    st->loose = takes_loose(l);
    if (!st->loose) BATTALION_TRY(settle(f.scratch, l.over[0], f.registers[l.containers[0]]));
  }
  BATTALION_TRY(walk(f.scratch, l.over[0], f.registers[l.containers[0]], st->items[0]));
  if (st->loose && with_rounds) make_elements(l.over[0], f.registers[l.containers[0]]);
  if (st->loose) BATTALION_TRY(keep_order(f.scratch, st->items[0]));
  Int rounds = st->items[0].size;
  st->in_set = is_set_kind(l.over[0]) && rounds > 1;
  if (l.walk != Walk::one) {
    BATTALION_TRY(settle(f.scratch, l.over[1], f.registers[l.containers[1]]));
    BATTALION_TRY(walk(f.scratch, l.over[1], f.registers[l.containers[1]], st->items[1]));
    const Int other = st->items[1].size;
    const bool set = is_set_kind(l.over[1]) && other > 1;
    if (l.walk == Walk::side_by_side) {
      // Which meets which hangs on their order.
      f.ordered = f.ordered || st->in_set || set;
      if (other < rounds) rounds = other;
    } else {
      rounds *= other;
    }
    st->in_set = st->in_set || set;
  }
  if (rounds > most_rounds) return Punt::scratch;
  st->rounds = static_cast<std::int32_t>(rounds);
  if (l.masked) {
    const Ints& mask = *static_cast<const Ints*>(f.registers[l.mask]);
    if (mask.size != st->rounds) return Punt::range;  // lowering makes none; verify.hpp cannot tell
    st->mask = mask.items;
  }
  skip_masked(l, *st);
  if (unites(l) ) {
    BATTALION_TRY(start_union(f.scratch, l.out_kind, st->merged));
  } else if (l.kind == LoopKind::sfilter) {
    BATTALION_TRY(make_room_for(f.scratch, l.element[0], st->rounds, st->gathered));
  } else if (l.kind != LoopKind::extract && !compares_keys(l.kind)) {
    BATTALION_TRY(make_room_for(f.scratch, l.result, st->rounds, st->gathered));
  }
  if (gathers_patches(l)) BATTALION_TRY(make_seen(f.scratch, st->rounds, st->seen));
  st->mark = f.scratch;
  if (st->in_set) ++f.set_loops;
  if (raises_out_of_order(l, *st)) ++f.set_extracts;
  if (st->round < st->rounds) place_parameters(f, l, *st);
  return {};
}

/// Adds a patch to a set to be, unless it is there.
BATTALION_OP void gather_patch(Frame& f, const Loop& l, LoopState& st, const void* patch) {
  const bool before = l.out_kind == Kind::IndicesSet ? seen_before(st.seen, *static_cast<const Indices*>(patch))
                                                     : seen_before(st.seen, *static_cast<const Object*>(patch));
  if (before) {
    f.scratch.back_to(st.mark);
    return;
  }
  add(st.gathered, patch);
  st.mark = f.scratch;
}

/// A patch's cells, added to those that memory is bounded by; false where it may have others, at places that have several.
BATTALION_OP bool count_patch(const void* patch, std::uint64_t& cells) {
  const Indices& given = *static_cast<const Indices*>(patch);  // an object begins with its places
  const Indices& places = is_unmade(given) ? form_of(given) : given;
  if ((places.more & overlaid) != 0 && !is_partial(places)) return false;
  cells += static_cast<std::uint64_t>(most_of(places));
  return true;
}

/// Takes in what a round gave. True where another is to follow.
BATTALION_OP Status end_round(Frame& f, const Loop& l, LoopState& st, bool& again) {
  const void* result = f.registers[l.result_register];
  bool found = false;
  switch (l.kind) {
    case LoopKind::repeat: f.registers[l.parameters[0]] = result; break;
    case LoopKind::sfilter:
      if (*static_cast<const Bool*>(result)) add(st.gathered, st.items[0].at(st.round));
      break;
    case LoopKind::extract:
      if (*static_cast<const Bool*>(result)) {
        if (st.ties++ == 0) st.best = st.round;
        // All of a set are asked, to tell whether its order decided.
        found = !is_set_kind(l.over[0]);
      }
      break;
    case LoopKind::argmax:
    case LoopKind::argmin:
    case LoopKind::valmax:
    case LoopKind::valmin: {
      if (is_set_kind(l.result)) {
        BATTALION_TRY(take_set_key(l, st, result));
        break;
      }
      const Pair key = key_of(l.result, result);
      const bool largest = l.kind == LoopKind::argmax || l.kind == LoopKind::valmax;
      const int c = st.best < 0 ? 1 : largest ? compare(key, st.best_key) : compare(st.best_key, key);
      if (c > 0) {
        st.best = st.round;
        st.best_key = key;
        st.ties = 1;
      } else if (c == 0 && st.loose) {
        const int order = compare_elements(l.element[0], st.items[0].at(st.round), st.items[0].at(st.best));
        if (order != 0) ++st.ties;
        if (order < 0) st.best = st.round;
      } else if (c == 0) {
        ++st.ties;
      }
      break;
    }
    case LoopKind::mapply:
      if (unites(l)) {
        if (f.weight <= f.uncounted && static_cast<const Indices*>(result)->more == 0) {
          f.weight += weight_of_window;
        } else {
          std::uint64_t cells = 0;
          if (!count_patch(result, cells)) f.weight += weight_of_unknown_patch;
          f.cells += cells * cell_units_of_most;
        }
        bool keep = false;
        BATTALION_TRY(unite_more(f.scratch, l.out_kind, st.merged, result, keep));
        if (keep) st.mark = f.scratch;
        break;
      }
      add(st.gathered, result);
      break;
    default:
      if (gathers_patches(l)) {
        gather_patch(f, l, st, result);
      } else {
        add(st.gathered, result);
      }
      break;
  }
  if (drops_rounds(l)) f.scratch.back_to(st.mark);
  if (!found) {
    step_round(l, st);
    skip_masked(l, st);
  }
  again = !found && st.round < st.rounds;
  if (again && l.kind != LoopKind::repeat) place_parameters(f, l, st);
  return {};
}

/// The elements, sorted by the keys that were gathered; equals stay as they were.
BATTALION_OP Status sorted_by_keys(Frame& f, const Loop& l, const LoopState& st, Gathered& out) {
  const int n = st.rounds;
  Pair* keys = f.scratch.take<Pair>(static_cast<std::size_t>(n));
  std::int32_t* order = f.scratch.take<std::int32_t>(static_cast<std::size_t>(n));
  if (keys == nullptr || order == nullptr) return Punt::scratch;
  const Gathered& g = st.gathered;
  Int steps = 0;
  for (int k = 0; k < n; ++k) {
    keys[k] = g.kind == Kind::Pair ? g.values<Pair>()[k] : Pair{g.values<Int>()[k], 0};
    // From the end on: what is in order already costs one comparison each.
    int at = k;
    while (at > 0 && compare(keys[order[at - 1]], keys[k]) > 0) {
      order[at] = order[at - 1];
      --at;
    }
    order[at] = k;
    steps += k - at;
    if (steps > op::most_steps) return Punt::range;
  }
  BATTALION_TRY(make_room_for(f.scratch, l.element[0], n, out));
  for (int k = 0; k < n; ++k) {
    if (k > 0 && is_set_kind(l.over[0]) && compare(keys[order[k]], keys[order[k - 1]]) == 0) f.ordered = true;
    add(out, st.items[0].at(order[k]));
  }
  return {};
}

/// The value of this kind that a key is.
BATTALION_OP Status value_of_key(Scratch& s, Kind kind, const Pair& key, const void*& out) {
  void* v = take(s, kind);
  if (v == nullptr) return Punt::scratch;
  switch (kind) {
    case Kind::Bool: *static_cast<Bool*>(v) = key.i != 0; break;
    case Kind::Int: *static_cast<Int*>(v) = key.i; break;
    default: *static_cast<Pair*>(v) = key; break;
  }
  out = v;
  return {};
}

BATTALION_APART Status finish(Frame& f, const Loop& l, LoopState& st) {
  if (st.in_set) --f.set_loops;
  if (raises_out_of_order(l, st)) --f.set_extracts;
  const void*& out = f.registers[l.out];
  switch (l.kind) {
    case LoopKind::repeat: out = f.registers[l.parameters[0]]; return {};
    case LoopKind::extract:
      if (st.best < 0) return Error::none_satisfies;
      if (is_set_kind(l.over[0]) && st.ties > 1) f.ordered = true;
      out = st.items[0].at(st.best);
      return {};
    case LoopKind::argmax:
    case LoopKind::argmin:
      if (st.best < 0) return Error::no_largest;
      if (is_set_kind(l.over[0]) && (st.ties > 1 || (is_set_kind(l.result) && st.rounds > 1))) f.ordered = true;
      out = st.items[0].at(st.best);
      return {};
    case LoopKind::valmax:
    case LoopKind::valmin:
      // The reference calls the function on 0.
      if (st.best < 0) return l.on_nothing != 0 ? Status(static_cast<Error>(l.on_nothing - 1)) : Status(Punt::empty);
      return value_of_key(f.scratch, l.out_kind, st.best_key, out);
    case LoopKind::mapply:
      if (unites(l)) {
        out = st.merged;
        return {};
      }
      break;
    default: break;
  }
  void* made = take(f.scratch, l.out_kind);
  if (made == nullptr) return Punt::scratch;
  out = made;
  if (l.kind == LoopKind::order) {
    Gathered sorted;
    BATTALION_TRY(sorted_by_keys(f, l, st, sorted));
    return build(f.scratch, l.out_kind, sorted, false, made);
  }
  if (l.kind != LoopKind::mapply) {
    return build(f.scratch, l.out_kind, st.gathered, l.kind == LoopKind::sfilter && !st.loose, made);
  }
  const Status merged = merge_gathered(f.scratch, l.out_kind, st.gathered, made);
  f.ordered = f.ordered || merged.ordered();
  return merged;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
