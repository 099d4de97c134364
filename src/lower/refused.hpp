#pragma once
// How lowering ends where it cannot go on.

#include <string>
#include <utility>

namespace battalion::lower {

/// Internal to lowering: what is being lowered cannot be.
struct Refused {
  std::string why;
};

[[noreturn]] inline void refuse(std::string why) { throw Refused{std::move(why)}; }

}  // namespace battalion::lower
