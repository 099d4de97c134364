#pragma once
// Static types of lowered values. The DSL decides by contents at run time what a value is; lowering decides from the
// program alone, starting from one fact: the input is a grid.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace battalion::lower {

enum class Kind : std::uint8_t {
  boolean,
  integer,
  maybe,    ///< integer or None
  pair,     ///< (i, j), two integers
  cell,     ///< (value, (i, j))
  grid,     ///< rectangle of colours
  indices,  ///< set of pairs
  object,   ///< set of cells
  set,      ///< set of `first`, which is neither pair nor cell
  tuple,    ///< any number of `first`
  duo,      ///< two of unlike types, `first` and `second`
};

/// Index into a Types. Kinds without parameters have their own number.
struct Type {
  std::uint16_t id = 0;
  bool operator==(const Type&) const = default;
};

class Types {
 public:
  Types();

  static constexpr Type of(Kind plain) { return {static_cast<std::uint16_t>(plain)}; }
  /// Set of `element`: indices of pairs, an object of cells. Booleans are integers in it.
  Type set_of(Type element);
  /// Booleans are integers in it.
  Type tuple_of(Type element);
  /// What (a, b) is: a pair, a cell, a tuple of two of one type, or a duo.
  Type duo_of(Type a, Type b);

  Kind kind(Type t) const { return entries_[t.id].kind; }
  bool is(Type t, Kind k) const { return kind(t) == k; }
  /// Of a set, tuple or duo.
  Type first(Type t) const { return entries_[t.id].first; }
  Type second(Type t) const { return entries_[t.id].second; }

  bool is_set(Type t) const;    ///< indices and objects too
  bool is_tuple(Type t) const;  ///< grids, pairs, cells, duos too
  bool is_patch(Type t) const { return is(t, Kind::indices) || is(t, Kind::object); }
  bool is_number(Type t) const { return is(t, Kind::integer) || is(t, Kind::boolean); }
  /// Whether its values can be walked, all of one type: that of elements goes to `element`.
  bool walkable(Type t, Type& element);

  std::string name(Type t) const;  ///< "set of object"

 private:
  struct Entry {
    Kind kind;
    Type first, second;
    std::uint8_t depth;  ///< of types within types
  };
  /// Throws Refused for what is nested too deep, or where there are too many already.
  Type intern(Kind kind, Type first, Type second = {});

  std::vector<Entry> entries_;
  std::unordered_map<std::uint64_t, Type> made_;  ///< by kind, first and second
};

}  // namespace battalion::lower
