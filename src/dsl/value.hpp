#pragma once
// A value of the DSL in 64 bits: what is small is held in the word itself, the rest lives in an arena.
//
// Every tuple has one form, decided by its contents (new_tuple in tuple.hpp), so that equal values
// have equal words wherever no bool is involved:
//   pair  two plain integers of 30 bits          cell  (12 bits, (24 bits, 24 bits))
//   row   1 or more plain integers of 8 bits, but not two
//   grid  1 or more rows (or pairs) of 8-bit integers, of one width
//   tuple anything else
// The words of pairs and cells compare as unsigned numbers in canonical order.

#include <cstddef>
#include <cstdint>

#include "dsl/primitive.hpp"

namespace battalion::dsl {

enum class Tag : std::uint8_t {
  nothing = 0,  // never a value: marks free places
  none,
  boolean,
  integer,
  pair,
  cell,
  primitive,
  wide,  // an integer beyond 60 bits
  row,
  grid,
  tuple,
  set,
  function,
};

struct RowObj;
struct GridObj;
struct TupleObj;
struct SetObj;
struct FunctionObj;

class Value {
 public:
  constexpr Value() = default;
  static constexpr Value none() { return Value(word(Tag::none, 0)); }
  static constexpr Value boolean(bool b) { return Value(word(Tag::boolean, b ? 1 : 0)); }
  /// n must fit 60 bits (make_integer in tuple.hpp takes any).
  static constexpr Value small(std::int64_t n) {
    return Value(word(Tag::integer, static_cast<std::uint64_t>(n)));
  }
  static constexpr Value primitive(Primitive p) {
    return Value(word(Tag::primitive, static_cast<std::uint64_t>(p)));
  }

  /// n + bias without overflow: what does not fit comes out large.
  static constexpr std::uint64_t biased(std::int64_t n, std::int64_t bias) {
    return static_cast<std::uint64_t>(n) + static_cast<std::uint64_t>(bias);
  }

  static constexpr std::int64_t pair_bias = 1 << 29;
  static constexpr bool fits_pair(std::int64_t i, std::int64_t j) {
    return biased(i, pair_bias) < (1ull << 30) &&
           biased(j, pair_bias) < (1ull << 30);
  }
  static constexpr Value pair(std::int64_t i, std::int64_t j) {
    return Value(word(Tag::pair, (biased(i, pair_bias) << 30) |
                                     biased(j, pair_bias)));
  }

  /// Of a pair whose row and column these are, both with the bias added.
  static constexpr std::uint64_t pair_bits(std::uint64_t i, std::uint64_t j) {
    return i << 34 | j << 4 | static_cast<std::uint64_t>(Tag::pair);
  }

  static constexpr std::int64_t place_bias = 1 << 23;
  static constexpr std::int64_t colour_bias = 1 << 11;
  static constexpr bool fits_cell(std::int64_t v, std::int64_t i, std::int64_t j) {
    return biased(i, place_bias) < (1ull << 24) &&
           biased(j, place_bias) < (1ull << 24) &&
           biased(v, colour_bias) < (1ull << 12);
  }
  static constexpr Value cell(std::int64_t v, std::int64_t i, std::int64_t j) {
    return Value(word(Tag::cell, (biased(i, place_bias) << 36) |
                                     (biased(j, place_bias) << 12) |
                                     biased(v, colour_bias)));
  }

  template <class Obj>
  static Value pointer(Tag tag, Obj* p) {
    return Value(reinterpret_cast<std::uint64_t>(p) | static_cast<std::uint64_t>(tag));
  }

  /// The value whose bits() these are.
  static constexpr Value of_bits(std::uint64_t bits) { return Value(bits); }
  constexpr Tag tag() const { return static_cast<Tag>(bits_ & 15); }
  constexpr std::uint64_t bits() const { return bits_; }
  constexpr bool is(Tag t) const { return tag() == t; }
  constexpr explicit operator bool() const { return bits_ != 0; }

  constexpr std::int64_t as_small() const { return static_cast<std::int64_t>(bits_) >> 4; }
  constexpr bool as_bool() const { return (bits_ >> 4) != 0; }
  constexpr Primitive as_primitive() const { return static_cast<Primitive>(bits_ >> 4); }
  constexpr std::int64_t pair_i() const { return static_cast<std::int64_t>(bits_ >> 34) - pair_bias; }
  constexpr std::int64_t pair_j() const {
    return static_cast<std::int64_t>((bits_ >> 4) & 0x3fffffff) - pair_bias;
  }
  constexpr std::int64_t cell_i() const { return static_cast<std::int64_t>(bits_ >> 40) - place_bias; }
  constexpr std::int64_t cell_j() const {
    return static_cast<std::int64_t>((bits_ >> 16) & 0xffffff) - place_bias;
  }
  constexpr std::int64_t cell_v() const {
    return static_cast<std::int64_t>((bits_ >> 4) & 0xfff) - colour_bias;
  }
  std::int64_t as_wide() const { return *object<std::int64_t>(); }
  RowObj& row() const { return *object<RowObj>(); }
  GridObj& grid() const { return *object<GridObj>(); }
  TupleObj& tuple() const { return *object<TupleObj>(); }
  SetObj& set() const { return *object<SetObj>(); }
  FunctionObj& function() const { return *object<FunctionObj>(); }

  /// bool is an int, as in the reference.
  constexpr bool is_int() const {
    return is(Tag::integer) || is(Tag::boolean) || is(Tag::wide);
  }
  constexpr bool is_tuple() const {
    return is(Tag::pair) || is(Tag::cell) || is(Tag::row) || is(Tag::grid) || is(Tag::tuple);
  }
  /// Whether it refers to an object in an arena.
  constexpr bool is_pointer() const { return tag() >= Tag::wide; }
  constexpr bool is_set() const { return is(Tag::set); }
  constexpr bool is_function() const { return is(Tag::primitive) || is(Tag::function); }
  /// Of an is_int() value.
  std::int64_t as_int() const { return is(Tag::wide) ? as_wide() : as_small(); }

 private:
  constexpr explicit Value(std::uint64_t bits) : bits_(bits) {}
  static constexpr std::uint64_t word(Tag tag, std::uint64_t payload) {
    return (payload << 4) | static_cast<std::uint64_t>(tag);
  }
  template <class Obj>
  Obj* object() const {
    return reinterpret_cast<Obj*>(bits_ & ~std::uint64_t{15});
  }
  std::uint64_t bits_ = 0;
};
static_assert(sizeof(Value) == 8);

struct RowObj {
  std::uint32_t size;
  std::int8_t* cells;  ///< [size]
};

struct GridObj {
  std::uint32_t height;
  std::uint32_t width;
  std::int8_t* cells;  ///< [height][width]
  std::uint64_t hash;  ///< of the reference, once hashed
  bool hashed;
};

struct TupleObj {
  std::uint32_t size;
  std::uint16_t depth;  ///< of nesting
  bool hashed;
  bool printed;  ///< fingerprint is known
  std::uint64_t hash;
  std::uint64_t fingerprint;
  Value* items;  ///< [size]
};

enum class FunctionKind : std::uint8_t { compose, chain, matcher, rbind, lbind, power, fork };

class Context;
/// A primitive's code: as many arguments as its arity. Returns a value or throws Raised or Expired.
using PrimitiveFn = Value (*)(Context&, const Value*);

struct FunctionObj {
  using Run = Value (*)(Context&, const FunctionObj&, Value);
  FunctionKind kind;
  std::uint8_t arity;
  std::uint32_t mark;  ///< stands in for an address where order hangs on one: alike where functions look alike, in every run
  Value a, b, c;
  Run run;                          ///< calls it with one argument (call.cpp)
  PrimitiveFn code_a, code_b, code_c;  ///< of a, b, c where they are primitives that fit where they are called
};

/// What a set's elements are, all of them alike, or `other`.
enum class ElementKind : std::uint8_t { empty, integers, pairs, cells, sets, other };

/// How a set came to be: enough to replay the order in which the reference would walk it.
enum class Recipe : std::uint8_t {
  sequence,      ///< items added one by one, as they stand
  mapped,        ///< walking a: item a_map[i] (or none) for a's item i
  merged,        ///< walking the sets in a, and each of them: item a_map[offset of the set + i]
  product,       ///< walking b, and for each a: item a_map[ib * |a| + ia]
  concatenated,  ///< walking a, then b: a_map over |a| + |b|
  joined,        ///< a's table copied, b's elements added (the reference's `|`)
  reduced,       ///< a's table without b's elements (the reference's `-`)
  copied,        ///< items added one by one to a set, which was then copied
  grown,         ///< an object: how is in `growth`
  all_grown,     ///< all objects of `growth`, in the order in which they were come upon
  outlined,      ///< the lines of a box from corner a to corner b, joined
};

struct Growth;
class Arena;

struct PlaceMarks;

struct SetObj {
  std::uint32_t size;
  ElementKind kind;
  Recipe recipe;
  bool walked;              ///< order, mask, slots are known
  bool distinct_places;     ///< of cells: no place occurs twice
  bool dummies : 1;         ///< its table holds deleted entries
  bool rising : 1;          ///< of places or cells, under `canonical`: the items stand in order
  bool hashed;
  bool printed;             ///< fingerprint is known
  std::uint8_t asked;       ///< how often contains() has looked through it
  std::uint16_t chain;      ///< how many recipes would have to be replayed before its own
  std::uint16_t depth;      ///< of nesting
  std::uint32_t mask;       ///< of its table, once walked under `cpython`
  std::uint32_t ordinal;    ///< of recipe `grown`: its number there
  std::uint32_t index_mask;
  std::uint64_t hash;       ///< of the reference, once hashed
  std::uint64_t fingerprint;
  Value* items;             ///< [size], in whatever order they were made
  Value* in_order;          ///< [size] items in walking order, made on demand
  std::uint32_t* order;     ///< [size] item walked k-th, once walked; null: as they stand
  std::uint32_t* slots;     ///< [size] table slot of the item walked k-th, under `cpython`
  Arena* arena;             ///< that it lives in: what is made on demand goes there
  Value a, b;               ///< what the recipe walks
  Growth* growth;           ///< of recipes `grown` and `all_grown`
  std::uint32_t* a_map;     ///< as the recipe says; null: one to one
  std::uint32_t* index;     ///< [index_mask + 1] lookup by word, made on demand
  PlaceMarks* marks;        ///< lookup by place, made on demand (place_marks.hpp)
  std::uint64_t step;       ///< of places that lie on a line: each word is that much more than the one before; else 0
};
static_assert(sizeof(SetObj) == 144, "making a set is charged by its size, and limits must not move");
inline constexpr std::uint32_t dropped = 0xffffffffu;  ///< in a_map: this one added nothing

}  // namespace battalion::dsl
