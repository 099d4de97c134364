#pragma once
// The table of operations (kernels/signatures.def) as an enumeration, with the kinds of their values.

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/values.hpp"

namespace battalion::kernels {

/// The types of values.hpp, and what an operation's argument or result is kept in.
enum class Kind : std::uint8_t {
  Bool,
  Int,
  Pair,
  Cell,
  Grid,
  Indices,
  Object,
  IntSet,
  Ints,
  Pairs,
  Cells,
  Grids,
  IndicesTuple,
  ObjectTuple,
  IndicesSet,
  ObjectSet,
  count_,
};

constexpr const char* name(Kind k) {
  constexpr const char* names[] = {"Bool",         "Int",         "Pair",       "Cell",     "Grid",  "Indices",
                                   "Object",       "IntSet",      "Ints",       "Pairs",    "Cells", "Grids",
                                   "IndicesTuple", "ObjectTuple", "IndicesSet", "ObjectSet"};
  return names[static_cast<int>(k)];
}

/// add_Int_Int, rot90_Grid, fill_Grid_Int_Indices, ...
enum class Signature : std::uint16_t {
#define SIGNATURE_1(id, out, a) id##_##a,
#define SIGNATURE_2(id, out, a, b) id##_##a##_##b,
#define SIGNATURE_3(id, out, a, b, c) id##_##a##_##b##_##c,
#define SIGNATURE_4(id, out, a, b, c, d) id##_##a##_##b##_##c##_##d,
#include "kernels/signatures.def"
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
  count_,
};
inline constexpr int signature_count = static_cast<int>(Signature::count_);

struct SignatureInfo {
  const char* primitive;  ///< as src/dsl/primitives.def identifies it
  Kind result;
  std::uint8_t arity;
  std::array<Kind, 4> arguments;  ///< [arity]
};
inline constexpr SignatureInfo signatures[] = {
#define SIGNATURE_1(id, out, a) {#id, Kind::out, 1, {Kind::a}},
#define SIGNATURE_2(id, out, a, b) {#id, Kind::out, 2, {Kind::a, Kind::b}},
#define SIGNATURE_3(id, out, a, b, c) {#id, Kind::out, 3, {Kind::a, Kind::b, Kind::c}},
#define SIGNATURE_4(id, out, a, b, c, d) {#id, Kind::out, 4, {Kind::a, Kind::b, Kind::c, Kind::d}},
#include "kernels/signatures.def"
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
};
constexpr const SignatureInfo& info(Signature s) { return signatures[static_cast<int>(s)]; }

}  // namespace battalion::kernels
