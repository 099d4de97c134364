#pragma once
// The table of operations (kernels/signatures.def) as an enumeration, with the kinds of their values.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/function.hpp"
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
  PairsTuple,
  GridSet,
  IndicesSet,
  ObjectSet,
  count_,
};

constexpr const char* name(Kind k) {
  constexpr const char* names[] = {"Bool",         "Int",         "Pair",       "Cell",     "Grid",  "Indices",
                                   "Object",       "IntSet",      "Ints",       "Pairs",    "Cells", "Grids",
                                   "IndicesTuple", "ObjectTuple", "PairsTuple", "GridSet",
                                   "IndicesSet", "ObjectSet"};
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
/// Of literals, while compiling, on a device too.
BATTALION_BOTH constexpr bool same_text(const char* a, const char* b) {
  while (*a != 0 && *a == *b) ++a, ++b;
  return *a == *b;
}

template <std::size_t N>
BATTALION_BOTH constexpr bool is_one_of(const char* primitive, const char* const (&names)[N]) {
  for (const char* name : names) {
    if (same_text(name, primitive)) return true;
  }
  return false;
}

/// Primitives whose operations are right on grids without cells; the others leave those to the interpreter.
BATTALION_BOTH constexpr bool takes_no_cells(const char* primitive) {
  constexpr const char* known[] = {
      "hconcat", "vconcat",  "combine",    "palette",  "numcolors", "colorcount", "asindices", "asobject", "ofcolor",
      "hmirror", "vmirror",  "rot180",     "rot90",    "rot270",    "dmirror",    "cmirror",   "size",     "equality",
      "trim",    "tophalf",  "bottomhalf", "lefthalf", "righthalf", "crop",       "upscale",   "hupscale", "vupscale",
      "height",  "width",    "shape",      "portrait", "vline",     "hline",      "contained", "initset",  "insert",
      "remove",  "astuple",  "repeat",     "replace",  "fill",       "partition",  "mostcolor", "leastcolor"};
  return is_one_of(primitive, known);
}

BATTALION_BOTH constexpr bool is_small(Kind k) { return k == Kind::Bool || k == Kind::Int || k == Kind::Pair || k == Kind::Cell; }

// What the interpreter may be charged for the same, bounded from above: measured with room to spare, under both set orders; the
// tests of the operations and of lowered programs hold them to it.

constexpr bool all_small(const SignatureInfo& s) {
  bool all = is_small(s.result);
  for (int k = 0; k < s.arity; ++k) all = all && is_small(s.arguments[static_cast<std::size_t>(k)]);
  return all;
}

/// Whatever it is given, in units of fixed_unit: between small values that and no more.
inline constexpr std::uint64_t fixed_unit = 64;  ///< bytes
inline constexpr std::uint8_t fixed_of_small = 2, fixed_of_measure = 4, fixed_of_most = 8, fixed_at_most = 16;
constexpr std::uint8_t fixed(const SignatureInfo& s) {
  if (is_one_of(s.primitive, {"canvas", "cmirror", "corners", "hupscale", "move", "repeat", "upscale", "vupscale"})) return fixed_at_most;
  if (is_one_of(s.primitive, {"hmatching", "vmatching"})) return 6;
  if (all_small(s)) return fixed_of_small;
  const bool measures = is_small(s.result) && !same_text(s.primitive, "gravitate");
  return measures ? fixed_of_measure : fixed_of_most;
}

/// Beside what grows with the result (see most_memory), where cells are not counted; in units of memory_unit. Of containers of
/// what is made already, and of loops, which count what their rounds make, little is left.
inline constexpr std::uint64_t memory_unit = 4 << 10;  ///< bytes
inline constexpr std::uint8_t weight_of_unknown_patch = 32, weight_of_window = 12;  ///< of the cells of any patch, and of those that a window holds
BATTALION_BOTH constexpr std::uint8_t weight_of_result(Kind k) { return is_small(k) ? 0 : 2; }
constexpr std::uint8_t weight(const SignatureInfo& s) {
  if (all_small(s)) return 0;
  bool of_made = true;
  for (int k = 0; k < s.arity; ++k) {
    const Kind a = s.arguments[static_cast<std::size_t>(k)];
    of_made = of_made && a != Kind::Grid && a != Kind::Object && a != Kind::Indices && a != Kind::IntSet;
  }
  if (of_made && is_one_of(s.primitive, {"other", "remove", "insert", "initset", "contained", "size", "first", "last", "sizefilter",
                                         "colorfilter", "totuple", "combine", "difference", "intersection", "equality", "astuple"})) {
    return 1;
  }
  return is_small(s.result) ? 16 : 32;
}

/// Of a program that has used so much, how much more is weighed before cells are counted: weights are high, and add up to an
/// eighth of the limit at most. 0 is no limit.
BATTALION_BOTH constexpr std::uint64_t weight_on_trust(std::uint64_t limit, std::uint64_t used) {
  if (limit == 0) return ~std::uint64_t{0};
  return limit / 8 > used ? (limit / 8 - used) / memory_unit : 0;
}

/// For each cell that is counted, in units of cell_unit.
inline constexpr std::uint64_t cell_unit = 16;  ///< bytes
inline constexpr std::uint8_t cell_units_at_most = 8, cell_units_of_most = 3;
constexpr std::uint8_t cell_units(const SignatureInfo& s) {
  const bool dear = is_one_of(s.primitive, {"corners", "delta", "gravitate", "hupscale", "merge", "occurrences", "product", "upscale", "vupscale"});
  if (dear) return cell_units_at_most;
  return is_one_of(s.primitive, {"shift"}) ? 2 : cell_units_of_most;
}

/// What was done of a program, as far as the interpreter's memory hangs on it.
struct Work {
  std::uint64_t fixed = 0;   ///< of all instructions
  std::uint64_t weight = 0;  ///< of the instructions, but of those whose cells were counted
  std::uint64_t cells = 0;   ///< counted in arguments and results, each as often as cell_units says
  std::uint64_t taken = 0;   ///< bytes of scratch, those given back included
};
/// Bytes that the interpreter would be charged at most for it. What functions it makes cost it is in this too.
BATTALION_BOTH constexpr std::uint64_t most_memory(const Work& w) {
  return w.weight * memory_unit + (w.fixed + fixed_at_most) * fixed_unit + w.cells * cell_unit + w.taken * 16;
}
/// Likewise of a program of so many operations, before any was done.
BATTALION_BOTH constexpr std::uint64_t most_memory_to_begin(std::uint64_t operations) { return most_memory({operations * fixed_at_most, 0, 0, 0}); }

/// How the cells of an operation's values are counted: two bits a value, the result's lowest, then the arguments'. 0 throughout
/// where they are not, for there are other kinds than small ones, patches, grids and plain lists; what those hold has a weight.
/// `counted_always`: a weight would be no bound, for a list may have any length.
using Counted = std::uint16_t;
inline constexpr unsigned uncounted_value = 0, counted_patch = 1, counted_grid = 2, counted_list = 3;
inline constexpr Counted counted_always = 1 << 15;
/// merge of a set of patches: they are counted one by one.
inline constexpr Counted counted_set = counted_always | 1 << 14;
constexpr bool is_list(Kind k) { return k == Kind::Ints || k == Kind::Pairs || k == Kind::Cells; }
constexpr bool is_patch(Kind k) { return k == Kind::Indices || k == Kind::Object; }
constexpr Counted counted(const SignatureInfo& s) {
  const Kind first = s.arguments[0];
  if (std::string_view(s.primitive) == "merge" && is_patch(s.result) && (first == Kind::IndicesSet || first == Kind::ObjectSet)) {
    return counted_set;
  }
  unsigned out = 0;
  for (int k = -1; k < s.arity; ++k) {
    const Kind kind = k < 0 ? s.result : s.arguments[static_cast<std::size_t>(k)];
    if (!is_small(kind) && !is_patch(kind) && !is_list(kind) && kind != Kind::Grid) return 0;
    out |= (is_patch(kind)         ? counted_patch
            : kind == Kind::Grid   ? counted_grid
            : is_list(kind)        ? counted_list
                                   : uncounted_value)
           << (2 * (k + 1));
    if (k >= 0 && is_list(kind)) out |= counted_always;
  }
  return static_cast<Counted>(out);
}

constexpr const SignatureInfo& info(Signature s) { return signatures[static_cast<int>(s)]; }

}  // namespace battalion::kernels
