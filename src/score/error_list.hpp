#pragma once
// The error kinds and messages of a unit, each once, numbered as Cell::error wants them.

#include <cstdint>
#include <map>
#include <vector>

#include "score/result.hpp"

namespace battalion::score {

class ErrorList {
 public:
  /// 1 + the index of this kind and message; 0 once 65,535 different ones are held.
  std::uint16_t number(const ErrorKind& kind);
  std::vector<ErrorKind> take() { return std::move(kinds_); }

 private:
  std::map<ErrorKind, std::uint16_t> numbers_;
  std::vector<ErrorKind> kinds_;
};

}  // namespace battalion::score
