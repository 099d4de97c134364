#include "score/lowered_battery.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "lower/unsound.hpp"

namespace battalion::score {

using battery::NodeId;
using lower::Staged;

namespace {

/// [node] whether it is lowered with all that it needs: it may be run then.
[[maybe_unused]] std::vector<bool> whole(const battery::Graph& graph, const lower::Bytecode& code) {
  std::vector<bool> out;
  for (const battery::Node& n : graph.nodes()) {
    const auto& args = graph.args(n);
    const bool lowered = code.segments()[out.size()].why_not.empty();
    out.push_back(lowered && std::all_of(args.begin(), args.end(), [&](NodeId a) { return out[a]; }));
  }
  return out;
}

}  // namespace

LoweredBattery::LoweredBattery(const battery::Graph& graph) {
  lower::Lowering lowering;
  for (const battery::Node& n : graph.nodes()) {
    lowering.add(n.kind, n.primitive, n.number, graph.args(n));
    code_.emit_last(lowering);
  }
  BATTALION_ENSURE(lower::unsound(code_, whole(graph, code_)).empty());
  programs_.resize(graph.program_count());
  for (std::uint32_t p = 0; p < graph.program_count(); ++p) {
    Program& program = programs_[p];
    program.first = walks_.size();
    for (const NodeId n : graph.walk(ProgramId(p))) {
      const lower::Segment& s = segment(n);
      // What nobody needs the value of may still raise.
      if (!s.why_not.empty()) {
        program.why_not = s.why_not;
        break;
      }
      if (s.from != s.to) walks_.push_back({n, s.from, s.to, graph.nodes()[n].shared});
    }
    const Staged& result = lowering.fragments()[graph.result(ProgramId(p))].result;
    if (program.why_not.empty()) program.why_not = result.no_answer();
    if (!program.why_not.empty()) {
      walks_.resize(program.first);
      continue;
    }
    program.count = walks_.size() - program.first;
    const lower::Type type = lowering.code().nodes[result.value.index].type;
    program.answer = {code_.register_of(result.value), *lower::kind_of(lowering.types(), type)};
  }
}

std::vector<std::string> why_not_lowered(const battery::Graph& graph) {
  const LoweredBattery battery(graph);
  std::vector<std::string> out;
  for (std::uint32_t p = 0; p < graph.program_count(); ++p) out.push_back(battery.why_not(ProgramId(p)));
  return out;
}

}  // namespace battalion::score
