#include "dsl/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace battalion::dsl {
namespace {

enum : std::uint8_t {
  word_start = 1,
  digit = 2,
  word = 4,
  blank = 8,
  plain_symbol = 16,
  bracket = 32
};

constexpr std::array<std::uint8_t, 256> classes = [] {
  std::array<std::uint8_t, 256> of{};
  for (int c = 'a'; c <= 'z'; ++c) of[static_cast<std::size_t>(c)] = word_start | word;
  for (int c = 'A'; c <= 'Z'; ++c) of[static_cast<std::size_t>(c)] = word_start | word;
  of['_'] = word_start | word;
  for (int c = '0'; c <= '9'; ++c) of[static_cast<std::size_t>(c)] = digit | word;
  of[' '] = of['\t'] = of['\f'] = blank;
  for (char c : std::string_view("+-*/%@&|^~<>=!.,:;"))
    of[static_cast<std::size_t>(c)] = plain_symbol;
  for (char c : std::string_view("()[]{}")) of[static_cast<std::size_t>(c)] = bracket;
  return of;
}();

bool is(char c, std::uint8_t what) { return (classes[static_cast<unsigned char>(c)] & what) != 0; }

std::uint32_t characters(const char* from, const char* to) {
  // Bytes 10xxxxxx continue a character.
  return static_cast<std::uint32_t>(std::count_if(
      from, to, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// r"...", b'...', and so on.
bool is_string_prefix(std::string_view name) {
  return name.size() <= 2 && name.find_first_not_of("rRbBuUfF") == name.npos;
}

}  // namespace

std::uint32_t Token::column() const { return 1 + characters(line_start, text.data()); }

void fail_at(const Token& token, std::string message) {
  throw Unreadable{token.line, token.column(), std::move(message)};
}

std::string shown(std::string_view name) {
  constexpr std::size_t longest = 40;
  if (name.size() <= longest) return fmt::format("'{}'", name);
  return fmt::format("'{}...'", name.substr(0, longest));
}

std::string shown(const Token& token) {
  switch (token.kind) {
    case TokenKind::newline:
      return "the end of the line";
    case TokenKind::end:
      return "the end of the text";
    case TokenKind::text:
      return "text in quotes";
    default:
      return shown(token.text);
  }
}

Lexer::Lexer(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {
  if (text.starts_with("\xEF\xBB\xBF")) at_ += 3;
  line_start_ = at_;
}

void Lexer::fail_here(std::string message) const {
  throw Unreadable{line_, 1 + characters(line_start_, at_), std::move(message)};
}

void Lexer::fail_character() const {
  const auto byte = static_cast<unsigned char>(*at_);
  if (byte < 0x20 || byte == 0x7f) {
    fail_here(fmt::format("control character 0x{:02x} (text is expected) remove it", byte));
  }
  if (byte < 0x80)
    fail_here(fmt::format("unexpected character {} (nothing begins with it) remove it", shown(std::string_view(at_, 1))));
  const std::size_t n = utf8_length({at_, static_cast<std::size_t>(end_ - at_)});
  if (n == 0) fail_here(fmt::format("byte 0x{:02x} (the text is not UTF-8) save it as UTF-8", byte));
  char32_t code = byte & (0x7f >> n);
  for (std::size_t k = 1; k < n; ++k) code = code << 6 | (static_cast<unsigned char>(at_[k]) & 0x3f);
  fail_here(
      fmt::format("unexpected character U+{:04X} (only comments and text in quotes may hold such) remove it",
                  static_cast<std::uint32_t>(code)));
}

/// Past "\n", "\r\n" or "\r", if one is next.
bool Lexer::skip_line_end() {
  if (at_ == end_ || (*at_ != '\n' && *at_ != '\r')) return false;
  at_ += *at_ == '\r' && end_ - at_ > 1 && at_[1] == '\n' ? 2 : 1;
  ++line_;
  line_start_ = at_;
  return true;
}

void Lexer::skip_comment() {
  while (at_ != end_ && *at_ != '\n' && *at_ != '\r') ++at_;
}

/// Blanks, comments, joined lines, and inside brackets line ends.
void Lexer::skip_blanks() {
  while (at_ != end_) {
    if (is(*at_, blank)) {
      ++at_;
    } else if (*at_ == '#') {
      skip_comment();
    } else if (*at_ == '\\') {
      ++at_;
      if (skip_line_end()) continue;
      --at_;
      fail_here("'\\' inside a line (it joins a line to the next, so nothing may follow it) remove it");
    } else if (depth_ == 0 || !skip_line_end()) {
      return;
    }
  }
}

/// Where a logical line may begin: past a line that holds nothing.
bool Lexer::skip_blank_line() {
  const char* p = at_;
  while (p != end_ && is(*p, blank)) ++p;
  if (p == end_ || (*p != '#' && *p != '\n' && *p != '\r')) return false;
  at_ = p;
  if (*p == '#') skip_comment();
  skip_line_end();
  return true;
}

Token Lexer::take(TokenKind kind, const char* end) {
  Token token;
  token.kind = kind;
  token.line = line_;
  token.text = {at_, static_cast<std::size_t>(end - at_)};
  token.line_start = line_start_;
  at_ = end;
  return token;
}

/// Most tokens: within a line a name, a bracket, a comma or a single '='. False, and nothing done, of others.
bool Lexer::next_simple(Token& token) {
  if (!in_line_) return false;
  const char* p = at_;
  while (p != end_ && *p == ' ') ++p;
  if (p == end_) return false;
  const char* const from = p++;
  const char c = *from;
  if (is(c, word_start)) {
    while (p != end_ && is(*p, word)) ++p;
    if (p != end_ && (*p == '"' || *p == '\'')) return false;  // a prefix of text in quotes
    token.kind = TokenKind::name;
  } else {
    if (c == '(') {
      ++depth_;
    } else if (c == ')') {
      if (depth_ > 0) --depth_;
    } else if ((c != ',' && c != '=') || p == end_ || is(*p, plain_symbol)) {
      return false;
    }
    token.kind = TokenKind::symbol;
  }
  token.starts_line = false;
  token.line = line_;
  token.text = {from, static_cast<std::size_t>(p - from)};
  token.indent = {};
  token.line_start = line_start_;
  at_ = p;
  return true;
}

Token Lexer::next() {
  std::string_view indent;
  const bool starts_line = !in_line_;
  if (starts_line) {
    while (skip_blank_line()) {
    }
    const char* from = at_;
    while (at_ != end_ && is(*at_, blank)) ++at_;
    indent = {from, static_cast<std::size_t>(at_ - from)};
    if (at_ == end_) return take(TokenKind::end, end_);
    in_line_ = true;
  }
  Token token;
  try {
    skip_blanks();
    token = read();
  } catch (Unreadable& problem) {
    problem_ = std::move(problem);
    token = take(TokenKind::unreadable, at_);
  }
  token.starts_line = starts_line;
  token.indent = indent;
  return token;
}

Token Lexer::read() {
  if (at_ == end_) {
    if (depth_ > 0) return take(TokenKind::end, end_);
    in_line_ = false;
    return take(TokenKind::newline, end_);
  }
  const char c = *at_;
  if (is(c, word_start)) {
    const char* p = at_ + 1;
    while (p != end_ && is(*p, word)) ++p;
    const bool prefixes = p != end_ && (*p == '"' || *p == '\'') &&
                          is_string_prefix({at_, static_cast<std::size_t>(p - at_)});
    return prefixes ? string(p) : take(TokenKind::name, p);
  }
  if (is(c, digit)) return number();
  if (c == '"' || c == '\'') return string(at_);
  if (c != '\n' && c != '\r') return symbol();
  const Token token = take(TokenKind::newline, at_);
  skip_line_end();
  in_line_ = false;
  return token;
}

Token Lexer::number() {
  const char* p = at_;
  while (p != end_ && is(*p, word)) ++p;
  const std::string_view head(at_, static_cast<std::size_t>(p - at_));
  const bool decimal = head.size() < 2 || head[0] != '0' || is(head[1], digit) || head[1] == '_';
  const bool exponent = decimal && head.find_first_of("eEjJ") != head.npos;
  const bool fraction = decimal && p != end_ && *p == '.';
  if (!exponent && !fraction) return take(TokenKind::integer, p);
  while (p != end_ && (is(*p, word) || *p == '.')) ++p;
  return take(TokenKind::number, p);
}

/// One past the closing quote of the literal whose opening quote is at `quote`; null where it has
/// none.
const char* Lexer::string_end(const char* quote) const {
  const char q = *quote;
  const bool triple = end_ - quote >= 3 && quote[1] == q && quote[2] == q;
  // Where one finds no end, no later one of its kind does: both searches go through the same characters.
  Unclosed& known = unclosed_[(q == '"' ? 1 : 0) + (triple ? 2 : 0)];
  if (known.from <= quote && quote < known.to) return nullptr;
  for (const char* p = quote + (triple ? 3 : 1); p < end_; ++p) {
    if (*p == '\\') {
      ++p;
      if (p < end_ && *p == '\r' && end_ - p > 1 && p[1] == '\n') ++p;
    } else if (!triple && (*p == '\n' || *p == '\r')) {
      known = {quote, p};
      return nullptr;
    } else if (*p == q && (!triple || (end_ - p >= 3 && p[1] == q && p[2] == q))) {
      return p + (triple ? 3 : 1);
    }
  }
  known = {quote, end_};
  return nullptr;
}

/// To `end`, counting the lines.
void Lexer::skip_lines_to(const char* end) {
  while (at_ < end) {
    if (!skip_line_end()) ++at_;
  }
}

Token Lexer::string(const char* quote) {
  const char* end = string_end(quote);
  if (end == nullptr) fail_here("text in quotes that does not end (its closing quote is missing) add it");
  Token token = take(TokenKind::text, end);
  at_ = token.text.data();
  skip_lines_to(end);
  return token;
}

Token Lexer::symbol() {
  const char c = *at_;
  if (is(c, bracket)) {
    if (c == '(' || c == '[' || c == '{') {
      ++depth_;
    } else if (depth_ > 0) {
      --depth_;
    }
    return take(TokenKind::symbol, at_ + 1);
  }
  if (!is(c, plain_symbol)) fail_character();
  // Most signs are commas and single '='.
  const bool alone = at_ + 1 == end_ || !is(at_[1], plain_symbol);
  if (alone) return take(TokenKind::symbol, at_ + 1);
  const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  for (std::string_view s : {"...", "//=", "**=", "<<=", ">>="}) {
    if (rest.starts_with(s)) return take(TokenKind::symbol, at_ + 3);
  }
  for (std::string_view s : {"->", "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=", "/=", "%=", "&=",
                             "|=", "^=", "@=", "//", "**", "<<", ">>"}) {
    if (rest.starts_with(s)) return take(TokenKind::symbol, at_ + 2);
  }
  return take(TokenKind::symbol, at_ + 1);
}

/// At the start of a line: does a top-level statement begin here? Inside brackets a line may begin
/// anywhere, but a bracket that was never closed ends at what can only begin a statement.
bool Lexer::statement_begins() const {
  if (is(*at_, blank) || *at_ == '#' || *at_ == '\n' || *at_ == '\r') return false;
  if (depth_ == 0) return true;
  const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  for (std::string_view opening : {"def ", "class ", "async ", "import ", "from ", "@"}) {
    if (rest.starts_with(opening)) return true;
  }
  return false;
}

/// One character, or all of what may hold line ends or seem to hold brackets: comments, strings,
/// joined lines.
void Lexer::skip_piece() {
  if (skip_line_end()) return;
  const char c = *at_;
  if (c == '#') return skip_comment();
  if (c == '"' || c == '\'') {
    if (const char* end = string_end(at_); end != nullptr) return skip_lines_to(end);
  }
  ++at_;
  if (c == '\\') skip_line_end();
  if (c == '(' || c == '[' || c == '{') ++depth_;
  if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
}

void Lexer::skip_to_top_level(const char* beyond) {
  while (at_ != end_ && !(at_ == line_start_ && at_ > beyond && statement_begins())) skip_piece();
  depth_ = 0;
  in_line_ = false;
}

void Lexer::go_to(const Token& token) {
  at_ = line_start_ = token.line_start;
  line_ = token.line;
  depth_ = 0;
  in_line_ = false;
}

}  // namespace battalion::dsl
