// Loops over places whose rounds give one patch, moved to the place: all rounds at once.

#if defined(BATTALION_KERNELS_ENGINE_PATCHES_MOVED_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_PATCHES_MOVED_HPP
#undef BATTALION_KERNELS_ENGINE_PATCHES_MOVED_HPP
#else
#define BATTALION_KERNELS_ENGINE_PATCHES_MOVED_HPP
#endif

#include "kernels/engine/loop.hpp"
#include "kernels/engine/sliced.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// Masks of the tiles that a box meets, row by row of them, in scratch.
struct TileMasks {
  TileRange range;
  std::uint32_t (*mask)[side];

  /// The places of a mask whose window begins at (top, left), all within the box.
  BATTALION_MEMBER void add(const Lanes& places, Int top, Int left) const {
    const Int row = tile_of(top), column = tile_of(left);
    for (Int i = row; i * side < top + side; ++i) {
      for (Int j = column; j * side < left + side; ++j) {
        if (i < range.top || i >= range.top + range.height || j < range.left || j >= range.left + range.width) continue;
        std::uint32_t* tile = mask[(i - range.top) * range.width + j - range.left];
        (Lanes::load(tile) | moved(places, top - i * side, left - j * side)).store(tile);
      }
    }
  }
  BATTALION_MEMBER Lanes at(Int top, Int left) const {
    const Int i = tile_of(top) - range.top, j = tile_of(left) - range.left;
    if (i < 0 || i >= range.height || j < 0 || j >= range.width) return Lanes::zero();
    return Lanes::load(mask[i * range.width + j]);
  }
};

/// The union of the patch moved by each of the places, and by d: of both known sets, the smaller is gone through.
BATTALION_OP Status united_moves(Scratch& s, const Indices& places, const Indices& patch, const Pair& d, Indices& out) {
  constexpr Int most_walked = 256, most_tiles_united = 64;
  const Int n = count_of(places), m = count_of(patch);
  if (n == 0 || m == 0) {
    store_at_zero(Lanes::zero(), out);
    return {};
  }
  if (n > most_walked && m > most_walked) return Punt::scratch;
  const Indices &walked = n < m ? places : patch, &moving = n < m ? patch : places;
  const Box a = box_of_known(places), b = box_of_known(patch);
  const Box box{a.top + b.top + d.i, a.left + b.left + d.j, a.bottom + b.bottom + d.i, a.right + b.right + d.j};
  PlaceWalk walk(walked);
  Pair p{};
  if (const Window w = window_of(box); !w.more) {
    Lanes all = Lanes::zero();
    while (walk.next(p)) all = all | known_from(moving, w.top - p.i - d.i, w.left - p.j - d.j);
    return anchor(all, w.top, w.left, out);
  }
  const TileRange range = tiles_over(box);
  if (range.size() > most_tiles_united) return Punt::window;
  const auto count = static_cast<std::size_t>(range.size());
  const TileMasks tiles{range, reinterpret_cast<std::uint32_t(*)[side]>(s.take<std::uint32_t>(count * side))};
  if (tiles.mask == nullptr) return Punt::scratch;
  for (Int k = 0; k < range.size(); ++k) Lanes::zero().store(tiles.mask[k]);
  const Windows windows(moving);
  while (walk.next(p)) {
    for (int k = 0; k < windows.size(); ++k) {
      tiles.add(Lanes::load(windows.rows(k)), windows.top(k) + p.i + d.i, windows.left(k) + p.j + d.j);
    }
  }
  return spread_over(s, box, true, [&tiles](Int top, Int left) { return tiles.at(top, left); }, out);
}

/// Likewise, of objects: as op::combine has them one after the other, where one window holds all. Punts where none does.
BATTALION_OP Status united_moves(const Indices& places, const Object& object, const Pair& d, Object& out) {
  const Box a = box_of_known(places), b = box_of_known(object.places);
  if (a.empty() || b.empty()) {
    const Lanes no = Lanes::zero();
    store_object(no, {{no, no, no, no}}, out);
    return {};
  }
  const Box box{a.top + b.top + d.i, a.left + b.left + d.j, a.bottom + b.bottom + d.i, a.right + b.right + d.j};
  const Window w = window_of(box);
  if (w.more || !near_zero(w.top) || !near_zero(w.left)) return Punt::window;
  const Lanes own = Lanes::load(object.places.rows);
  const Planes colours_of_own = Planes::load(object.plane);
  Lanes all = Lanes::zero(), several = all;
  Planes p{{all, all, all, all}};
  PlaceWalk walk(places);
  Pair at{};
  while (walk.next(at)) {
    const Int di = object.places.top + at.i + d.i - w.top, dj = object.places.left + at.j + d.j - w.left;
    const Lanes here = moved(own, di, dj);
    const Planes q = colours_of_own.moved_by(di, dj);
    const Lanes clash = p.differing(q) & all & here;
    p = p.painted(q, clash.any() ? here.without(all.without(q.above(p))) : here);
    several = several | clash;
    all = all | here;
  }
  store_places(all, w, out.places);
  p.store(out.plane);
  overlay(several, w.top, w.left, out);
  return {};
}

/// Of one form, the union over all places.
BATTALION_OP Status united_form(Scratch& s, const Sliced& form, const Indices& places, Indices& out) {
  Pair d;
  if (!Slicer::is_offset(form, d)) return Punt::range;
  constexpr std::uint32_t frontier = (std::uint32_t{1} << op::frontier_length) - 1;
  switch (form.form) {
    case Sliced::Form::alone: return op::shift(s, places, d, out);
    case Sliced::Form::shifted: return united_moves(s, places, *form.patch, d, out);
    case Sliced::Form::row:
      if (places.more != 0) return Punt::window;
      return anchor(Lanes::in_rows(Lanes::load(places.rows).rows()) & Lanes::splat(frontier), places.top + d.i, 0, out);
    case Sliced::Form::column:
      if (places.more != 0) return Punt::window;
      return anchor(Lanes::splat(Lanes::load(places.rows).columns()) & Lanes::in_rows(frontier), 0, places.left + d.j, out);
    default: return Punt::range;
  }
}
BATTALION_OP Status united_forms(Scratch& s, const Slicer& slicer, const Sliced& form, const Indices& places, Indices& out) {
  constexpr int most_parts = 8;
  Sliced open[most_parts];
  int n = 1;
  open[0] = form;
  store_at_zero(Lanes::zero(), out);
  while (n > 0) {
    const Sliced next = open[--n];
    if (next.form == Sliced::Form::joined) {
      if (n + 2 > most_parts) return Punt::range;
      open[n++] = slicer.part(next, true);
      open[n++] = slicer.part(next, false);
      continue;
    }
    Indices one, both;
    BATTALION_TRY(united_form(s, next, places, one));
    BATTALION_TRY(op::combine(s, out, one, both));
    copy(both, out);
  }
  return {};
}

/// Whether the patch can be left unmade at all places and d.
BATTALION_OP bool can_move(const Indices& patch, const Box& places, const Pair& d) {
  if (is_empty(patch) || patch.more != 0) return false;  // equal ones are to be found out
  const Box box = box_of_known(patch);
  return near_zero(places.top) && near_zero(places.left) && near_zero(places.bottom) && near_zero(places.right) &&
         near_zero(box.top + places.top + d.i) && near_zero(box.left + places.left + d.j) && near_zero(box.top + places.bottom + d.i) &&
         near_zero(box.left + places.right + d.j);
}
/// A set of many, of which not even a list is made.
template <class Patch>
BATTALION_OP Status bunched_moves(Scratch& s, const Indices& places, int n, const Patch& patch, const Pair& d, Set<Patch>& out, std::size_t& uncharged) {
  if (!can_move(places_of(patch), box_of_known(places), d)) return Punt::window;
  auto* bunch = s.take<Bunch<Patch>>(1);
  if (bunch == nullptr) return Punt::scratch;
  BATTALION_TRY(bunched_set(s, n, 1, out));
  const unsigned char* const before = s.at;
  auto* room = s.take<Patch>(static_cast<std::size_t>(n));
  if (room == nullptr) return Punt::scratch;
  uncharged = static_cast<std::size_t>(s.at - before);
  *bunch = {&patch, &places, d, room, nullptr, n, false};
  bunches_of(out).list[0] = bunch;
  return {};
}

/// The patches one by one, in the order of the places; all of them unmade.
template <class Patch>
BATTALION_OP Status gathered_moves(Scratch& s, const Items& places, const Patch& patch, const Pair& d, const void** out) {
  if (is_empty(places_of(patch)) || places_of(patch).more != 0) return Punt::window;  // equal ones are to be found out
  const Box box = box_of_known(places_of(patch));
  auto* made = s.take<Patch>(static_cast<std::size_t>(places.size));
  if (made == nullptr) return Punt::scratch;
  for (int k = 0; k < places.size; ++k) {
    const Pair& p = *static_cast<const Pair*>(places.at(k));
    if (!near_zero(p) || !near_zero(box.top + p.i + d.i) || !near_zero(box.left + p.j + d.j)) return Punt::range;
    leave_unmade(patch, {p.i + d.i, p.j + d.j}, made[k]);
    out[k] = made + k;
  }
  return {};
}
template <class T>
BATTALION_OP Status container_of(Scratch& s, const void** items, int n, Set<T>& out) {
  return loose_set(s, reinterpret_cast<const T**>(items), n, out);
}
template <class T>
BATTALION_OP Status container_of(Scratch&, const void** items, int n, Tuple<T>& out) {
  out = {reinterpret_cast<const T**>(items), n};
  make_all(out.items, n);
  return {};
}

/// uncharged: bytes of scratch that are in what is charged already.
BATTALION_OP Status move_patches(Frame& f, const Loop& l, const Slicer& slicer, const Sliced& form, const void* container, Int rounds,
                                 void* made, std::size_t& uncharged) {
  if (l.kind == LoopKind::mapply) {
    const auto& places = *static_cast<const Indices*>(container);
    if (l.out_kind == Kind::Indices) return united_forms(f.scratch, slicer, form, places, *static_cast<Indices*>(made));
    Pair d;
    if (form.form != Sliced::Form::object || !Slicer::is_offset(form, d)) return Punt::range;
    return united_moves(places, *static_cast<const Object*>(form.at), d, *static_cast<Object*>(made));
  }
  Pair d;
  if (!Slicer::is_offset(form, d)) return Punt::range;
  if (l.over[0] == Kind::Indices && rounds >= fewest_loose) {
    const auto& at = *static_cast<const Indices*>(container);
    const auto n = static_cast<int>(rounds);
    if (l.out_kind == Kind::ObjectSet && form.form == Sliced::Form::object) {
      return bunched_moves(f.scratch, at, n, *static_cast<const Object*>(form.at), d, *static_cast<ObjectSet*>(made), uncharged);
    }
    if (l.out_kind == Kind::IndicesSet && form.form == Sliced::Form::shifted) {
      return bunched_moves(f.scratch, at, n, *form.patch, d, *static_cast<IndicesSet*>(made), uncharged);
    }
  }
  Items places;
  BATTALION_TRY(walk(f.scratch, l.over[0], container, places));
  const void** items = f.scratch.take<const void*>(static_cast<std::size_t>(places.size));
  if (items == nullptr) return Punt::scratch;
  const unsigned char* const before = f.scratch.at;
  if (form.form == Sliced::Form::object) {
    BATTALION_TRY(gathered_moves(f.scratch, places, *static_cast<const Object*>(form.at), d, items));
  } else if (form.form == Sliced::Form::shifted) {
    BATTALION_TRY(gathered_moves(f.scratch, places, *form.patch, d, items));
  } else {
    return Punt::range;
  }
  uncharged = static_cast<std::size_t>(f.scratch.at - before);
  switch (l.out_kind) {
    case Kind::IndicesSet: return container_of(f.scratch, items, places.size, *static_cast<IndicesSet*>(made));
    case Kind::ObjectSet: return container_of(f.scratch, items, places.size, *static_cast<ObjectSet*>(made));
    case Kind::IndicesTuple: return container_of(f.scratch, items, places.size, *static_cast<IndicesTuple*>(made));
    case Kind::ObjectTuple: return container_of(f.scratch, items, places.size, *static_cast<ObjectTuple*>(made));
    default: return Punt::range;
  }
}

/// The places that stand for a container's patches, as a set. False where one has none, or for want of room.
BATTALION_OP bool places_that_stand(Frame& f, const Items& patches, Signature place_of, Indices& out) {
  Pair* places = f.scratch.take<Pair>(static_cast<std::size_t>(patches.size));
  if (places == nullptr) return false;
  for (int k = 0; k < patches.size; ++k) {
    const void* patch = patches.at(k);
    if (!call(place_of, f.scratch, places + k, patch, patch, patch, patch).plain() || is_empty(places[k])) return false;
  }
  return patch_of(f.scratch, places, patches.size, out).plain();
}
/// What a loop over places, or patches for which places stand, goes through.
struct Moving {
  Int rounds = 0;
  Items patches;            ///< of patches
  std::uint64_t cells = 0;  ///< likewise, of all
};
BATTALION_OP Status look_at_elements(Frame& f, const Loop& l, Moving& out) {
  const void* container = f.registers[l.containers[0]];
  if (l.over[0] == Kind::Pairs) {
    out.rounds = static_cast<const Pairs*>(container)->size;
  } else if (l.over[0] == Kind::Indices) {
    const auto& places = *static_cast<const Indices*>(container);
    if (is_known(places)) out.rounds = count_of(places);
  } else {
    make_elements(l.over[0], container);
    BATTALION_TRY(walk(f.scratch, l.over[0], container, out.patches));
    out.rounds = out.patches.size;
  }
  return {};
}

/// Does the loop at once; or nothing, where `done` stays false.
BATTALION_APART void patches_at_once(Frame& f, const CodeView& code, const Loop& l, std::size_t& uncharged, bool& done) {
  constexpr Int few = 2;
  const Scratch before = f.scratch;
  Moving moving;
  if (!look_at_elements(f, l, moving).plain() || moving.rounds <= few) return;
  void* made = take(f.scratch, l.out_kind);
  if (made == nullptr) return;
  Slicer slicer(f, code, l);
  Sliced form;
  bool told = slicer.result(form);
  const void* container = f.registers[l.containers[0]];
  Indices standing;
  if (told && holds_patches(l.over[0])) {
    told = slicer.place_of() != Signature::count_ && places_that_stand(f, moving.patches, slicer.place_of(), standing);
    for (int k = 0; told && k < moving.patches.size; ++k) (void)count_patch(moving.patches.at(k), moving.cells);
    container = &standing;
  }
  if (!told || !move_patches(f, l, slicer, form, container, moving.rounds, made, uncharged).plain()) {
    f.scratch.back_to(before);
    return;
  }
  slicer.charge(moving.rounds, moving.cells);
  if (l.kind == LoopKind::mapply) f.count(static_cast<std::uint64_t>(moving.rounds * slicer.cells_with_parts(form)));
  f.registers[l.out] = made;
  done = true;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
