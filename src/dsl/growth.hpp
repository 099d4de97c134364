#pragma once
// How the objects of a grid came to be: what the reference's `objects` did, to be replayed when the order
// of an object's cells, or of the objects, is asked for.

#include <cstdint>

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

struct Growth {
  std::uint32_t height, width;
  bool diagonal;
  std::uint32_t count;        ///< objects
  std::uint32_t* labels;      ///< [height + 2][width + 2], bordered: 1 + number of the cell's object, 0 for none
  Value* objects;             ///< [count]
  std::uint64_t number : 63;  ///< Context::next_growth of its making: no other has it
  std::uint64_t ranked : 1;
  // Once ranked:
  std::uint32_t* rank;        ///< [count] when the object was come upon, from 0
  std::uint32_t* seed;        ///< [count] place (index into labels) from which it grew
  std::uint32_t* before;      ///< [count] cells of objects come upon earlier
  std::uint32_t* by_rank;     ///< [count] object number
  Arena* arena;
};

/// Replays in which order objects were come upon.
void rank_objects(Context& ctx, Growth& g);
/// Leaves in ctx.table, which is clear, the cells of object `number` as the reference added them (not yet copied to a
/// frozenset); item numbers are indices into `s.items`.
void regrow(Context& ctx, Growth& g, std::uint32_t number, const SetObj& s);

}  // namespace battalion::dsl
