#pragma once
// A program and a sample as a device has them, and what comes of the two. Plain structs: all that they point at lies where
// they are read, on the device or here.

#include <cstdint>

#include "kernels/engine/code.hpp"
#include "kernels/signature.hpp"
#include "kernels/status.hpp"
#include "kernels/values.hpp"

namespace battalion::kernels {

/// A register that is the same for all samples.
struct Constant {
  Int value;      ///< a boolean is its lowest byte
  Register at;
};

/// Instructions [from, to): what one operation of the program became.
struct Step {
  std::uint32_t from, to;
};

struct PairProgram {
  CodeView code;
  const Constant* constants;  ///< [constant_count]
  const Register* inputs;     ///< [input_count], where the sample's grid goes
  const Step* steps;          ///< [step_count]
  std::uint64_t memory;       ///< bytes that its operations count before any is done
  std::uint32_t constant_count, input_count, step_count;
  std::uint32_t register_count;
  Register answer;
  Kind answer_kind;
};

struct PairSample {
  Grid input, expected;
  std::uint64_t input_digest, expected_digest;
  bool fits;           ///< the input has a form in planes
  bool expected_fits;  ///< so has the expected output, which is known
  bool is_judged;      ///< an output is known
};

/// Of a pair; beyond them it is punted, and told elsewhere under the limits that it has there. 0 is none.
struct PairLimits {
  std::uint64_t patience_ns = 0;  ///< of the device's clock
  std::uint64_t memory = 0;       ///< bytes that the interpreter might be charged
  bool cpython = false;           ///< what hangs on set order is punted
};

enum class PairOutcome : std::uint8_t { exact, wrong, raised, punted };

struct PairAnswer {
  std::uint64_t digest;   ///< of a grid; else 0
  std::uint32_t time_ns;  ///< of the device's clock, held within 32 bits
  std::uint16_t right;    ///< cells
  PairOutcome outcome;
  std::uint8_t reason : 7;   ///< Error or PairPunt
  std::uint8_t ordered : 1;  ///< hung on set order
};

/// Why a pair is not told: a Punt, or one of these.
inline constexpr std::uint8_t punt_input = static_cast<std::uint8_t>(Punt::count_), punt_memory = punt_input + 1,
                              punt_answer = punt_input + 2,  ///< the answer is of a kind that is judged elsewhere
                              punt_late = punt_input + 3,
                              punt_absent = punt_input + 4;  ///< the device was not asked

}  // namespace battalion::kernels
