#pragma once
// Recursive descent over the part of Python that programs are written in. Names are resolved as
// they are read, so that a problem is found where a reader would look for it.

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dsl/lexer.hpp"
#include "dsl/program.hpp"
#include "dsl/read_programs.hpp"
#include "dsl/resolver.hpp"

namespace battalion::dsl {

/// Reads one text. Used once.
class Parser {
 public:
  /// Adds to `set`; `source` outlives the parser.
  Parser(const SourceFile& source, ProgramSet& set);
  void run();

 private:
  // Statements. Each starts at tok_ and leaves tok_ after what it read; each throws Unreadable.
  void top_level();
  void skip_compound();
  void skip_import();
  void end_top_level_statement();
  [[noreturn]] void fail_decorated();
  [[noreturn]] void fail_other_statement();
  void definition();
  void refuse_hidden(const Token& name);
  void parameters();
  void annotation();
  void body();
  void line_of_statements();
  void statement();
  void named_statement();
  void reserved_statement();
  void assignment(const Token& name);
  void text_statement();
  void finish_line();
  void expect_statement_end();
  void refuse_assignment() const;
  void refuse_unpacking(const Token& first) const;

  // Expressions: the operation that is their value.
  std::uint32_t expressions();
  std::uint32_t expressions_after(std::uint32_t first, std::uint32_t line);
  std::uint32_t expression();
  std::uint32_t signed_expression();
  std::uint32_t primary();
  std::uint32_t reserved_value();
  std::uint32_t integer(bool negative);
  std::uint32_t parenthesised();
  std::uint32_t after_name(const Token& name);
  std::uint32_t calls_of(std::uint32_t callee, const Token& start);
  void arguments();

  void advance();
  void expect(char symbol, const char* expected);
  void expect_closed(const Token& open);
  void recover(const Token& start);
  void go_deeper(const Token& at);
  bool assigned_later(std::string_view name) const;
  bool starts_anew(const Token& token) const;
  [[noreturn]] void fail_unexpected(const char* expected) const;

  const SourceFile& source_;
  ProgramSet& set_;
  std::size_t first_program_;  ///< of this text in set_
  Lexer lexer_;
  Token tok_;
  Resolver resolver_;
  std::unordered_map<std::string_view, std::uint32_t> defined_;  ///< name -> line

  // Of the program being read:
  std::string_view name_;
  bool returned_ = false;
  std::uint32_t result_ = 0;
  const char* end_ = nullptr;         ///< of its last line
  int depth_ = 0;                     ///< of nested brackets
  std::vector<Argument> arguments_;   ///< of the calls being read; a call's own are at the end
  std::vector<std::uint32_t> items_;  ///< the same of tuples
};

}  // namespace battalion::dsl
