// Loose sets of patches moved to many places, of which not even a list is made until somebody looks.

#if defined(BATTALION_KERNELS_OP_BUNCH_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_BUNCH_HPP
#undef BATTALION_KERNELS_OP_BUNCH_HPP
#else
#define BATTALION_KERNELS_OP_BUNCH_HPP
#endif

#include "kernels/op/unmade.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// A form moved to each of the places, and by d; or elements that are listed.
template <class Patch>
struct Bunch {
  const Patch* form;         ///< whole, in a window and not empty; null where `items` lists the elements
  const Indices* places;     ///< known
  Pair d;
  Patch* room;               ///< [size] for the elements, not touched before somebody looks
  const Patch* const* items; ///< [size]
  std::int32_t size;
  bool left_unmade;          ///< the elements lie in `room`, unmade or made
};

/// Of a set that is `bunched`: its items have room, but are not yet listed. What they come from lies before them.
template <class Patch>
struct Bunches {
  Bunch<Patch>** list;  ///< [count]
  std::int32_t count;
};
template <class Patch>
BATTALION_INLINE Bunches<Patch>& bunches_of(const Set<Patch>& set) {
  return *reinterpret_cast<Bunches<Patch>*>(reinterpret_cast<unsigned char*>(set.items) - Scratch::alignment);
}
/// A set of so many elements, of so many bunches that are yet to be set.
template <class Patch>
BATTALION_OP Status bunched_set(Scratch& s, std::int32_t size, std::int32_t count, Set<Patch>& out) {
  static_assert(sizeof(Bunches<Patch>) <= Scratch::alignment);
  auto** list = s.take<Bunch<Patch>*>(static_cast<std::size_t>(count));
  unsigned char* head = s.take<unsigned char>(Scratch::alignment);
  auto** items = s.take<const Patch*>(static_cast<std::size_t>(size));
  if (list == nullptr || head == nullptr || items == nullptr) return Punt::scratch;
  *reinterpret_cast<Bunches<Patch>*>(head) = {list, count};
  out = {items, size, bunched};
  return {};
}

template <class Patch>
BATTALION_OP void leave_unmade(Bunch<Patch>& bunch) {
  PlaceWalk walk(*bunch.places);
  Pair p{};
  for (int k = 0; walk.next(p); ++k) leave_unmade(*bunch.form, {p.i + bunch.d.i, p.j + bunch.d.j}, bunch.room[k]);
  Lanes::fence();  // no thread of a warp writes what another has yet to read
  bunch.left_unmade = true;
  Lanes::fence();
}
/// Lists the elements, where they are not: from now on it is as any loose set.
template <class Patch>
BATTALION_APART void list_bunches(const Set<Patch>& set) {
  Bunches<Patch>& all = bunches_of(set);
  const Patch** next = set.items;
  for (int k = 0; k < all.count; ++k) {
    Bunch<Patch>& bunch = *all.list[k];
    if (bunch.form != nullptr && !bunch.left_unmade) leave_unmade(bunch);
    for (int m = 0; m < bunch.size; ++m) *next++ = bunch.form != nullptr ? bunch.room + m : bunch.items[m];
  }
  Lanes::fence();
  const_cast<Set<Patch>&>(set).loose = 1;
  Lanes::fence();
}
BATTALION_INLINE void list_elements(const IndicesSet& set) {
  if (set.loose == bunched) list_bunches(set);
}
BATTALION_INLINE void list_elements(const ObjectSet& set) {
  if (set.loose == bunched) list_bunches(set);
}
/// Other containers have theirs.
template <class T>
BATTALION_INLINE void list_elements(const T&) {}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
