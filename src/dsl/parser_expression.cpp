// Expressions.

#include "dsl/parser.hpp"

#include <fmt/format.h>

#include <limits>
#include <span>

#include "dsl/integer_text.hpp"
#include "dsl/keywords.hpp"

namespace battalion::dsl {

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
  const Token start = tok_;
  const std::uint32_t value = primary();
  return calls_of(value, start);
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
  if (number == nullptr)
    fail_at(sign, "sign before what is no integer (only integers have one) use invert");
  if (negative) {
    if (*number == std::numeric_limits<std::int64_t>::min()) {
      fail_at(sign, "the integer is too large (integers have 64 bits) write a smaller one");
    }
    *number = -*number;
  }
  return value;
}

std::uint32_t Parser::primary() {
  switch (tok_.kind) {
    case TokenKind::name: {
      const Token name = tok_;
      if (is_reserved(name.text)) return reserved_value();
      advance();
      return after_name(name);
    }
    case TokenKind::integer:
      return integer(false);
    case TokenKind::number:
      fail_at(tok_, fmt::format(
                        "{} is no integer (values are integers, tuples and what functions return) write one",
                        shown(tok_)));
    case TokenKind::text:
      fail_at(tok_, "text in quotes (values are integers, tuples and what functions return) remove it");
    default:
      break;
  }
  if (tok_.is('(')) return parenthesised();
  if (tok_.is('[') || tok_.is('{')) {
    fail_at(tok_,
            fmt::format("{} (values are integers, tuples and what functions return) write a tuple",
                        tok_.is('[') ? "a list" : "a set or dict"));
  }
  fail_unexpected("a value");
}

std::uint32_t Parser::reserved_value() {
  const Token word = tok_;
  const bool yes = word.is_name("True");
  if (!yes && !word.is_name("False") && !word.is_name("None")) fail_unexpected("a value");
  advance();
  if (word.is_name("None")) return resolver_.literal(OpKind::none, 0, word.line);
  return resolver_.literal(OpKind::boolean, yes ? 1 : 0, word.line);
}

std::uint32_t Parser::integer(bool negative) {
  const Token token = tok_;
  const auto parsed = integer_value(token.text);
  if (!parsed.well_formed) {
    fail_at(token,
            fmt::format("{} is no integer (digits, in groups joined by '_'; no leading zeros) write it so",
                        shown(token)));
  }
  constexpr std::uint64_t limit = std::uint64_t{1} << 63;
  if (!parsed.fits || parsed.magnitude > limit || (parsed.magnitude == limit && !negative)) {
    fail_at(token, fmt::format("{} is too large (integers have 64 bits) write a smaller one", shown(token)));
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
      const std::uint32_t op =
          resolver_.call(*primitive, name, std::span(arguments_).subspan(base));
      arguments_.resize(base);
      return op;
    }
  }
  return resolver_.value(name);
}

std::uint32_t Parser::calls_of(std::uint32_t callee, const Token& start) {
  while (tok_.is('(')) {
    const std::size_t base = arguments_.size();
    arguments();
    callee = resolver_.call(callee, std::span(arguments_).subspan(base), start);
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
      fail_at(tok_, fmt::format(
                        "{} before an argument (how many it stands for is unknown) write them out",
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
        argument.op = calls_of(after_name(first), first);
      }
    } else {
      argument.op = expression();
    }
    if (keywords && !argument.keyword.is(TokenKind::name)) {
      fail_at(first,
              "an argument without keyword after one with (its place is unclear) name it too");
    }
    arguments_.push_back(argument);
    if (!tok_.is(',')) break;
    advance();
  }
  expect_closed(open);
  --depth_;
}

void Parser::expect_closed(const Token& open) {
  if (tok_.is(')')) return advance();
  if (known_construct(tok_.text) != nullptr) fail_unexpected("");
  fail_at(tok_, fmt::format("unexpected {} (expected ',' or ')' after the '(' of line {})",
                            shown(tok_), open.line));
}

void Parser::go_deeper(const Token& at) {
  constexpr int deepest = 500;
  if (++depth_ > deepest) {
    fail_at(at,
            fmt::format(
                "more than {} brackets inside each other (that is deeper than is read) name parts "
                "of the expression",
                deepest));
  }
}

}  // namespace battalion::dsl
