#pragma once
// Program text to tokens, with Python's lines and indentation.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace battalion::dsl {

enum class TokenKind : std::uint8_t { name, integer, string, symbol, newline, indent, dedent, end, bad };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;  ///< into the source; of `bad`: what is wrong
  std::uint32_t line = 1;    ///< from 1
  std::uint32_t column = 1;  ///< from 1, in bytes
  std::uint32_t offset = 0;  ///< of text in the source
};

/// All tokens of a text, ending with `end`. What cannot be read becomes a `bad` token; lexing goes on after it.
/// Newlines inside brackets and after a backslash are no tokens. Token texts refer to `text`.
std::vector<Token> tokenize(std::string_view text);

}  // namespace battalion::dsl
