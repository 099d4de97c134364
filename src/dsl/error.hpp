#pragma once
// What ends an evaluation early. Both are thrown; neither is a bug.

#include <cstdint>
#include <string_view>

namespace battalion::dsl {

/// The kinds that the reference raises, and one of our own: integers do not overflow there, here they
/// are 64 bits wide and say so.
enum class ErrorCode : std::uint8_t {
  type_error,
  value_error,
  index_error,
  key_error,
  stop_iteration,
  zero_division,
  attribute_error,
  recursion_error,
  integer_overflow,
};

constexpr std::string_view name(ErrorCode code) {
  constexpr std::string_view names[] = {"TypeError",         "ValueError",     "IndexError",
                                        "KeyError",          "StopIteration",  "ZeroDivisionError",
                                        "AttributeError",    "RecursionError", "IntegerOverflow"};
  return names[static_cast<int>(code)];
}

/// The program raised. `message` is static text.
struct Raised {
  ErrorCode code;
  const char* message;
};

enum class Limit : std::uint8_t { cpu, wall, steps, memory, cancelled };

constexpr std::string_view name(Limit limit) {
  constexpr std::string_view names[] = {"cpu", "wall", "steps", "memory", "cancelled"};
  return names[static_cast<int>(limit)];
}

/// A limit was met.
struct Expired {
  Limit limit;
};

[[noreturn, gnu::cold]] inline void raise(ErrorCode code, const char* message) {
  throw Raised{code, message};
}
[[noreturn, gnu::cold]] inline void raise_type(const char* message) {
  throw Raised{ErrorCode::type_error, message};
}
[[noreturn, gnu::cold]] inline void raise_overflow() {
  throw Raised{ErrorCode::integer_overflow, "an integer left 64 bits"};
}

}  // namespace battalion::dsl
