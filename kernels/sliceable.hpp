#pragma once
// Which loops the engine may tell of all elements at once (engine/sliced.hpp).

#include "kernels/engine/code.hpp"

namespace battalion::kernels {

inline constexpr std::uint32_t most_sliced = 24;  ///< instructions of a body

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
    case Signature::difference_Indices_Indices:
    case Signature::intersection_Indices_Indices:
    case Signature::toobject_Indices_Grid:
    case Signature::size_Indices:
    case Signature::size_Object:
    case Signature::colorcount_Object_Int: return true;
    default: return false;
  }
}

/// Whether a loop is worth trying so: a filter of places or cells whose body is such operations alone. Its instructions lie
/// where it says.
bool is_sliceable(const CodeSpans& code, const Loop& loop);

}  // namespace battalion::kernels
