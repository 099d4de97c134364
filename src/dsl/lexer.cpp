#include "dsl/lexer.hpp"

namespace battalion::dsl {
namespace {

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_char(char c) { return is_name_start(c) || is_digit(c); }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = line_start_ = 3;  // byte order mark
  }

  std::vector<Token> run() {
    tokens_.reserve(text_.size() / 3 + 8);
    indents_.push_back(0);
    while (at_ < text_.size()) {
      if (at_line_start_ && depth_ == 0 && !begin_line()) continue;
      if (at_ >= text_.size()) break;
      next();
    }
    if (!at_line_start_) emit(TokenKind::newline, at_, at_);
    while (indents_.size() > 1) {
      indents_.pop_back();
      emit(TokenKind::dedent, at_, at_);
    }
    emit(TokenKind::end, at_, at_);
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void emit(TokenKind kind, std::size_t from, std::size_t to) {
    tokens_.push_back({kind, text_.substr(from, to - from), line_, static_cast<std::uint32_t>(from - line_start_ + 1),
                       static_cast<std::uint32_t>(from)});
  }
  void bad(std::size_t at, std::string_view what) {
    tokens_.push_back({TokenKind::bad, what, line_, static_cast<std::uint32_t>(at - line_start_ + 1),
                       static_cast<std::uint32_t>(at)});
  }
  void end_line() {
    ++at_;
    ++line_;
    line_start_ = at_;
  }
  void skip_comment() {
    while (at_ < text_.size() && peek() != '\n') ++at_;
  }

  /// Measures the indentation of a line; false for a line without code, which is passed over.
  bool begin_line() {
    std::size_t width = 0;
    while (peek() == ' ' || peek() == '\t' || peek() == '\f') {
      width = peek() == '\t' ? (width / 8 + 1) * 8 : width + 1;
      ++at_;
    }
    if (peek() == '\r' && peek(1) == '\n') ++at_;
    if (peek() == '#') skip_comment();
    if (at_ >= text_.size()) return false;
    if (peek() == '\n') {
      end_line();
      return false;
    }
    at_line_start_ = false;
    if (width > indents_.back()) {
      indents_.push_back(width);
      emit(TokenKind::indent, at_, at_);
    }
    while (width < indents_.back()) {
      indents_.pop_back();
      emit(TokenKind::dedent, at_, at_);
    }
    if (width != indents_.back()) {
      bad(at_, "this line's indentation matches no line above");
      indents_.push_back(width);
    }
    return true;
  }

  void next() {
    const char c = peek();
    if (c == '\n') {
      if (depth_ == 0) {
        emit(TokenKind::newline, at_, at_);
        at_line_start_ = true;
      }
      end_line();
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      ++at_;
    } else if (c == '#') {
      skip_comment();
    } else if (c == '\\' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
      at_ += peek(1) == '\r' ? 2 : 1;
      end_line();
    } else if (is_name_start(c)) {
      name();
    } else if (is_digit(c)) {
      number();
    } else if (c == '"' || c == '\'') {
      string();
    } else {
      symbol();
    }
  }

  void name() {
    const std::size_t from = at_;
    while (is_name_char(peek())) ++at_;
    if ((peek() == '"' || peek() == '\'') && at_ - from <= 2) return string();  // r"...", b"..."
    emit(TokenKind::name, from, at_);
  }

  void number() {
    const std::size_t from = at_;
    while (is_name_char(peek()) || (peek() == '.' && is_digit(peek(1)))) ++at_;
    emit(TokenKind::integer, from, at_);
  }

  void string() {
    const std::size_t from = at_;
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    const std::uint32_t first_line = line_;
    const std::size_t first_line_start = line_start_;
    at_ += triple ? 3 : 1;
    for (;;) {
      if (at_ >= text_.size() || (!triple && peek() == '\n')) {
        tokens_.push_back({TokenKind::bad, "a string that does not end", first_line,
                           static_cast<std::uint32_t>(from - first_line_start + 1), static_cast<std::uint32_t>(from)});
        return;
      }
      if (peek() == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        if (peek() == '\n') end_line(); else ++at_;
      } else if (peek() == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
        at_ += triple ? 3 : 1;
        break;
      } else if (peek() == '\n') {
        end_line();
      } else {
        ++at_;
      }
    }
    tokens_.push_back({TokenKind::string, text_.substr(from, at_ - from), first_line,
                       static_cast<std::uint32_t>(from - first_line_start + 1), static_cast<std::uint32_t>(from)});
  }

  void symbol() {
    const char c = peek();
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
    if (static_cast<unsigned char>(c) < 32 || static_cast<unsigned char>(c) > 126) {
      bad(at_, "a character that is no part of a program");
      while (at_ < text_.size() && static_cast<unsigned char>(peek()) > 126) ++at_;
      if (static_cast<unsigned char>(c) < 32) ++at_;
      return;
    }
    const std::size_t length = (c == '-' && peek(1) == '>') || (c == '=' && peek(1) == '=') || (c == '*' && peek(1) == '*') ? 2 : 1;
    emit(TokenKind::symbol, at_, at_ + length);
    at_ += length;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::uint32_t line_ = 1;
  int depth_ = 0;  ///< of brackets
  bool at_line_start_ = true;
  std::vector<std::size_t> indents_;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

}  // namespace battalion::dsl
