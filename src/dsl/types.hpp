#pragma once
// What kinds of value a program's operations can have, as far as its text tells; and where that is a clash.
//
// Kinds are coarse (a grid is a tuple), for the DSL is: what a primitive does is decided by contents at run time. The
// table of primitives errs to one side: a kind is left out only where every value of it raises.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "dsl/primitive.hpp"
#include "dsl/program.hpp"

namespace battalion::dsl {

/// A set of kinds, a bit each.
using Kinds = std::uint8_t;
namespace kinds {
inline constexpr Kinds integer = 1;  ///< booleans too
inline constexpr Kinds none = 2;
inline constexpr Kinds tuple = 4;  ///< grids, rows, pairs, cells
inline constexpr Kinds set = 8;    ///< patches, objects
inline constexpr Kinds function = 16;
inline constexpr Kinds any = 31;
}  // namespace kinds

struct Signature {
  std::array<Kinds, 4> accepts{};  ///< by parameter: of any other kind raises; beyond the arity: no kind
  /// What it returns where it returns, given kinds of its arguments (as many as its arity).
  Kinds result(std::span<const Kinds> arguments) const;

  Kinds fixed = 0;       ///< may be returned whatever the arguments
  std::uint8_t of = 0;   ///< bit k: argument k, or something of its kind, may be returned
  bool numeric = false;  ///< integers from integers, a pair as soon as one argument is one
};
const Signature& signature(Primitive p);

/// The first operation of a program that raises on every input grid, with what is wrong; none where the text does
/// not tell. `program` of the problem is empty: nothing is excluded, for the reference would run it.
std::optional<Problem> type_clash(const Program& program);
struct TypeClash {
  ProgramId program;
  Problem problem;  ///< as type_clash has it
};
/// Those of all programs, in their order.
std::vector<TypeClash> type_clashes(std::span<const Program> programs);

}  // namespace battalion::dsl
