#pragma once
// A battery in the bit-plane engine's bytecode: node by node, so that what programs share is run once.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "battery/graph.hpp"
#include "lower/bytecode.hpp"

namespace battalion::score {

/// Never changes once it is made; workers share it.
class LoweredBattery {
 public:
  explicit LoweredBattery(const battery::Graph& graph);

  /// Why the interpreter has to run this program; empty where the engine does.
  const std::string& why_not(ProgramId p) const { return programs_[p.value].why_not; }

  const lower::Bytecode& code() const { return code_; }
  const lower::Segment& segment(battery::NodeId n) const { return code_.segments()[n]; }
  /// A node and its instructions, [from, to): all that running it asks for lies side by side.
  struct Step {
    battery::NodeId node;
    std::uint32_t from, to;
    bool shared;  ///< with other programs
  };
  /// The program's nodes that have instructions, in order of evaluation.
  std::span<const Step> walk(ProgramId p) const {
    const Program& of = programs_[p.value];
    return {walks_.data() + of.first, of.count};
  }
  /// Where a program leaves its answer, and as what.
  struct Answer {
    kernels::Register at = 0;
    kernels::Kind kind{};
  };
  Answer answer(ProgramId p) const { return programs_[p.value].answer; }

 private:
  struct Program {
    std::string why_not;
    std::size_t first = 0, count = 0;  ///< in walks_
    Answer answer;
  };
  lower::Bytecode code_;
  std::vector<Program> programs_;
  std::vector<Step> walks_;
};

/// [program] why the engine does not run it; empty where it does.
std::vector<std::string> why_not_lowered(const battery::Graph& graph);

}  // namespace battalion::score
