#pragma once
// Bytecode: flat instructions over registers whose kinds are known beforehand.
//
// A register holds the address of a value of its kind, in scratch or among the constants. Values are never changed once
// they are made, so to move one is to copy its address.

#include <cstdint>
#include <span>

#include "kernels/scratch.hpp"
#include "kernels/signature.hpp"

namespace battalion::kernels {

using Register = std::uint32_t;

/// What instructions do beside calling operations (codes below signature_count: Signature's numbers; a, b, c, d are the
/// arguments).
enum class Do : std::uint16_t {
  tuple = signature_count,  ///< out = arguments[a .. a + b), of kind `kind`: a tuple or set of alike, a pair or a cell
  to_int,                   ///< out = integer of boolean a
  ints_to_pair,
  pair_to_ints,
  pairs_to_grid,
  pairs_to_indices,  ///< as Taken b says
  cells_to_object,   ///< likewise
  truth,        ///< out = whether a, of kind `kind`, counts as true
  select,       ///< out = a ? b : c
  move,         ///< out = a
  some,         ///< out = integer a, which is not None
  check_power,  ///< raises unless a function can be applied a times
  product,      ///< of containers arguments[a] and [a + 1], of kinds b and c, which is not made: punts where it would be too large.
                ///< Where d is 1, their elements side by side
  lines,        ///< out = the lines between all places of a and b, and on at c; or nothing, and on: they are too many at once
  pair_cells,   ///< of the grids a and b, each cell with that of the other: what the interpreter makes of it is told by others
  highest,      ///< out = the higher of both cells of the grids a and b, as far as they overlap; where c is 1 the lower
  rows_by_columns,  ///< out = all places in a row of a and a column of b, which are indices
  count_lines,  ///< out = (lines, cells) of the lines between the places of a and b, which are not made: punts where no window
                ///< holds them. c is LineWays; of kind Object a and b are one object, and lines join places of one colour
  line_kinds,   ///< likewise, out = one line of each kind (way, length) that is among them, as indices
  unite_lines,  ///< likewise, out = the cells of all lines between arguments[a] and [a + 1], whose count is [a + 2] and for whose
                ///< kind arguments [a + 3], ... [a + b), which are Ints, have no 0
  nearest,      ///< out = the element of a, a patch of kind `kind`, that is nearest to the place b; the first of several
  note_order,   ///< the order of a set decides on what comes
  remember_order,  ///< what comes, until recall_order, was done before: whether it hung on order is told there
  recall_order,
  enter_set,    ///< what comes is done for each element of a set of several, until leave_set
  leave_set,
  loop,         ///< begins loops[a]
  next,         ///< ends one round of loops[a]
  jump,         ///< goes on at a
  unless,       ///< goes on at a unless b
  count_,
};

/// Of a value, without what it points at.
BATTALION_BOTH constexpr std::uint16_t size_of(Kind k) {
  switch (k) {
    case Kind::Bool: return sizeof(Bool);
    case Kind::Int: return sizeof(Int);
    case Kind::Pair: return sizeof(Pair);
    case Kind::Cell: return sizeof(Cell);
    case Kind::Grid: return sizeof(Grid);
    case Kind::Indices: return sizeof(Indices);
    case Kind::Object: return sizeof(Object);
    case Kind::IntSet: return sizeof(IntSet);
    default: return sizeof(Ints);
  }
}

/// Of scratch, for one: it is taken in steps.
BATTALION_BOTH constexpr std::uint16_t room_for(Kind k) {
  constexpr std::size_t step = Scratch::alignment;
  return static_cast<std::uint16_t>((size_of(k) + step - 1) / step * step);
}

/// Which lines: bits of the ways that they may go. A line of one place goes all of them.
enum LineWays : std::uint32_t { level = 1, upright = 2, falling = 4, rising = 8, all_ways = 15 };

/// What a tuple is taken as a patch for.
enum class Taken : std::uint8_t {
  counted,     ///< a place that is there twice counts twice
  walked,      ///< a place that is there twice is as good as once
  into_a_set,  ///< likewise, and () has no elements
};

struct Instruction {
  std::uint16_t code = 0;
  Kind kind{};
  std::uint8_t weight = 0;  ///< in memory, as weight() says
  Counted counted = 0;
  std::uint16_t bytes = 0;  ///< of scratch, for an operation's result
  Register out = 0;
  std::uint32_t a = 0, b = 0, c = 0, d = 0;
  std::uint8_t fixed = 0;  ///< in memory, as fixed() says
  std::uint8_t cells = 0;  ///< likewise for each cell that is counted, as cell_units() says
};

/// What loops do, after the primitives of the same names.
enum class LoopKind : std::uint8_t {
  apply,    ///< papply and prapply too, by how they walk
  mapply,   ///< apply, then merged
  sfilter,
  extract,
  argmax,
  argmin,
  valmax,
  valmin,
  order,
  repeat,  ///< walks nothing: containers[1] says how often, a round's result is the next one's parameter
};

/// How a loop goes through two containers.
enum class Walk : std::uint8_t {
  one,
  side_by_side,
  each_with_each,  ///< as the reference nests its loops: the first container is gone through fastest
  product,         ///< as a set of tuples is sorted: the second is
};

struct Loop {
  LoopKind kind{};
  Walk walk{};
  Kind over[2]{};     ///< kinds of the containers
  Kind element[2]{};  ///< and of their elements
  Kind result{};      ///< of one round
  Kind out_kind{};
  Register containers[2]{};
  Register parameters[2]{};
  Register result_register = 0;
  Register out = 0;
  std::uint8_t on_nothing = 0;   ///< of valmax and valmin over nothing: 1 + the Error of the function on 0, where that is known
  bool masked = false;           ///< only rounds where `mask`, Ints, has no 0
  bool sliced = false;           ///< all rounds at once are tried first (engine/sliced.hpp)
  Register mask = 0;
  Register state = 0;            ///< where the loop keeps its own
  std::uint32_t body = 0;        ///< its first instruction; the one after its `next`: end
  std::uint32_t end = 0;
};

/// Code that may be run in parts. Owned by whoever made it; for a device all of it lies there.
struct CodeView {
  const Instruction* instructions = nullptr;
  const Loop* loops = nullptr;
  const Register* arguments = nullptr;
};

/// A CodeView with its ends.
struct CodeSpans {
  std::span<const Instruction> instructions;
  std::span<const Loop> loops;
  std::span<const Register> arguments;

  CodeView view() const { return {instructions.data(), loops.data(), arguments.data()}; }
};

}  // namespace battalion::kernels
