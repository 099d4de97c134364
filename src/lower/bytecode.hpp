#pragma once
// From lowered code to the engine's bytecode, operation by operation.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "kernels/engine/code.hpp"
#include "kernels/verify.hpp"
#include "lower/lowering.hpp"

namespace battalion::lower {

/// How values of a type are kept; none where the engine has no form for them.
std::optional<kernels::Kind> kind_of(Types& types, Type t);

/// One operation's instructions: [from, to).
struct Segment {
  std::uint32_t from = 0, to = 0;
  std::string why_not;  ///< empty where there are instructions
};

class Bytecode {
 public:
  /// Emits the operation that `lowering` was given last. Operations are to be emitted in order, each once.
  const Segment& emit_last(Lowering& lowering);

  const std::vector<Segment>& segments() const { return segments_; }  ///< [operation]
  kernels::CodeSpans spans() const { return {instructions_, loops_, arguments_}; }
  kernels::CodeView view() const { return spans().view(); }
  std::uint32_t instruction_count() const { return static_cast<std::uint32_t>(instructions_.size()); }

  /// Registers are numbered from 0: those of values by ValueId, then others.
  std::uint32_t register_count() const { return registers_; }
  /// Where the sample's grid is to be found.
  const std::vector<kernels::Register>& inputs() const { return inputs_; }
  /// Registers to be set once, to the addresses of these.
  struct Constant {
    kernels::Register at = 0;
    kernels::Kind kind{};
    kernels::Int integer = 0;
    kernels::Bool boolean = false;
    const void* address() const { return kind == kernels::Kind::Bool ? static_cast<const void*>(&boolean) : &integer; }
  };
  const std::deque<Constant>& constants() const { return constants_; }
  kernels::Register register_of(ValueId v) const { return register_of_[v.index]; }

 private:
  friend class Emitter;
  std::vector<kernels::Instruction> instructions_;
  std::vector<kernels::Loop> loops_;
  std::vector<kernels::Register> arguments_;
  std::deque<Constant> constants_;  ///< addresses stay
  std::vector<kernels::Register> inputs_;
  std::vector<kernels::Register> register_of_;  ///< [value]
  std::vector<Segment> segments_;
  std::uint32_t registers_ = 0;
};

}  // namespace battalion::lower
