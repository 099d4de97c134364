#pragma once
// What lowering knows of a value: where its code leaves it, or, of a function, what it is made of.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dsl/primitive.hpp"
#include "lower/code.hpp"

namespace battalion::lower {

struct Function;

struct Staged {
  enum class Is : std::uint8_t {
    refused,   ///< why it was not lowered
    value,     ///< left by a node
    function,  ///< known whole: calls of it become code
    pack,      ///< a tuple that holds functions
  } is = Is::refused;
  ValueId value;
  std::shared_ptr<const Function> function;
  std::vector<Staged> items;  ///< of a pack
  std::string why;

  static Staged of(ValueId v) { return {Is::value, v, {}, {}, {}}; }
  static Staged refused(std::string why) { return {Is::refused, {}, {}, {}, std::move(why)}; }
};

/// A primitive as a value, or a function made by compose, chain, fork, lbind, rbind, matcher, power or branch.
struct Function {
  dsl::Primitive made_by = dsl::Primitive::identity;  ///< itself, where nothing is captured
  std::vector<Staged> captured;                       ///< arguments of made_by
  int arity = 1;
};

}  // namespace battalion::lower
