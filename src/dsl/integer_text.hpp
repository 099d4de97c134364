#pragma once
// Integer literals as Python writes them.

#include <cstdint>
#include <string_view>

namespace battalion::dsl {

struct IntegerText {
  bool well_formed = false;
  bool fits = false;  ///< 64 bits, unsigned
  std::uint64_t magnitude = 0;
};

/// Decimal, 0x, 0o, 0b; digits in groups joined by single underscores; no leading zeros before
/// others.
IntegerText integer_value(std::string_view text);

}  // namespace battalion::dsl
