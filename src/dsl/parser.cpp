#include "dsl/parser.hpp"

#include <fmt/format.h>

#include <charconv>

namespace battalion::dsl {
namespace {

constexpr int deepest = 200;  ///< nesting of expressions

std::string quoted(const Token& t) {
  switch (t.kind) {
    case TokenKind::newline: return "the end of the line";
    case TokenKind::end: return "the end of the file";
    case TokenKind::indent: return "an indented line";
    case TokenKind::dedent: return "the end of the block";
    case TokenKind::string: return "a string";
    default: return fmt::format("'{}'", t.text);
  }
}

bool is_keyword(std::string_view word) {
  constexpr std::string_view keywords[] = {"and",   "as",    "assert", "async",  "await", "break", "class",    "continue", "def",
                                           "del",   "elif",  "else",   "except", "for",   "from",  "global",   "if",       "import",
                                           "in",    "is",    "lambda", "not",    "or",    "pass",  "nonlocal", "raise",    "return",
                                           "try",   "while", "with",   "yield",  "finally"};
  for (std::string_view k : keywords) {
    if (k == word) return true;
  }
  return false;
}

}  // namespace

Parser::Parser(std::string_view text) : text_(text), tokens_(tokenize(text)) {}

void Parser::fault(const Token& at, std::string message) const { throw SyntaxFault{at.line, at.column, std::move(message)}; }

void Parser::fail_here(std::string_view expected) const {
  if (now().kind == TokenKind::bad) fault(now(), std::string(now().text));
  fault(now(), fmt::format("unexpected {} ({} is expected here)", quoted(now()), expected));
}

bool Parser::accept(std::string_view symbol) {
  if (!is(symbol)) return false;
  ++at_;
  return true;
}

void Parser::expect(std::string_view symbol, std::string_view where) {
  if (!accept(symbol)) fail_here(fmt::format("'{}' {}", symbol, where));
}

Token Parser::expect_name(std::string_view what) {
  if (now().kind != TokenKind::name || is_keyword(now().text)) fail_here(what);
  return tokens_[at_++];
}

/// To behind the statement at hand, and the block that belongs to it.
void Parser::skip_statement() {
  while (now().kind != TokenKind::newline && now().kind != TokenKind::end) ++at_;
  if (now().kind == TokenKind::newline) ++at_;
  if (now().kind != TokenKind::indent) return;
  int depth = 0;
  do {
    if (now().kind == TokenKind::indent) ++depth;
    if (now().kind == TokenKind::dedent) --depth;
    ++at_;
  } while (depth > 0 && now().kind != TokenKind::end);
}

bool Parser::at_definition() {
  for (;;) {
    if (now().kind == TokenKind::end) return false;
    if (is_word("def")) return true;
    if (now().kind == TokenKind::newline || now().kind == TokenKind::dedent) {
      ++at_;
    } else if (is_word("import") || is_word("from") || (now().kind == TokenKind::string && ahead().kind == TokenKind::newline)) {
      skip_statement();
    } else {
      const Token at = now();
      if (at.kind == TokenKind::indent) ++at_;  // a line deeper than it may be
      skip_statement();
      if (at.kind == TokenKind::bad) fault(at, std::string(at.text));
      fault(at, fmt::format("{} is passed over (only imports and programs, `def NAME(I):`, are read here)", quoted(at)));
    }
  }
}

void Parser::read(Definition& out) {
  const std::size_t start = at_;
  const std::uint32_t from = now().offset;
  out.line = now().line;
  depth_ = 0;
  const auto source_to = [&](std::size_t token) {
    std::string_view source = text_.substr(from, tokens_[token].offset - from);
    while (!source.empty() && (source.back() == '\n' || source.back() == ' ' || source.back() == '\r' || source.back() == '\t')) {
      source.remove_suffix(1);
    }
    return source;
  };
  try {
    head(out);
    body(out);
    out.source = source_to(at_);
  } catch (const SyntaxFault&) {
    at_ = start;
    skip_statement();
    throw;
  }
}

void Parser::skip_annotation() {
  int depth = 0;
  while (now().kind != TokenKind::newline && now().kind != TokenKind::end && now().kind != TokenKind::bad) {
    if (depth == 0 && (is(",") || is(")") || is("=") || is(":"))) return;
    if (is("(") || is("[")) ++depth;
    if (is(")") || is("]")) --depth;
    ++at_;
  }
}

void Parser::head(Definition& out) {
  ++at_;  // def
  out.at = expect_name("the program's name");
  out.name = out.at.text;
  expect("(", "after the program's name");
  const Token first = now();
  if (is(")")) fault(first, fmt::format("program '{}' has no parameter (a program takes the input grid) write def {}(I):", out.name, out.name));
  out.parameter = expect_name("the parameter's name").text;
  if (accept(":")) skip_annotation();
  accept(",");
  if (!is(")")) {
    if (now().kind == TokenKind::bad) fail_here("')'");
    fault(now(), fmt::format("program '{}' has more than one plain parameter (a program takes the input grid alone)", out.name));
  }
  expect(")", "after the parameter");
  if (accept("->")) skip_annotation();
  expect(":", "before the body");
}

void Parser::body(Definition& out) {
  bool returned = false;
  if (now().kind != TokenKind::newline) {
    line_of_statements(out, returned);
  } else {
    ++at_;
    if (now().kind != TokenKind::indent) {
      fault(now(), fmt::format("program '{}' has no body (its lines are to be indented)", out.name));
    }
    ++at_;
    while (now().kind != TokenKind::dedent && now().kind != TokenKind::end) {
      if (returned) {
        skip_statement();  // never reached
      } else {
        line_of_statements(out, returned);
      }
    }
    if (now().kind == TokenKind::dedent) ++at_;
  }
  if (!returned) fault(out.at, fmt::format("program '{}' returns nothing (its answer would be None) end it with `return O`", out.name));
}

void Parser::line_of_statements(Definition& out, bool& returned) {
  statement(out, returned);
  while (accept(";")) {
    if (now().kind == TokenKind::newline || now().kind == TokenKind::end) break;
    if (returned) {
      while (now().kind != TokenKind::newline && now().kind != TokenKind::end) ++at_;
      break;
    }
    statement(out, returned);
  }
  if (now().kind == TokenKind::end || now().kind == TokenKind::dedent) return;
  if (now().kind != TokenKind::newline) fail_here("the end of the line");
  ++at_;
}

void Parser::statement(Definition& out, bool& returned) {
  const Token at = now();
  if (is_word("pass")) {
    ++at_;
    return;
  }
  if (is_word("return")) {
    ++at_;
    if (now().kind == TokenKind::newline || now().kind == TokenKind::end || is(";")) {
      fault(at, "return without a value (the answer would be None)");
    }
    out.statements.push_back({{}, at, tuple_or_expression(out), true});
    returned = true;
    return;
  }
  if (at.kind == TokenKind::name && is_keyword(at.text)) {
    fault(at, fmt::format("'{}' is not read (a program is lines of `x = f(...)` and a return)", at.text));
  }
  if (at.kind == TokenKind::name && ahead().kind == TokenKind::symbol && (ahead().text == "=" || ahead().text == ":")) {
    at_ += 1;
    if (accept(":")) skip_annotation();
    expect("=", "after the variable");
    out.statements.push_back({at.text, at, tuple_or_expression(out), false});
    return;
  }
  const std::uint32_t value = tuple_or_expression(out);
  if (is("=")) fault(at, "only a single name can be assigned to");
  out.statements.push_back({{}, at, value, false});
}

std::uint32_t Parser::add(Definition& out, SyntaxNode node) {
  out.nodes.push_back(std::move(node));
  return static_cast<std::uint32_t>(out.nodes.size() - 1);
}

/// An expression, or several with commas between: a tuple without brackets.
std::uint32_t Parser::tuple_or_expression(Definition& out) {
  const Token at = now();
  const std::uint32_t first = expression(out);
  if (!is(",")) return first;
  SyntaxNode tuple;
  tuple.kind = SyntaxKind::tuple;
  tuple.at = at;
  tuple.items.push_back(first);
  while (accept(",")) {
    if (now().kind == TokenKind::newline || now().kind == TokenKind::end || is(";")) break;
    tuple.items.push_back(expression(out));
  }
  return add(out, std::move(tuple));
}

std::uint32_t Parser::expression(Definition& out) {
  if (++depth_ > deepest) fault(now(), fmt::format("expressions nested more than {} deep (name some of them)", deepest));
  std::uint32_t value = atom(out);
  while (is("(")) value = call(out, value);
  --depth_;
  if (now().kind == TokenKind::symbol && !is(",") && !is(")") && !is("=") && !is(";") && !is(":")) {
    fault(now(), fmt::format("operator '{}' is not read (call a primitive instead, such as add or subtract)", now().text));
  }
  return value;
}

std::uint32_t Parser::atom(Definition& out) {
  const Token at = now();
  SyntaxNode node;
  node.at = at;
  if (at.kind == TokenKind::integer) return integer(out, false);
  if (is("-") || is("+")) {
    const bool negative = is("-");
    ++at_;
    if (now().kind != TokenKind::integer) fail_here("an integer");
    return integer(out, negative);
  }
  if (at.kind == TokenKind::string) {
    while (now().kind == TokenKind::string) ++at_;
    node.kind = SyntaxKind::text;
    return add(out, std::move(node));
  }
  if (is("(")) return bracketed(out);
  if (at.kind != TokenKind::name || is_keyword(at.text)) fail_here("a value");
  ++at_;
  if (at.text == "True" || at.text == "False") {
    node.kind = SyntaxKind::boolean;
    node.number = at.text == "True" ? 1 : 0;
  } else if (at.text != "None") {
    node.kind = SyntaxKind::name;
  }
  return add(out, std::move(node));
}

std::uint32_t Parser::bracketed(Definition& out) {
  SyntaxNode tuple;
  tuple.kind = SyntaxKind::tuple;
  tuple.at = now();
  ++at_;
  bool comma = false;
  while (!is(")")) {
    tuple.items.push_back(expression(out));
    if (!accept(",")) break;
    comma = true;
  }
  expect(")", "to close the bracket");
  if (tuple.items.size() == 1 && !comma) return tuple.items[0];
  return add(out, std::move(tuple));
}

std::uint32_t Parser::call(Definition& out, std::uint32_t callee) {
  SyntaxNode node;
  node.kind = SyntaxKind::call;
  node.at = out.nodes[callee].at;
  node.callee = callee;
  ++at_;
  while (!is(")")) {
    Argument argument;
    argument.at = now();
    if (now().kind == TokenKind::name && ahead().kind == TokenKind::symbol && ahead().text == "=") {
      argument.keyword = now().text;
      at_ += 2;
    } else if (!node.arguments.empty() && !node.arguments.back().keyword.empty()) {
      fault(now(), "a positional argument after a keyword argument");
    }
    argument.value = expression(out);
    node.arguments.push_back(argument);
    if (!accept(",")) break;
  }
  expect(")", "to close the call");
  return add(out, std::move(node));
}

std::uint32_t Parser::integer(Definition& out, bool negative) {
  const Token at = now();
  std::string digits;
  for (char c : at.text) {
    if (c != '_') digits += c;
  }
  int base = 10;
  if (digits.size() > 2 && digits[0] == '0') {
    const char kind = static_cast<char>(digits[1] | 32);
    base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
    if (base != 10) digits.erase(0, 2);
  }
  if (negative) digits.insert(0, "-");
  SyntaxNode node;
  node.kind = SyntaxKind::integer;
  node.at = at;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), node.number, base);
  if (error == std::errc::result_out_of_range) fault(at, fmt::format("'{}' is out of range (integers are 64 bits wide)", at.text));
  if (error != std::errc() || end != digits.data() + digits.size()) fault(at, fmt::format("'{}' is no integer", at.text));
  ++at_;
  return add(out, std::move(node));
}

}  // namespace battalion::dsl
