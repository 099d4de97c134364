#pragma once
// Lowered code: nodes with static types, without functions. Higher-order primitives have become loops over regions.

#include <cstdint>
#include <vector>

#include "dsl/primitive.hpp"
#include "lower/type.hpp"

namespace battalion::lower {

/// Index into Code::nodes.
struct ValueId {
  std::uint32_t index = 0;
  bool operator==(const ValueId&) const = default;
};
/// Index into Code::regions.
struct RegionId {
  std::uint32_t index = 0;
  bool operator==(const RegionId&) const = default;
};

struct Node {
  enum class Is : std::uint8_t {
    input,      ///< the sample's grid
    integer,    ///< `number`
    boolean,    ///< `number`, 0 or 1
    none,       ///< None
    parameter,  ///< of the region that it is in
    tuple,      ///< of args; or the set of them, where the type is one
    convert,    ///< args[0], of another type that can hold the same value; leaves the representation where it cannot. Of a
                ///< tuple to a patch, `number` is a kernels::Taken
    truth,      ///< whether args[0] counts as true
    check,      ///< raises unless a function can be applied args[0] times; leaves nothing
    product,    ///< of args, which is not made: leaves nothing, and ends the run where it would be too large. Side by side
                ///< where `number` is 1
    note_order,  ///< what comes hangs on the order of a set; leaves nothing
    again,       ///< what comes was done before, if `number` is 1, until it is -1: it leaves nothing new but its values
    set_walk,    ///< what comes is done for each element of a set, if `number` is 1, until it is -1; leaves nothing
    primitive,  ///< `primitive` of args, none of them a function
    loop,       ///< `primitive`, its function being regions[0], over the elements of args. Of valmax and valmin, `number` is 1 +
                ///< the kernels::Error over nothing, or 0
    over_product,  ///< likewise over the product of args[0] and args[1], or where args[2] is 1; a filter leaves such a tuple.
                   ///< Side by side where `number` is 1: then extract leaves the element of args[0]
    pair_cells,   ///< of the grids args, each cell with that of the other, which is not made; leaves nothing
    highest,      ///< the grid of the higher, or if `number` is -1 the lower, of both cells of args: two grids, as far as they overlap
    rows_by_columns,  ///< all places in a row of args[0] and a column of args[1], which are indices
    count_lines,  ///< how many lines join places of args, and their cells, as a pair; ends the run where no window holds them.
                  ///< `number` is a kernels::LineWays
    line_kinds,   ///< one line of each kind that is among them, as a tuple of indices
    unite_lines,  ///< the cells of those lines for whose kind args[3] and so on have no 0; args[2] is their count
    repeat,     ///< regions[0] applied args[1] times, to args[0] first
    choose,     ///< regions[0] if args[0] is true, else regions[1]
  } is = Is::none;
  dsl::Primitive primitive = dsl::Primitive::identity;
  Type type;
  std::int64_t number = 0;
  std::vector<ValueId> args;
  std::vector<RegionId> regions;
};

/// A function's body, evaluated once for each element (pair of elements) of a loop. Its nodes may use those of the
/// regions around it.
struct Region {
  std::vector<ValueId> parameters;
  std::vector<ValueId> nodes;  ///< in order of evaluation, without the parameters
  ValueId result;
};

struct Code {
  std::vector<Node> nodes;
  std::vector<Region> regions;
};

}  // namespace battalion::lower
