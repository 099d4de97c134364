#include "base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/utf8.hpp"

namespace battalion {
namespace {

std::uint32_t code_of(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead;
  std::uint32_t code = lead & (0x7fu >> character.size());
  for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3fu);
  return code;
}

/// Whether a terminal, or a reader, takes it for more than a character.
bool acts(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

void spell(std::string& out, std::uint32_t code) {
  switch (code) {
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default: out += code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
  }
}

bool plain(char c) { return c >= 0x20 && c < 0x7f; }

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (;;) {
    // Most of it needs no look at what it means.
    const auto run = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin());
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) return out;
    const std::size_t n = utf8_length(text);
    const std::uint32_t code = n == 0 ? static_cast<unsigned char>(text[0]) : code_of(text.substr(0, n));
    if (n == 0 || acts(code)) {
      spell(out, code);
    } else {
      out += text.substr(0, n);
    }
    text.remove_prefix(n == 0 ? 1 : n);
  }
}

std::string printable(std::string_view text, std::size_t most) {
  if (text.size() <= most) return printable(text);
  // Mostly the front; the end too, for there a message says what to do, and a path which file.
  std::size_t front = most - most / 4 - 3, back = text.size() - most / 4;
  while (front > 0 && continues(text[front])) --front;
  while (back < text.size() && continues(text[back])) ++back;
  return printable(text.substr(0, front)) + "..." + printable(text.substr(back));
}

}  // namespace battalion
