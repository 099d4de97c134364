// What a loop's rounds give, and the container made of it.

#if defined(BATTALION_KERNELS_ENGINE_GATHER_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_GATHER_HPP
#undef BATTALION_KERNELS_ENGINE_GATHER_HPP
#else
#define BATTALION_KERNELS_ENGINE_GATHER_HPP
#endif

#include "kernels/engine/items.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// Values where they are small, else addresses.
struct Gathered {
  void* list = nullptr;
  std::int32_t size = 0;
  Kind kind{};

  template <class T>
  BATTALION_MEMBER T* values() const {
    return static_cast<T*>(list);
  }
  BATTALION_MEMBER const void** addresses() const { return static_cast<const void**>(list); }
};

BATTALION_OP Status make_room_for(Scratch& s, Kind kind, int n, Gathered& out) {
  out = {nullptr, 0, kind};
  const auto count = static_cast<std::size_t>(n);
  switch (kind) {
    case Kind::Bool:
    case Kind::Int: out.list = s.take<Int>(count); break;
    case Kind::Pair: out.list = s.take<Pair>(count); break;
    case Kind::Cell: out.list = s.take<Cell>(count); break;
    default: out.list = s.take<const void*>(count); break;
  }
  return out.list == nullptr ? Status(Punt::scratch) : Status();
}

BATTALION_OP void add(Gathered& g, const void* value) {
  const int k = g.size++;
  switch (g.kind) {
    case Kind::Bool: g.values<Int>()[k] = *static_cast<const Bool*>(value) ? 1 : 0; break;
    case Kind::Int: g.values<Int>()[k] = *static_cast<const Int*>(value); break;
    case Kind::Pair: g.values<Pair>()[k] = *static_cast<const Pair*>(value); break;
    case Kind::Cell: g.values<Cell>()[k] = *static_cast<const Cell*>(value); break;
    default: g.addresses()[k] = value; break;
  }
}

/// A list kind's struct around what was gathered.
template <class List>
BATTALION_OP List listed(const Gathered& g) {
  List l{};
  l.items = reinterpret_cast<decltype(l.items)>(g.list);
  l.size = g.size;
  return l;
}

/// Containers hold whole values only (op/container.hpp).
template <class List>
BATTALION_OP Status list_from(const Gathered& g, List& out) {
  out = listed<List>(g);
  for (int k = 0; k < out.size; ++k) {
    if (!whole(*out.items[k])) return Punt::window;
  }
  return {};
}
BATTALION_OP Status set_from(const Gathered& g, bool sorted, GridSet& out) {
  out = listed<GridSet>(g);
  return sorted ? Status() : op::set_of(out.items, out.size, out);
}
template <class Set>
BATTALION_OP Status set_from(Scratch& s, const Gathered& g, bool sorted, Set& out) {
  BATTALION_TRY(list_from(g, out));
  return sorted ? Status() : loose_set(s, out.items, out.size, out);
}

/// The container of this kind. sorted: the elements are a set's, in order, each once.
BATTALION_OP Status build(Scratch& s, Kind kind, const Gathered& g, bool sorted, void* out) {
  switch (kind) {
    case Kind::Ints: *static_cast<Ints*>(out) = listed<Ints>(g); return {};
    case Kind::Pairs: *static_cast<Pairs*>(out) = listed<Pairs>(g); return {};
    case Kind::Cells: *static_cast<Cells*>(out) = listed<Cells>(g); return {};
    case Kind::Grids: *static_cast<Grids*>(out) = listed<Grids>(g); return {};
    case Kind::IndicesTuple: return list_from(g, *static_cast<IndicesTuple*>(out));
    case Kind::ObjectTuple: return list_from(g, *static_cast<ObjectTuple*>(out));
    case Kind::PairsTuple: *static_cast<PairsTuple*>(out) = listed<PairsTuple>(g); return {};
    case Kind::IntSet: return op::int_set_of(listed<Ints>(g), *static_cast<IntSet*>(out));
    case Kind::Indices: return patch_of(s, g.values<Pair>(), g.size, *static_cast<Indices*>(out));
    case Kind::Object: return patch_of(s, g.values<Cell>(), g.size, *static_cast<Object*>(out));
    case Kind::GridSet: return set_from(g, sorted, *static_cast<GridSet*>(out));
    case Kind::IndicesSet: return set_from(s, g, sorted, *static_cast<IndicesSet*>(out));
    case Kind::ObjectSet: return set_from(s, g, sorted, *static_cast<ObjectSet*>(out));
    case Kind::Grid:
      return grid_of(reinterpret_cast<const Ints* const*>(g.addresses()), g.size, *static_cast<Grid*>(out));
    default: break;
  }
  return Punt::range;
}

/// All lists one after the other. ordered: whether one was a set of several, in a tuple.
template <class List>
BATTALION_OP Status joined(Scratch& s, const Gathered& g, List& out) {
  Int n = 0;
  for (int k = 0; k < g.size; ++k) n += static_cast<const List*>(g.addresses()[k])->size;
  BATTALION_TRY(op::make_room(s, n, out));
  for (int k = 0; k < g.size; ++k) {
    const List& l = *static_cast<const List*>(g.addresses()[k]);
    for (int m = 0; m < l.size; ++m) out.items[out.size++] = l.items[m];
  }
  return {};
}

/// The bunches of a set or a tuple of patches, appended to a list of as many as there are.
template <class Patch>
BATTALION_OP void append_bunches(const Set<Patch>& set, Bunch<Patch>*& own, Bunch<Patch>**& next) {
  if (set.loose == bunched) {
    const Bunches<Patch>& all = bunches_of(set);
    for (int k = 0; k < all.count; ++k) *next++ = all.list[k];
    return;
  }
  if (set.size == 0) return;
  *own = {nullptr, nullptr, {}, nullptr, set.items, set.size, true};
  *next++ = own++;
}
/// merge of sets of which some are bunched, as it is.
template <class Patch>
BATTALION_OP Status joined_bunches(Scratch& s, const Gathered& g, Set<Patch>& out) {
  Int size = 0, count = 0;
  for (int k = 0; k < g.size; ++k) {
    const auto& set = *static_cast<const Set<Patch>*>(g.addresses()[k]);
    size += set.size;
    count += set.loose == bunched ? bunches_of(set).count : 1;
  }
  if (size > Int{1} << 24) return Punt::scratch;
  auto* own = s.take<Bunch<Patch>>(static_cast<std::size_t>(g.size));
  if (own == nullptr) return Punt::scratch;
  BATTALION_TRY(bunched_set(s, static_cast<std::int32_t>(size), static_cast<std::int32_t>(count), out));
  Bunch<Patch>** next = bunches_of(out).list;
  for (int k = 0; k < g.size; ++k) append_bunches(*static_cast<const Set<Patch>*>(g.addresses()[k]), own, next);
  bunches_of(out).count = static_cast<std::int32_t>(next - bunches_of(out).list);
  return {};
}
template <class Patch>
BATTALION_OP bool any_bunched(const Gathered& g) {
  for (int k = 0; k < g.size; ++k) {
    if (static_cast<const Set<Patch>*>(g.addresses()[k])->loose == bunched) return true;
  }
  return false;
}
/// merge of sets, or tuples, of patches.
template <class Patch>
BATTALION_OP Status joined_set(Scratch& s, const Gathered& g, Set<Patch>& out) {
  constexpr Kind set_kind = std::is_same_v<Patch, Object> ? Kind::ObjectSet : Kind::IndicesSet;
  if (g.kind == set_kind && any_bunched<Patch>(g)) return joined_bunches(s, g, out);
  Tuple<Patch> all;
  BATTALION_TRY(joined(s, g, all));
  return loose_set(s, all.items, all.size, out);
}

/// Whether its elements can be listed, and how many they are.
BATTALION_OP bool can_list(const Indices& set, Int& n) {
  n = count_of(set);
  return is_known(set);
}
BATTALION_OP bool can_list(const Object& set, Int& n) {
  n = count_of(set.places);
  return set.places.more == 0;
}
/// merge of a tuple of patches: their elements in order, one patch after the other.
template <class Patch, class List>
BATTALION_OP Status walked(Scratch& s, const Gathered& g, List& out) {
  Int all = 0;
  bool ordered = false;
  for (int k = 0; k < g.size; ++k) {
    Int n = 0;
    if (!can_list(*static_cast<const Patch*>(g.addresses()[k]), n)) return Punt::window;
    ordered = ordered || n > 1;
    all += n;
  }
  BATTALION_TRY(op::make_room(s, all, out));
  for (int k = 0; k < g.size; ++k) op::append_elements(*static_cast<const Patch*>(g.addresses()[k]), out);
  return Status::hung_on_order(ordered);
}
/// Likewise of sets of integers.
BATTALION_OP Status walked_integers(Scratch& s, const Gathered& g, Ints& out) {
  bool ordered = false;
  Gathered lists;
  BATTALION_TRY(make_room_for(s, Kind::Grid, g.size, lists));
  for (int k = 0; k < g.size; ++k) {
    Ints* one = s.take<Ints>(1);
    if (one == nullptr) return Punt::scratch;
    const Status t = op::totuple(s, *static_cast<const IntSet*>(g.addresses()[k]), *one);
    if (!t.ok()) return t;
    ordered = ordered || t.ordered();
    add(lists, one);
  }
  BATTALION_TRY(joined(s, lists, out));
  return Status::hung_on_order(ordered);
}

/// merge of what was gathered: of containers, in a set or a tuple as `kind` tells.
BATTALION_OP Status merge_gathered(Scratch& s, Kind kind, const Gathered& g, void* out) {
  switch (kind) {
    case Kind::Indices: return op::merge(s, listed<IndicesSet>(g), *static_cast<Indices*>(out));
    case Kind::Object: return op::merge(s, listed<ObjectSet>(g), *static_cast<Object*>(out));
    case Kind::IntSet: {
      Lanes all = Lanes::zero();
      for (int k = 0; k < g.size; ++k) all = all | Lanes::load(static_cast<const IntSet*>(g.addresses()[k])->rows);
      all.store(static_cast<IntSet*>(out)->rows);
      return {};
    }
    case Kind::IndicesSet: return joined_set(s, g, *static_cast<IndicesSet*>(out));
    case Kind::ObjectSet: return joined_set(s, g, *static_cast<ObjectSet*>(out));
    case Kind::Ints:
      if (g.kind == Kind::IntSet) return walked_integers(s, g, *static_cast<Ints*>(out));
      return joined(s, g, *static_cast<Ints*>(out));
    case Kind::Pairs:
      if (g.kind == Kind::Indices) return walked<Indices>(s, g, *static_cast<Pairs*>(out));
      return joined(s, g, *static_cast<Pairs*>(out));
    case Kind::Cells:
      if (g.kind == Kind::Object) return walked<Object>(s, g, *static_cast<Cells*>(out));
      return joined(s, g, *static_cast<Cells*>(out));
    case Kind::Grids: return joined(s, g, *static_cast<Grids*>(out));
    case Kind::Grid: return op::merge(s, listed<Grids>(g), *static_cast<Grid*>(out));
    default: break;
  }
  return Punt::range;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
