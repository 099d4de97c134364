#pragma once
// A program as it was read: names resolved, one operation per call or literal, in the order in which
// the reference would evaluate them.

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/arguments.hpp"
#include "dsl/primitive.hpp"

namespace battalion::dsl {

enum class OpKind : std::uint8_t {
  input,      ///< the program's parameter I
  integer,    ///< literal `number`
  boolean,    ///< literal `number` (0 or 1)
  none,       ///< literal None
  function,   ///< `primitive` itself, as a value
  tuple,      ///< tuple of `args` (constants of the DSL such as DOWN are spelled out as these)
  primitive,  ///< call of `primitive` with `args`, as many as its arity
  call,       ///< call of the function value args[0] with args[1..]
  foreign,    ///< all that a program of another language does; `number` is the digest of its text
};

struct Op {
  OpKind kind = OpKind::none;
  Primitive primitive = Primitive::identity;
  std::int64_t number = 0;
  Arguments args;                   ///< indices of earlier ops
  std::uint32_t line = 0;           ///< where it was written, from 1
  std::uint32_t offset = 0;         ///< of a call, in bytes from the start of its line

  bool operator==(const Op&) const = default;
};

struct Program {
  std::string name;
  std::string file;
  std::uint32_t line = 0;      ///< of the `def`
  std::string source;          ///< from `def` to the end of its body
  std::vector<Op> ops;         ///< every op's args come before it; ops that the result does not need
                               ///< stay, for they may raise
  std::uint32_t result = 0;    ///< index into ops
  std::string entry;           ///< of a program of another language, that its one op stands for: the function that
                               ///< answers; empty for the DSL's

  bool foreign() const { return !entry.empty(); }
};

/// What could not be read, or was read with doubt.
struct Problem {
  std::string file;
  std::uint32_t line = 0;    ///< from 1; 0 where the whole file is meant
  std::uint32_t column = 0;  ///< from 1
  std::string message;       ///< "<problem> (<why>) <suggestion>"
  std::string program;       ///< the program excluded because of it; empty where none is

  std::string text() const;  ///< "file:line:column: message"
};

struct ProgramSet {
  std::vector<Program> programs;  ///< in the order of files and of the text
  std::vector<Problem> problems;  ///< at most one a program: its first
};

}  // namespace battalion::dsl
