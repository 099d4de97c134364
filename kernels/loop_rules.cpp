#include "kernels/loop_rules.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "kernels/sliceable.hpp"
#include "kernels/status.hpp"

namespace battalion::kernels {
namespace {

using KK = Kind;

/// What mapply merges: of rounds that give the first, the second.
bool merges(Kind result, Kind out) {
  static constexpr std::pair<Kind, Kind> known[] = {
      {KK::Indices, KK::Indices},     {KK::Object, KK::Object},         {KK::IntSet, KK::IntSet},
      {KK::IndicesSet, KK::IndicesSet}, {KK::IndicesTuple, KK::IndicesSet}, {KK::ObjectSet, KK::ObjectSet},
      {KK::ObjectTuple, KK::ObjectSet}, {KK::IntSet, KK::Ints},           {KK::Ints, KK::Ints},
      {KK::Indices, KK::Pairs},       {KK::Pairs, KK::Pairs},           {KK::Object, KK::Cells},
      {KK::Cells, KK::Cells},         {KK::Grids, KK::Grids},           {KK::Grid, KK::Grid}};
  return std::find(std::begin(known), std::end(known), std::pair(result, out)) != std::end(known);
}

bool is_key(Kind k) { return k == KK::Bool || k == KK::Int || k == KK::Pair; }

/// A filtered container is of its own kind, and a pair's integers are any number of them.
bool filters(Kind over, Kind out) { return over == KK::Pair ? out == KK::Ints : out == over; }

/// Loops that take an element by the number of its round, or put rounds in order, cannot have two containers that are gone
/// through at different speeds.
bool counts_rounds(LoopKind k) {
  return k == LoopKind::sfilter || k == LoopKind::extract || k == LoopKind::argmax || k == LoopKind::argmin ||
         k == LoopKind::order;
}

const char* wrong_result(const Loop& l) {
  switch (l.kind) {
    case LoopKind::apply: return holds(l.out_kind, l.result) ? nullptr : "gathers what its container does not hold";
    case LoopKind::mapply: return merges(l.result, l.out_kind) ? nullptr : "merges what cannot be merged";
    case LoopKind::sfilter:
      if (l.result != KK::Bool) return "filters by what is no boolean";
      return filters(l.over[0], l.out_kind) ? nullptr : "filters a container into another";
    case LoopKind::extract:
      if (l.result != KK::Bool) return "looks for what is no boolean";
      return l.out_kind == l.element[0] ? nullptr : "leaves another element";
    case LoopKind::argmax:
    case LoopKind::argmin:
      if (!is_key(l.result) && !is_patch(l.result)) return "compares what is no key";
      return l.out_kind == l.element[0] ? nullptr : "leaves another element";
    case LoopKind::valmax:
    case LoopKind::valmin:
      if (!is_key(l.result)) return "compares what is no key";
      if (l.on_nothing > error_count) return "raises what nothing raises";
      return l.out_kind == l.result ? nullptr : "leaves another key";
    case LoopKind::order:
      if (!is_key(l.result)) return "sorts by what is no key";
      return holds(l.out_kind, l.element[0]) ? nullptr : "sorts into what does not hold it";
    case LoopKind::repeat: return l.out_kind == l.result ? nullptr : "leaves another kind than its rounds";
  }
  return "is of no kind that there is";
}

}  // namespace

std::optional<Kind> walked_as(Kind container) {
  switch (container) {
    case KK::Grid: return KK::Ints;
    case KK::Pair:
    case KK::Ints:
    case KK::IntSet: return KK::Int;
    case KK::Pairs:
    case KK::Indices: return KK::Pair;
    case KK::Cells:
    case KK::Object: return KK::Cell;
    case KK::Grids:
    case KK::GridSet: return KK::Grid;
    case KK::IndicesTuple:
    case KK::IndicesSet: return KK::Indices;
    case KK::ObjectTuple:
    case KK::ObjectSet: return KK::Object;
    case KK::PairsTuple: return KK::Pairs;
    case KK::Bool:
    case KK::Int:
    case KK::Cell:
    case KK::count_: break;
  }
  return std::nullopt;
}

bool holds(Kind container, Kind value) {
  if (container == KK::Pair) return false;
  const auto element = walked_as(container);
  return element == value || (element == KK::Int && value == KK::Bool);
}

const char* wrong_with(const Loop& l) {
  for (const Kind k : {l.over[0], l.over[1], l.element[0], l.element[1], l.result, l.out_kind}) {
    if (k >= Kind::count_) return "has a kind of values that there is not";
  }
  if (l.walk > Walk::product) return "walks as nothing does";
  const bool in_step = l.walk == Walk::one || l.walk == Walk::side_by_side;
  if (counts_rounds(l.kind) && !in_step) return "has rounds that are no elements";
  if (l.sliced && !has_sliced_form(l)) return "tells at once what cannot be";
  if (l.kind == LoopKind::repeat) {
    if (l.walk != Walk::one || l.masked) return "repeats and walks";
    return wrong_result(l);
  }
  for (int c = 0; c < width(l); ++c) {
    const auto element = walked_as(l.over[c]);
    if (!element) return "walks what has no elements";
    if (*element != l.element[c]) return "takes a container's elements for others";
  }
  // Both count on every round to have been gone.
  if (l.masked && (l.kind == LoopKind::sfilter || l.kind == LoopKind::order)) return "leaves out rounds that it needs";
  return wrong_result(l);
}

}  // namespace battalion::kernels
