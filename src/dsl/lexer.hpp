#pragma once
// Program text to tokens: the lexical part of Python that programs are written in.

#include <cstdint>
#include <string>
#include <string_view>

namespace battalion::dsl {

enum class TokenKind : std::uint8_t {
  name,     ///< identifiers and keywords
  integer,  ///< any digits; integer_value() judges it
  number,   ///< a float or complex literal
  text,     ///< a string literal of any form
  symbol,   ///< operators and brackets
  newline,  ///< the end of a logical line
  end,
  unreadable,  ///< Lexer::problem() says why; reading can go on with skip_to_top_level() only
};

struct Token {
  TokenKind kind = TokenKind::end;
  bool starts_line = false;          ///< first of its logical line
  std::uint32_t line = 1;            ///< from 1
  std::string_view text;             ///< as written; lives in the source text
  std::string_view indent;           ///< blanks before it, where it starts a line
  const char* line_start = nullptr;  ///< first byte of its line

  bool is(TokenKind k) const { return kind == k; }
  bool is(char c) const { return kind == TokenKind::symbol && text.size() == 1 && text[0] == c; }
  bool is_symbol(std::string_view s) const { return kind == TokenKind::symbol && text == s; }
  bool is_name(std::string_view s) const { return kind == TokenKind::name && text == s; }
  bool top_level() const { return starts_line && indent.empty(); }
  /// In bytes from the start of its line.
  std::uint32_t offset() const { return static_cast<std::uint32_t>(text.data() - line_start); }
  /// From 1, in characters.
  std::uint32_t column() const;
};

/// Why a text cannot be read, and where. Thrown inside the reader only.
struct Unreadable {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
};

[[noreturn]] void fail_at(const Token& token, std::string message);
/// "'x1'", cut where long; "the end of the line", ... for messages.
std::string shown(const Token& token);
std::string shown(std::string_view name);

/// A cheap value: a copy reads on from the same place.
class Lexer {
 public:
  /// The text outlives the lexer. A UTF-8 byte order mark is skipped.
  explicit Lexer(std::string_view text);

  /// Comments, blank lines and line ends inside brackets are skipped. After `end` comes `end`
  /// again.
  Token next();
  /// The same, into `token`, whatever was there.
  void next(Token& token) {
    if (!next_simple(token)) token = next();
  }
  /// Why the last token was unreadable.
  const Unreadable& problem() const { return problem_; }
  /// Reads on from the first line that starts a top-level statement, at the current place or after
  /// it, but after `beyond` in any case.
  void skip_to_top_level(const char* beyond);
  /// Reads on from `token`, which starts a top-level line.
  void go_to(const Token& token);

 private:
  bool next_simple(Token& token);
  Token read();
  Token take(TokenKind kind, const char* end);
  Token number();
  Token string(const char* quote);
  Token symbol();
  void skip_blanks();
  bool skip_blank_line();
  bool skip_line_end();
  void skip_comment();
  void skip_lines_to(const char* end);
  void skip_piece();
  bool statement_begins() const;
  const char* string_end(const char* quote) const;
  [[noreturn]] void fail_here(std::string message) const;
  [[noreturn]] void fail_character() const;

  const char* at_;
  const char* end_;
  const char* line_start_;
  std::uint32_t line_ = 1;
  std::uint32_t depth_ = 0;  ///< open brackets
  bool in_line_ = false;     ///< a logical line has begun
  /// Quotes from here to there have no closing one, by kind: a text of nothing but such must not be searched through
  /// once for each of them.
  struct Unclosed {
    const char* from = nullptr;
    const char* to = nullptr;
  };
  mutable Unclosed unclosed_[4];
  Unreadable problem_;
};

}  // namespace battalion::dsl
