#include "dsl/integer_text.hpp"

#include <limits>

namespace battalion::dsl {
namespace {

unsigned digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 99;
}

unsigned base_of(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') return 10;
  switch (text[1]) {
    case 'x':
    case 'X':
      return 16;
    case 'o':
    case 'O':
      return 8;
    case 'b':
    case 'B':
      return 2;
    default:
      return 10;
  }
}

}  // namespace

IntegerText integer_value(std::string_view text) {
  IntegerText result{.well_formed = false, .fits = true, .magnitude = 0};
  const unsigned base = base_of(text);
  bool after_digit = false;
  if (base != 10) {
    text.remove_prefix(2);
    after_digit = true;  // 0x_1 is an integer too
  }
  const bool leading_zero = base == 10 && text.size() > 1 && text[0] == '0';
  for (char c : text) {
    if (c == '_') {
      if (!after_digit) return result;
      after_digit = false;
      continue;
    }
    const unsigned digit = digit_of(c);
    if (digit >= base) return result;
    after_digit = true;
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    if (result.magnitude > (most - digit) / base) result.fits = false;
    result.magnitude = result.magnitude * base + digit;
  }
  result.well_formed = after_digit && !text.empty() && !(leading_zero && result.magnitude != 0);
  return result;
}

}  // namespace battalion::dsl
