#pragma once
// Which loops the engine may tell of all elements at once (engine/sliced.hpp).

#include "kernels/engine/code.hpp"

namespace battalion::kernels {

inline constexpr std::uint32_t most_sliced = 16;  ///< instructions of a body

/// Whether engine/sliced.hpp has a form for what the operation makes of elements.
constexpr bool is_sliceable(Signature s) {
  switch (s) {
    case Signature::first_Cell:
    case Signature::last_Cell:
    case Signature::first_Pairs:
    case Signature::last_Pairs:
    case Signature::first_Pair:
    case Signature::last_Pair:
    case Signature::increment_Int:
    case Signature::decrement_Int:
    case Signature::invert_Int:
    case Signature::double__Int:
    case Signature::add_Int_Int:
    case Signature::subtract_Int_Int:
    case Signature::multiply_Int_Int:
    case Signature::add_Pair_Pair:
    case Signature::subtract_Pair_Pair:
    case Signature::even_Int:
    case Signature::positive_Int:
    case Signature::flip_Bool:
    case Signature::both_Bool_Bool:
    case Signature::either_Bool_Bool:
    case Signature::equality_Bool_Bool:
    case Signature::equality_Int_Int:
    case Signature::greater_Int_Int:
    case Signature::contained_Int_Ints:
    case Signature::contained_Int_IntSet:
    case Signature::contained_Int_Pair:
    case Signature::contained_Pair_Indices:
    case Signature::initset_Pair:
    case Signature::hmatching_Indices_Indices:
    case Signature::vmatching_Indices_Indices:
    case Signature::neighbors_Pair:
    case Signature::dneighbors_Pair:
    case Signature::ineighbors_Pair:
    case Signature::shift_Indices_Pair:
    case Signature::shift_Object_Pair:
    case Signature::shoot_Pair_Pair:
    case Signature::hfrontier_Pair:
    case Signature::vfrontier_Pair:
    case Signature::combine_Indices_Indices:
    case Signature::difference_Indices_Indices:
    case Signature::intersection_Indices_Indices:
    case Signature::toobject_Indices_Grid:
    case Signature::size_Indices:
    case Signature::size_Object:
    case Signature::colorcount_Object_Int: return true;
    default: return false;
  }
}

inline constexpr std::uint32_t most_pair_tests = 8;  ///< instructions of a body that asks pairs of patches (engine/pairwise.hpp)

BATTALION_BOTH constexpr bool shares_rows(Signature s) {
  return s == Signature::hmatching_Indices_Indices || s == Signature::hmatching_Indices_Object ||
         s == Signature::hmatching_Object_Indices || s == Signature::hmatching_Object_Object;
}
BATTALION_BOTH constexpr bool shares_columns(Signature s) {
  return s == Signature::vmatching_Indices_Indices || s == Signature::vmatching_Indices_Object ||
         s == Signature::vmatching_Object_Indices || s == Signature::vmatching_Object_Object;
}

/// Whether a loop has the form of what is told at once: a filter of places or cells, or a truth of each pair of patches.
BATTALION_BOTH constexpr bool is_filter(const Loop& l) {
  const std::uint32_t body = l.end - l.body - 1;
  return l.kind == LoopKind::sfilter && l.walk == Walk::one && !l.masked && (l.over[0] == Kind::Indices || l.over[0] == Kind::Object) &&
         body <= most_sliced;
}
BATTALION_BOTH constexpr bool holds_patches(Kind k) {
  return k == Kind::IndicesSet || k == Kind::ObjectSet || k == Kind::IndicesTuple || k == Kind::ObjectTuple;
}
BATTALION_BOTH constexpr bool asks_pairs(const Loop& l) {
  const std::uint32_t body = l.end - l.body - 1;
  return l.kind == LoopKind::apply && l.walk == Walk::product && !l.masked && holds_patches(l.over[0]) &&
         holds_patches(l.over[1]) && l.result == Kind::Bool && l.out_kind == Kind::Ints && body <= most_pair_tests;
}

/// Of two patches, or a patch and a place.
BATTALION_BOTH constexpr bool is_distance(Signature s) {
  switch (s) {
    case Signature::manhattan_Indices_Indices:
    case Signature::manhattan_Indices_Object:
    case Signature::manhattan_Object_Indices:
    case Signature::manhattan_Object_Object:
    case Signature::manhattan_Indices_Pair:
    case Signature::manhattan_Object_Pair:
    case Signature::manhattan_Pair_Indices:
    case Signature::manhattan_Pair_Object: return true;
    default: return false;
  }
}
/// The kind of its first argument, or of its second.
BATTALION_BOTH constexpr Kind distance_from(Signature s, bool first) {
  switch (s) {
    case Signature::manhattan_Indices_Object: return first ? Kind::Indices : Kind::Object;
    case Signature::manhattan_Object_Indices: return first ? Kind::Object : Kind::Indices;
    case Signature::manhattan_Object_Object: return Kind::Object;
    case Signature::manhattan_Indices_Pair: return first ? Kind::Indices : Kind::Pair;
    case Signature::manhattan_Object_Pair: return first ? Kind::Object : Kind::Pair;
    case Signature::manhattan_Pair_Indices: return first ? Kind::Pair : Kind::Indices;
    case Signature::manhattan_Pair_Object: return first ? Kind::Pair : Kind::Object;
    default: return Kind::Indices;
  }
}

/// Distances of all pairs of patches, of which a set is made.
BATTALION_BOTH constexpr bool measures_pairs(const Loop& l) {
  return l.kind == LoopKind::apply && (l.walk == Walk::product || l.walk == Walk::each_with_each) && !l.masked && holds_patches(l.over[0]) &&
         holds_patches(l.over[1]) && l.result == Kind::Int && l.out_kind == Kind::IntSet && l.end - l.body == 2;
}

/// Patches measured by one operation.
constexpr bool is_measure(Signature s) {
  return s == Signature::size_Indices || s == Signature::size_Object || s == Signature::height_Indices ||
         s == Signature::height_Object || s == Signature::width_Indices || s == Signature::width_Object ||
         s == Signature::color_Object;
}
BATTALION_BOTH constexpr bool measures_patches(const Loop& l) {
  const bool takes_integers = l.kind == LoopKind::argmax || l.kind == LoopKind::argmin || l.kind == LoopKind::valmax ||
                              l.kind == LoopKind::valmin || l.kind == LoopKind::order ||
                              (l.kind == LoopKind::apply && (l.out_kind == Kind::Ints || l.out_kind == Kind::IntSet));
  return takes_integers && l.walk == Walk::one && !l.masked && holds_patches(l.over[0]) && l.result == Kind::Int &&
         l.end - l.body == 2;
}

/// The place that stands for a patch.
BATTALION_BOTH constexpr bool is_place_of_patch(Signature s) {
  switch (s) {
    case Signature::center_Indices:
    case Signature::center_Object:
    case Signature::ulcorner_Indices:
    case Signature::ulcorner_Object:
    case Signature::urcorner_Indices:
    case Signature::urcorner_Object:
    case Signature::llcorner_Indices:
    case Signature::llcorner_Object:
    case Signature::lrcorner_Indices:
    case Signature::lrcorner_Object: return true;
    default: return false;
  }
}
/// Patches moved by places, each a round's; or by the places that stand for patches.
BATTALION_BOTH constexpr bool moves_patches(const Loop& l) {
  const std::uint32_t body = l.end - l.body - 1;
  const bool gathers = l.kind == LoopKind::apply && holds_patches(l.out_kind) && (l.over[0] == Kind::Indices || l.over[0] == Kind::Pairs);
  const bool unites = l.kind == LoopKind::mapply && ((l.over[0] == Kind::Indices && (l.out_kind == Kind::Indices || l.out_kind == Kind::Object)) ||
                                                     (holds_patches(l.over[0]) && l.out_kind == Kind::Indices));
  return (gathers || unites) && l.walk == Walk::one && !l.masked && (l.result == Kind::Indices || l.result == Kind::Object) &&
         body <= most_sliced;
}

BATTALION_BOTH constexpr bool has_sliced_form(const Loop& l) {
  return is_filter(l) || asks_pairs(l) || moves_patches(l) || measures_patches(l) || measures_pairs(l);
}

/// Whether it is worth trying: its body is operations alone that are known there. Its instructions lie where it says.
bool is_sliceable(const CodeSpans& code, const Loop& loop);

}  // namespace battalion::kernels
