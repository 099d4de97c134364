#pragma once
// A program as it lies on the host, to be taken to a device.

#include <cstdint>
#include <span>

#include "kernels/engine/code.hpp"
#include "kernels/pair.hpp"

namespace battalion::kernels {

/// Registers numbered from 0, all operations in order. Owned by whoever made it.
struct ProgramImage {
  CodeSpans code;
  std::span<const Constant> constants;
  std::span<const Register> inputs;
  std::span<const Step> steps;
  std::uint64_t memory = 0;
  std::uint32_t register_count = 0;
  Register answer = 0;
  Kind answer_kind{};
};

/// As it may be run where it lies.
inline PairProgram pair_program(const ProgramImage& p) {
  return {.code = p.code.view(),
          .constants = p.constants.data(),
          .inputs = p.inputs.data(),
          .steps = p.steps.data(),
          .memory = p.memory,
          .constant_count = static_cast<std::uint32_t>(p.constants.size()),
          .input_count = static_cast<std::uint32_t>(p.inputs.size()),
          .step_count = static_cast<std::uint32_t>(p.steps.size()),
          .register_count = p.register_count,
          .answer = p.answer,
          .answer_kind = p.answer_kind};
}

}  // namespace battalion::kernels
