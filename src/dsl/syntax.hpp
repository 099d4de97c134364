#pragma once
// What the parser makes of a program's text, before names mean anything.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lexer.hpp"

namespace battalion::dsl {

enum class SyntaxKind : std::uint8_t { name, integer, boolean, none, tuple, call, text };

struct Argument {
  std::string_view keyword;  ///< empty for a positional one
  Token at;
  std::uint32_t value = 0;   ///< index into Definition::nodes
};

/// An expression; `children` are indices into Definition::nodes.
struct SyntaxNode {
  SyntaxKind kind = SyntaxKind::none;
  Token at;
  std::int64_t number = 0;            ///< of an integer or boolean
  std::uint32_t callee = 0;           ///< of a call
  std::vector<std::uint32_t> items;   ///< of a tuple
  std::vector<Argument> arguments;    ///< of a call
};

struct Statement {
  std::string_view target;  ///< empty for an expression that is only evaluated
  Token at;
  std::uint32_t value = 0;
  bool is_return = false;
};

/// One `def`.
struct Definition {
  std::string_view name;
  std::string_view parameter;
  std::string_view source;
  Token at;  ///< of its name
  std::uint32_t line = 0;  ///< of `def`
  std::vector<SyntaxNode> nodes;
  std::vector<Statement> statements;  ///< up to and including the first return
};

/// Thrown while one definition is read; the reader goes on with the next.
struct SyntaxFault {
  std::uint32_t line, column;
  std::string message;
};

}  // namespace battalion::dsl
