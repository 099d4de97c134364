// Definitions and their statements.

#include "dsl/parser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dsl/constants.hpp"
#include "dsl/keywords.hpp"

namespace battalion::dsl {
namespace {

constexpr const char* no_name =
    "assignment to what is no name (a program names one value at a time) take parts with first, "
    "last or index";

}  // namespace

void Parser::definition() {
  const Token def = tok_;
  depth_ = 0;
  returned_ = false;
  arguments_.clear();
  items_.clear();
  advance();
  const Token name = tok_;
  if (!tok_.is(TokenKind::name) || is_reserved(tok_.text)) fail_unexpected("the program's name");
  name_ = name.text;
  if (const auto [before, is_new] = defined_.emplace(name.text, name.line); !is_new) {
    fail_at(name,
            fmt::format("{} is already defined at line {} (names of programs differ) rename one",
                        shown(name), before->second));
  }
  refuse_hidden(name);
  advance();
  parameters();
  if (tok_.is_symbol("->")) {
    advance();
    annotation();
  }
  expect(':', "':' after the parameter");
  body();
  if (!returned_) {
    fail_at(def, fmt::format("{} has no return (it would return None) add one", shown(name)));
  }
  Program& program = set_.programs.emplace_back();
  program.name = name.text;
  program.file = source_.name;
  program.line = def.line;
  program.source.assign(def.text.data(), end_);
  program.ops = resolver_.take();
  program.result = result_;
}

/// A program may be called like a primitive, but then none may call that primitive: it would mean
/// the program.
void Parser::refuse_hidden(const Token& name) {
  const auto hidden = find_primitive(name.text);
  bool used = find_constant(name.text) != nullptr;
  if (hidden) {
    resolver_.hide(name.text);
    for (std::size_t k = first_program_; k < set_.programs.size() && !used; ++k) {
      const std::vector<Op>& ops = set_.programs[k].ops;
      used = std::any_of(ops.begin(), ops.end(), [&](const Op& op) {
        return (op.kind == OpKind::primitive || op.kind == OpKind::function) &&
               op.primitive == *hidden;
      });
    }
  }
  if (!used) return;
  fail_at(name,
          fmt::format(
              "{} is a name of the DSL (other programs of the text would mean this one) rename it",
              shown(name)));
}

void Parser::parameters() {
  const Token open = tok_;
  expect('(', "'(' and the program's parameter");
  if (tok_.is(')')) {
    fail_at(open,
            fmt::format("{} has no parameter (a program has one, the input grid) add it", shown(name_)));
  }
  if (tok_.is('*') || tok_.is('/') || tok_.is_symbol("**")) {
    fail_at(tok_, fmt::format("{} has special parameters (a program has one, the input grid) leave one",
                              shown(name_)));
  }
  if (!tok_.is(TokenKind::name) || is_reserved(tok_.text)) fail_unexpected("a parameter");
  resolver_.begin(tok_);
  advance();
  if (tok_.is(':')) {
    advance();
    annotation();
  }
  if (tok_.is('=')) {
    fail_at(tok_, fmt::format(
                      "the parameter of {} has a default (it always gets the input grid) remove it",
                      shown(name_)));
  }
  if (tok_.is(',')) {
    advance();
    if (!tok_.is(')')) {
      fail_at(tok_, fmt::format("{} has several parameters (a program has one, the input grid) leave one",
                                shown(name_)));
    }
  }
  expect_closed(open);
}

/// A type, which means nothing here: to the next ',', ')', '=', ':' or line end outside brackets.
void Parser::annotation() {
  int open = 0;
  bool any = false;
  for (;; any = true) {
    const bool closes = tok_.is(')') || tok_.is(']');
    if (open == 0 && (closes || tok_.is(',') || tok_.is('=') || tok_.is(':') || tok_.is(';') ||
                      tok_.is(TokenKind::newline))) {
      break;
    }
    const bool opens = tok_.is('(') || tok_.is('[');
    const bool part =
        opens || closes || tok_.is(TokenKind::text) || tok_.is(TokenKind::integer) ||
        tok_.is(',') || tok_.is('.') || tok_.is('|') || tok_.is_symbol("...") ||
        (tok_.is(TokenKind::name) && (!is_reserved(tok_.text) || tok_.is_name("None")));
    if (!part) fail_unexpected("a type");
    open += (opens ? 1 : 0) - (closes ? 1 : 0);
    advance();
  }
  if (!any) fail_unexpected("a type");
}

void Parser::body() {
  if (!tok_.is(TokenKind::newline)) return line_of_statements();
  advance();
  if (tok_.is(TokenKind::end) || tok_.indent.empty()) {
    fail_at(tok_, fmt::format("{} has no body (its lines are indented) indent them", shown(name_)));
  }
  const std::string_view indent = tok_.indent;
  while (!tok_.is(TokenKind::end) && !tok_.top_level()) {
    if (returned_) {
      finish_line();
    } else if (tok_.indent != indent) {
      fail_at(tok_, "unexpected indentation (the lines of a program are indented alike) indent it like the first");
    } else {
      line_of_statements();
    }
  }
}

void Parser::line_of_statements() {
  while (!returned_) {
    statement();
    expect_statement_end();
    if (tok_.is(';')) advance();
    if (tok_.is(TokenKind::newline)) break;
  }
  finish_line();
}

void Parser::expect_statement_end() {
  if (!tok_.is(';') && !tok_.is(TokenKind::newline)) fail_unexpected("the end of the line");
}

/// To the line's end. After a return nothing counts but that an assignment makes its name the
/// program's own.
void Parser::finish_line() {
  bool starts = true;
  while (!tok_.is(TokenKind::newline)) {
    if (tok_.is(TokenKind::end) || starts_anew(tok_)) {
      fail_unexpected("a closing bracket");
    }
    const Token first = tok_;
    advance();
    if (starts && first.is(TokenKind::name) && tok_.is('=')) resolver_.declare(first);
    starts = first.is(';');
  }
  end_ = tok_.text.data();
  advance();
}

void Parser::statement() {
  if (tok_.is(TokenKind::name)) return named_statement();
  if (tok_.is(TokenKind::text)) return text_statement();
  if (tok_.is_symbol("...")) return advance();
  expressions();
  refuse_assignment();
}

/// After an expression that is no name.
void Parser::refuse_assignment() const {
  if (tok_.is('=')) fail_at(tok_, no_name);
}

/// At the ',' after `first`: says what `a, b = ...` is before its names are found to be unknown.
void Parser::refuse_unpacking(const Token& first) const {
  Lexer lexer = lexer_;
  int open = 0;
  for (Token token = tok_; !token.is(TokenKind::newline) && !token.is(TokenKind::end) && !starts_anew(token);
       token = lexer.next()) {
    if (token.is('(')) ++open;
    if (token.is(')')) --open;
    if (token.is(';') || token.is(TokenKind::unreadable)) return;
    if (open == 0 && token.is('=')) fail_at(first, no_name);
  }
}

void Parser::text_statement() {
  const Token first = tok_;
  while (tok_.is(TokenKind::text)) advance();
  if (!tok_.is(';') && !tok_.is(TokenKind::newline)) {
    fail_at(first, "text in quotes (values are integers, tuples and what functions return) remove it");
  }
}

void Parser::named_statement() {
  const Token name = tok_;
  if (is_reserved(name.text)) return reserved_statement();
  advance();
  if (tok_.is('=')) return assignment(name);
  if (tok_.is(',')) refuse_unpacking(name);
  if (tok_.is(':')) {
    advance();
    annotation();
    if (tok_.is('=')) return assignment(name);
    return resolver_.declare(name);
  }
  expressions_after(calls_of(after_name(name), name), name.line);
  refuse_assignment();
}

void Parser::reserved_statement() {
  const Token word = tok_;
  if (word.is_name("return")) {
    advance();
    const bool bare = tok_.is(';') || tok_.is(TokenKind::newline);
    result_ = bare ? resolver_.literal(OpKind::none, 0, word.line) : expressions();
    returned_ = true;
  } else if (word.is_name("pass")) {
    advance();
  } else if (word.is_name("True") || word.is_name("False") || word.is_name("None")) {
    expressions();
    refuse_assignment();
  } else {
    fail_unexpected("a statement");
  }
}

/// At the '=' after `name`.
void Parser::assignment(const Token& name) {
  std::vector<Token> more;  // of a = b = value
  std::uint32_t value = 0;
  resolver_.declare(name);  // in `size = size(I)` both are the variable
  for (;;) {
    advance();
    if (!tok_.is(TokenKind::name) || is_reserved(tok_.text)) {
      value = expressions();
      break;
    }
    const Token next = tok_;
    advance();
    if (!tok_.is('=')) {
      value = expressions_after(calls_of(after_name(next), next), next.line);
      break;
    }
    resolver_.declare(next);
    more.push_back(next);
  }
  resolver_.assign(name, value);
  for (const Token& other : more) resolver_.assign(other, value);
}

/// Whether the next statement of the text begins here, though a bracket may never have been closed: looking further
/// would be looking through all of the text, once for each such bracket.
bool Parser::starts_anew(const Token& token) const {
  return token.text.data() == token.line_start && begins_top_level(token.text);
}

/// Whether the program assigns `name` in what is still to be read. Looks at a copy of the lexer.
bool Parser::assigned_later(std::string_view name) const {
  Lexer lexer = lexer_;
  Token before = tok_;
  for (;;) {
    const bool starts = before.is(TokenKind::newline) || before.is(';');
    const Token token = lexer.next();
    if (token.is(TokenKind::end) || token.is(TokenKind::unreadable) || token.top_level() || starts_anew(token))
      return false;
    before = token;
    if (!starts || !token.is_name(name)) continue;
    before = lexer.next();
    if (before.is('=') || before.is(':')) return true;
  }
}

}  // namespace battalion::dsl
