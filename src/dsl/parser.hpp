#pragma once
// Tokens to definitions: the part of Python that programs are written in.

#include <string_view>
#include <vector>

#include "dsl/syntax.hpp"

namespace battalion::dsl {

class Parser {
 public:
  /// `text` must outlive the parser and what it returns.
  explicit Parser(std::string_view text);

  /// Whether a definition comes next. Passes over what may stand between them: imports, strings. What else
  /// stands there is thrown as a SyntaxFault, once a line or block.
  bool at_definition();
  /// Reads a definition into `out`; throws SyntaxFault for what it cannot read, having set out.name if it got so
  /// far. Either way the next call goes on behind it.
  void read(Definition& out);

 private:
  const Token& now() const { return tokens_[at_]; }
  const Token& ahead() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
  bool is(std::string_view symbol) const { return now().kind == TokenKind::symbol && now().text == symbol; }
  bool is_word(std::string_view word) const { return now().kind == TokenKind::name && now().text == word; }
  bool accept(std::string_view symbol);
  void expect(std::string_view symbol, std::string_view where);
  Token expect_name(std::string_view what);
  [[noreturn]] void fault(const Token& at, std::string message) const;
  [[noreturn]] void fail_here(std::string_view expected) const;
  void skip_statement();
  void skip_annotation();

  void head(Definition& out);
  void body(Definition& out);
  void line_of_statements(Definition& out, bool& returned);
  void statement(Definition& out, bool& returned);
  std::uint32_t tuple_or_expression(Definition& out);
  std::uint32_t expression(Definition& out);
  std::uint32_t atom(Definition& out);
  std::uint32_t bracketed(Definition& out);
  std::uint32_t call(Definition& out, std::uint32_t callee);
  std::uint32_t integer(Definition& out, bool negative);
  std::uint32_t add(Definition& out, SyntaxNode node);

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;  ///< of expressions in expressions
};

}  // namespace battalion::dsl
