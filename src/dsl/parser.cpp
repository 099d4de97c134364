// The text as a whole, and what a file may hold beside programs.

#include "dsl/parser.hpp"

#include <fmt/format.h>

#include "dsl/keywords.hpp"

namespace battalion::dsl {

Parser::Parser(const SourceFile& source, ProgramSet& set)
    : source_(source),
      set_(set),
      first_program_(set.programs.size()),
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
      set_.problems.push_back({source_.name, problem.line, problem.column,
                               std::move(problem.message), std::string(name_)});
      recover(start);
    }
  }
}

void Parser::advance() {
  lexer_.next(tok_);
  // What starts the next top-level statement is no problem of this one.
  if (tok_.is(TokenKind::unreadable) && !tok_.top_level()) throw lexer_.problem();
}

void Parser::recover(const Token& start) {
  const bool first_column =
      tok_.text.data() == tok_.line_start && tok_.text.data() > start.text.data();
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
    fail_at(tok_, "unexpected indentation (programs start at the first column) move it there");
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
    const bool word =
        tok_.is(TokenKind::name) && (!is_reserved(tok_.text) || tok_.is_name("import") ||
                                     tok_.is_name("from") || tok_.is_name("as"));
    const bool listed = word || tok_.is('.') || tok_.is_symbol("...") || tok_.is(',') ||
                        tok_.is('*') || tok_.is('(') || tok_.is(')');
    if (!listed || open < 0 || (open > 0 && starts_anew(tok_))) {
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
  fail_at(start, fmt::format(
                     "{} starts no program (only 'def', imports and docstrings are read at the top "
                     "level; nothing is executed) remove it",
                     shown(start)));
}

void Parser::expect(char symbol, const char* expected) {
  if (!tok_.is(symbol)) fail_unexpected(expected);
  advance();
}

void Parser::fail_unexpected(const char* expected) const {
  if (tok_.is(TokenKind::name) || tok_.is(TokenKind::symbol)) {
    if (const Construct* known = known_construct(tok_.text)) {
      fail_at(tok_,
              fmt::format("{} (a program is assignments, calls and a return){}{}", shown(tok_),
                          known->instead.empty() ? "" : " use ", known->instead));
    }
  }
  fail_at(tok_, fmt::format("unexpected {} (expected {})", shown(tok_), expected));
}

}  // namespace battalion::dsl
