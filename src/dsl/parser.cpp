#include "dsl/parser.hpp"

#include <fmt/format.h>

#include <limits>

#include "dsl/constants.hpp"
#include "dsl/integer_text.hpp"
#include "dsl/keywords.hpp"

namespace battalion::dsl {
namespace {

constexpr const char* no_name =
    "assignment to what is no name (a program names one value at a time) take parts with first, last or index";

}  // namespace

// The text as a whole, and what a file may hold beside programs.

Parser::Parser(const SourceFile& source, ProgramSet& set)
    : source_(source),
      set_(set),
      lexer_(source.text),
      resolver_([this](std::string_view name) { return assigned_later(name); },
                [this](std::string_view name) { return defined_.contains(name); }) {}

void Parser::run() {
  tok_ = lexer_.next();
  while (!tok_.is(TokenKind::end)) {
    const Token start = tok_;
    name_ = {};
    try {
      top_level();
    } catch (Unreadable& problem) {
      set_.problems.push_back({source_.name, problem.line, problem.column, std::move(problem.message),
                               std::string(name_)});
      recover(start);
    }
  }
}

void Parser::advance() {
  tok_ = lexer_.next();
  // What starts the next top-level statement is no problem of this one.
  if (tok_.is(TokenKind::unreadable) && !tok_.top_level()) throw lexer_.problem();
}

void Parser::recover(const Token& start) {
  const bool first_column = tok_.text.data() == tok_.line_start && tok_.text.data() > start.text.data();
  // Within brackets that were never closed a line is no logical line, but a `def` shows their end.
  if (first_column && (tok_.starts_line || tok_.is('@') || begins_top_level(tok_.text))) {
    lexer_.go_to(tok_);
  } else {
    lexer_.skip_to_top_level(start.text.data());
  }
  tok_ = lexer_.next();
}

void Parser::top_level() {
  if (tok_.is(TokenKind::unreadable)) throw lexer_.problem();
  if (!tok_.indent.empty()) {
    fail_at(tok_, "unexpected indentation (programs start at the first column)");
  }
  if (tok_.is_name("def")) return definition();
  if (tok_.is_name("import") || tok_.is_name("from")) return skip_import();
  if (tok_.is('@')) fail_decorated();
  if (tok_.is(TokenKind::text)) {
    while (tok_.is(TokenKind::text)) advance();
    return end_top_level_statement();
  }
  if (tok_.is_name("pass") || tok_.is_symbol("...")) {
    advance();
    return end_top_level_statement();
  }
  if (tok_.is_name("if")) {
    const Token start = tok_;
    advance();
    if (tok_.is_name("__name__")) return skip_compound();
    tok_ = start;
  }
  // Their first part was met before.
  if (continues_compound(tok_.text)) return skip_compound();
  fail_other_statement();
}

void Parser::skip_compound() {
  lexer_.skip_to_top_level(tok_.text.data());
  tok_ = lexer_.next();
}

void Parser::skip_import() {
  int open = 0;
  while (!tok_.is(TokenKind::newline) && !tok_.is(TokenKind::end) && !tok_.is(';')) {
    if (tok_.is('(')) ++open;
    if (tok_.is(')')) --open;
    const bool word = tok_.is(TokenKind::name) && (!is_reserved(tok_.text) || tok_.is_name("import") ||
                                                   tok_.is_name("from") || tok_.is_name("as"));
    const bool listed = word || tok_.is('.') || tok_.is_symbol("...") || tok_.is(',') ||
                        tok_.is('*') || tok_.is('(') || tok_.is(')');
    if (!listed || open < 0) {
      fail_at(tok_, fmt::format("unexpected {} (expected names to import)", shown(tok_)));
    }
    advance();
  }
  if (open != 0) fail_unexpected("')' after the names to import");
  end_top_level_statement();
}

void Parser::end_top_level_statement() {
  if (tok_.is(TokenKind::end)) return;
  if (!tok_.is(';') && !tok_.is(TokenKind::newline)) fail_unexpected("the end of the line");
  const bool same_line = tok_.is(';');
  advance();
  if (same_line && tok_.is(TokenKind::newline)) advance();
}

void Parser::fail_decorated() {
  const Token start = tok_;
  while (tok_.is('@')) skip_compound();
  if (tok_.is_name("async")) advance();
  if (tok_.is_name("def")) {
    advance();
    if (tok_.is(TokenKind::name)) name_ = tok_.text;
  }
  fail_at(start, "a decorator (nothing is executed, so what it would change is unknown) remove it");
}

void Parser::fail_other_statement() {
  const Token start = tok_;
  if (tok_.is_name("async")) {
    advance();
    if (tok_.is_name("def")) advance();
    if (tok_.is(TokenKind::name)) name_ = tok_.text;
  }
  fail_at(start, fmt::format("{} starts no program (only 'def', imports and docstrings are read at the top "
                             "level; nothing is executed)",
                             shown(start)));
}

// A program.

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
    fail_at(name, fmt::format("{} is already defined at line {} (names of programs differ) rename one",
                              shown(name), before->second));
  }
  if (find_primitive(name.text) || find_constant(name.text) != nullptr) {
    fail_at(name, fmt::format("{} is a name of the DSL (the other programs of the file would mean this one) "
                              "rename it",
                              shown(name)));
  }
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

void Parser::parameters() {
  const Token open = tok_;
  expect('(', "'(' and the program's parameter");
  if (tok_.is(')')) {
    fail_at(open, fmt::format("{} has no parameter (a program has one, the input grid)", shown(name_)));
  }
  if (tok_.is('*') || tok_.is('/') || tok_.is_symbol("**")) {
    fail_at(tok_, fmt::format("{} has special parameters (a program has one, the input grid)", shown(name_)));
  }
  if (!tok_.is(TokenKind::name) || is_reserved(tok_.text)) fail_unexpected("a parameter");
  resolver_.begin(tok_);
  advance();
  if (tok_.is(':')) {
    advance();
    annotation();
  }
  if (tok_.is('=')) {
    fail_at(tok_, fmt::format("the parameter of {} has a default (it always gets the input grid) remove it",
                              shown(name_)));
  }
  if (tok_.is(',')) {
    advance();
    if (!tok_.is(')')) {
      fail_at(tok_, fmt::format("{} has several parameters (a program has one, the input grid)",
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
    const bool part = opens || closes || tok_.is(TokenKind::text) || tok_.is(TokenKind::integer) ||
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
    fail_at(tok_, fmt::format("{} has no body (its lines are indented)", shown(name_)));
  }
  const std::string_view indent = tok_.indent;
  while (!tok_.is(TokenKind::end) && !tok_.top_level()) {
    if (returned_) {
      finish_line();
    } else if (tok_.indent != indent) {
      fail_at(tok_, "unexpected indentation (the lines of a program are indented alike)");
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

/// To the line's end. After a return nothing counts but that an assignment makes its name the program's own.
void Parser::finish_line() {
  bool starts = true;
  while (!tok_.is(TokenKind::newline)) {
    if (tok_.is(TokenKind::end) || (tok_.text.data() == tok_.line_start && begins_top_level(tok_.text))) {
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
  for (Token token = tok_; !token.is(TokenKind::newline) && !token.is(TokenKind::end); token = lexer.next()) {
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
    fail_at(first, "text in quotes (values are integers, tuples and what functions return)");
  }
}

void Parser::named_statement() {
  const Token name = tok_;
  if (name.is_name("return")) {
    advance();
    const bool bare = tok_.is(';') || tok_.is(TokenKind::newline);
    result_ = bare ? resolver_.literal(OpKind::none, 0, name.line) : expressions();
    returned_ = true;
    return;
  }
  if (name.is_name("pass")) return advance();
  const bool value = name.is_name("True") || name.is_name("False") || name.is_name("None");
  if (!value && is_reserved(name.text)) fail_unexpected("a statement");
  if (!value) {
    advance();
    if (tok_.is(',')) refuse_unpacking(name);
    if (tok_.is('=')) return assignment(name);
    if (tok_.is(':')) {
      advance();
      annotation();
      if (tok_.is('=')) return assignment(name);
      return resolver_.declare(name);
    }
    expressions_after(calls_of(after_name(name), name.line), name.line);
  } else {
    expressions();
  }
  refuse_assignment();
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
      value = expressions_after(calls_of(after_name(next), next.line), next.line);
      break;
    }
    resolver_.declare(next);
    more.push_back(next);
  }
  resolver_.assign(name, value);
  for (const Token& other : more) resolver_.assign(other, value);
}

/// Whether the program assigns `name` in what is still to be read. Looks at a copy of the lexer.
bool Parser::assigned_later(std::string_view name) const {
  Lexer lexer = lexer_;
  Token before = tok_;
  for (;;) {
    const bool starts = before.is(TokenKind::newline) || before.is(';');
    const Token token = lexer.next();
    if (token.is(TokenKind::end) || token.is(TokenKind::unreadable) || token.top_level()) return false;
    before = token;
    if (!starts || !token.is_name(name)) continue;
    before = lexer.next();
    if (before.is('=') || before.is(':')) return true;
  }
}

// Expressions.

std::uint32_t Parser::expressions() {
  const std::uint32_t line = tok_.line;
  const std::uint32_t first = expression();
  return expressions_after(first, line);
}

/// `first`, or the tuple that commas make of it and what follows.
std::uint32_t Parser::expressions_after(std::uint32_t first, std::uint32_t line) {
  if (!tok_.is(',')) return first;
  const std::size_t base = items_.size();
  items_.push_back(first);
  while (tok_.is(',')) {
    advance();
    if (tok_.is(')') || tok_.is(';') || tok_.is('=') || tok_.is(TokenKind::newline)) break;
    items_.push_back(expression());
  }
  const std::uint32_t op = resolver_.tuple(std::span(items_).subspan(base), line);
  items_.resize(base);
  return op;
}

std::uint32_t Parser::expression() {
  if (tok_.is('-') || tok_.is('+')) return signed_expression();
  const std::uint32_t line = tok_.line;
  const std::uint32_t value = primary();
  return calls_of(value, line);
}

std::uint32_t Parser::signed_expression() {
  const Token sign = tok_;
  bool negative = false;
  while (tok_.is('-') || tok_.is('+')) {
    negative ^= tok_.is('-');
    advance();
  }
  if (tok_.is(TokenKind::integer)) return integer(negative);
  const std::uint32_t before = resolver_.size();
  const std::uint32_t value = expression();
  // What was there before is a variable's value: it has its own meaning elsewhere.
  std::int64_t* number = value < before ? nullptr : resolver_.number_of(value);
  if (number == nullptr) fail_at(sign, "sign before what is no integer (only integers have one) use invert");
  if (negative) {
    if (*number == std::numeric_limits<std::int64_t>::min()) {
      fail_at(sign, "the integer is too large (integers have 64 bits)");
    }
    *number = -*number;
  }
  return value;
}

std::uint32_t Parser::primary() {
  switch (tok_.kind) {
    case TokenKind::name: {
      const Token name = tok_;
      const bool yes = name.is_name("True");
      if (yes || name.is_name("False")) {
        advance();
        return resolver_.literal(OpKind::boolean, yes ? 1 : 0, name.line);
      }
      if (name.is_name("None")) {
        advance();
        return resolver_.literal(OpKind::none, 0, name.line);
      }
      if (is_reserved(name.text)) fail_unexpected("a value");
      advance();
      return after_name(name);
    }
    case TokenKind::integer: return integer(false);
    case TokenKind::number:
      fail_at(tok_, fmt::format("{} is no integer (values are integers, tuples and what functions return)",
                                shown(tok_)));
    case TokenKind::text:
      fail_at(tok_, "text in quotes (values are integers, tuples and what functions return)");
    default: break;
  }
  if (tok_.is('(')) return parenthesised();
  if (tok_.is('[') || tok_.is('{')) {
    fail_at(tok_, fmt::format("{} (values are integers, tuples and what functions return) write a tuple",
                              tok_.is('[') ? "a list" : "a set or dict"));
  }
  fail_unexpected("a value");
}

std::uint32_t Parser::integer(bool negative) {
  const Token token = tok_;
  const auto parsed = integer_value(token.text);
  if (!parsed.well_formed) {
    fail_at(token, fmt::format("{} is no integer (digits, in groups joined by '_'; no leading zeros)",
                               shown(token)));
  }
  constexpr std::uint64_t limit = std::uint64_t{1} << 63;
  if (!parsed.fits || parsed.magnitude > limit || (parsed.magnitude == limit && !negative)) {
    fail_at(token, fmt::format("{} is too large (integers have 64 bits)", shown(token)));
  }
  advance();
  const std::uint64_t bits = negative ? 0 - parsed.magnitude : parsed.magnitude;
  return resolver_.literal(OpKind::integer, static_cast<std::int64_t>(bits), token.line);
}

std::uint32_t Parser::parenthesised() {
  const Token open = tok_;
  go_deeper(open);
  advance();
  std::uint32_t value = 0;
  if (tok_.is(')')) {
    value = resolver_.tuple({}, open.line);
  } else {
    const std::uint32_t first = expression();
    value = expressions_after(first, open.line);
  }
  expect_closed(open);
  --depth_;
  return value;
}

/// Past a name: its value, or where it is a primitive that is called, that call.
std::uint32_t Parser::after_name(const Token& name) {
  if (tok_.is('(')) {
    if (const auto primitive = resolver_.primitive(name)) {
      const std::size_t base = arguments_.size();
      arguments();
      const std::uint32_t op = resolver_.call(*primitive, name, std::span(arguments_).subspan(base));
      arguments_.resize(base);
      return op;
    }
  }
  return resolver_.value(name);
}

std::uint32_t Parser::calls_of(std::uint32_t callee, std::uint32_t line) {
  while (tok_.is('(')) {
    const std::size_t base = arguments_.size();
    arguments();
    callee = resolver_.call(callee, std::span(arguments_).subspan(base), line);
    arguments_.resize(base);
  }
  return callee;
}

/// Pushes the arguments of a call.
void Parser::arguments() {
  const Token open = tok_;
  go_deeper(open);
  advance();
  bool keywords = false;
  while (!tok_.is(')')) {
    const Token first = tok_;
    Argument argument;
    if (tok_.is('*') || tok_.is_symbol("**")) {
      fail_at(tok_, fmt::format("{} before an argument (how many it stands for is unknown) write them out",
                                shown(tok_)));
    }
    if (tok_.is(TokenKind::name) && !is_reserved(tok_.text)) {
      advance();
      if (tok_.is('=')) {
        argument.keyword = first;
        keywords = true;
        advance();
        argument.op = expression();
      } else {
        argument.op = calls_of(after_name(first), first.line);
      }
    } else {
      argument.op = expression();
    }
    if (keywords && !argument.keyword.is(TokenKind::name)) {
      fail_at(first, "an argument without keyword after one with (its place is unclear) name it too");
    }
    arguments_.push_back(argument);
    if (!tok_.is(',')) break;
    advance();
  }
  expect_closed(open);
  --depth_;
}

// Expectations.

void Parser::expect(char symbol, const char* expected) {
  if (!tok_.is(symbol)) fail_unexpected(expected);
  advance();
}

void Parser::expect_closed(const Token& open) {
  if (tok_.is(')')) return advance();
  if (known_construct(tok_.text) != nullptr) fail_unexpected("");
  fail_at(tok_, fmt::format("unexpected {} (expected ',' or ')' after the '(' of line {})", shown(tok_),
                            open.line));
}

void Parser::go_deeper(const Token& at) {
  constexpr int deepest = 500;
  if (++depth_ > deepest) {
    fail_at(at, fmt::format("more than {} brackets inside each other (that is deeper than is read) name parts "
                            "of the expression",
                            deepest));
  }
}

void Parser::fail_unexpected(const char* expected) const {
  if (tok_.is(TokenKind::name) || tok_.is(TokenKind::symbol)) {
    if (const Construct* known = known_construct(tok_.text)) {
      fail_at(tok_, fmt::format("{} (a program is assignments, calls and a return){}{}", shown(tok_),
                                known->instead.empty() ? "" : " use ", known->instead));
    }
  }
  fail_at(tok_, fmt::format("unexpected {} (expected {})", shown(tok_), expected));
}

}  // namespace battalion::dsl
