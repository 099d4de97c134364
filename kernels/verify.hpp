#pragma once
// Whether bytecode can be run without harm, told before any of it runs.
//
// What passes reads and writes registers, values and scratch of its own and nothing else, whatever its values are: each
// register is set once, and before it is read, on every way there, to a value of the kind that it is read as; loops nest and
// jumps go forward. Lowering makes no other code: builds with contracts check that, and so do the tests. How long a tuple is
// that says which rounds or lines count is known only where it is used: there the engine looks.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/engine/code.hpp"

namespace battalion::kernels {

class Verifier {
 public:
  /// A register that is set, and to what.
  struct Setting {
    Register at = 0;
    Kind kind{};
    bool state = false;  ///< what a loop keeps; its kind says nothing
  };
  /// The first instruction that may not run, and why.
  struct Refusal {
    std::uint32_t instruction = 0;
    std::string why;
  };

  explicit Verifier(std::uint32_t registers) : kinds_(registers, unset) {}

  /// A constant or an input, set before anything runs. False where there is no such register, or it is set already.
  bool define(Register at, Kind kind);

  /// Checks instructions [from, to), which run after all that passed so far. What they leave is set from then on; nothing
  /// is where they are refused.
  std::optional<Refusal> check(const CodeSpans& code, std::uint32_t from, std::uint32_t to);

  /// What the last check left.
  const std::vector<Setting>& left() const { return left_; }
  /// Takes it back: the instructions came to no good end.
  void forget();

 private:
  friend class VerifyPass;
  static constexpr std::uint8_t unset = 255, state = 254;
  std::vector<std::uint8_t> kinds_;  ///< [register] a Kind, or one of these
  std::vector<Setting> left_;
};

}  // namespace battalion::kernels
