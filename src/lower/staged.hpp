#pragma once
// What lowering knows of a value: where its code leaves it, or, of a function, what it is made of.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dsl/primitive.hpp"
#include "lower/code.hpp"
#include "lower/refused.hpp"

namespace battalion::lower {

struct Function;
struct Lines;

/// Of a product, the pairs of which both parts agree in something.
struct Join {
  enum class By : std::uint8_t { row, column, colour } by;
  RegionId region;  ///< the same as a filter's body
};

/// Functions and packs within each other, and calls written out within each other: all of these are walked, and dropped,
/// by recursion.
inline constexpr int deepest_functions = 256;

struct Staged {
  enum class Is : std::uint8_t {
    refused,   ///< why it was not lowered
    value,     ///< left by a node
    function,  ///< known whole: calls of it become code
    pack,      ///< a tuple known item by item: it holds functions, or is an element of a product
    bag,       ///< a set likewise: of functions, or of tuples of them, in canonical order
    product,   ///< of two sets, those pairs of it that are asked for: made nowhere, but walked
    zip,       ///< of two tuples side by side: likewise
    merged,    ///< of a product (parts[0]), what parts[1] makes of each of its tuples, which has no form in planes and does not raise
    choice,    ///< parts[1] if parts[0] is true, else parts[2]: values of unlike types. What is done with it is done with either
    paired,    ///< of two grids, each row of one with that of the other, cell by cell: likewise
    lines,     ///< the set of lines between places: drawn all at once, where that is what is asked for
  } is = Is::refused;
  ValueId value;
  std::shared_ptr<const Function> function;
  /// Of a pack; of paired grids both; of a product or zip the two containers and, if not all is in it, which (a tuple of 0s and 1s). Shared, like functions:
  /// a program can double what it holds with every line.
  std::shared_ptr<const std::vector<Staged>> parts;
  std::string why;
  int parts_depth = 0;
  std::shared_ptr<const Join> join;    ///< of a product of which not all is asked for, but nobody said yet what for
  std::shared_ptr<const Lines> lines;  ///< of lines

  std::span<const Staged> items() const { return *parts; }

  static Staged of(ValueId v) { return {Is::value, v, {}, {}, {}, 0, {}, {}}; }
  static Staged refused(std::string why) { return {Is::refused, {}, {}, {}, std::move(why), 0, {}, {}}; }
  /// A pack, a bag, a product or a zip. Throws Refused where it is nested too deep.
  static Staged of_parts(Is is, std::vector<Staged> parts);
  /// A function that `by` makes of these. Throws Refused likewise.
  static Staged of_function(dsl::Primitive by, std::vector<Staged> captured, int arity);
  /// Why it is no answer of a program; empty where it is one.
  std::string no_answer() const;
  /// Functions and packs within functions and packs.
  int depth() const;
};

/// A primitive as a value, or a function made by compose, chain, fork, lbind, rbind, matcher, power or branch.
struct Function {
  dsl::Primitive made_by = dsl::Primitive::identity;  ///< itself, where nothing is captured
  std::vector<Staged> captured;                       ///< arguments of made_by
  int arity = 1;
  int depth = 1;  ///< of functions and packs within each other
};

/// Lines between each place of one patch and each of another, each once; and what they were filtered by.
struct Lines {
  ValueId ends[2];  ///< both indices; or twice the same object: its lines between places of one colour, in that colour
  ValueId count;    ///< how many lines and cells
  std::int64_t ways = 0;             ///< kernels::LineWays
  RegionId body;                     ///< makes one, of a pair of places or cells
  std::optional<RegionId> join;      ///< tells those pairs
  std::vector<RegionId> conditions;  ///< over a line, which tell by its kind alone
  std::vector<ValueId> kept;         ///< of each condition, for each kind of line, whether it holds
};

}  // namespace battalion::lower
