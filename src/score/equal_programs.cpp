#include "score/equal_programs.hpp"

#include <algorithm>
#include <unordered_map>

#include "battery/graph.hpp"

namespace battalion::score {

std::vector<std::uint64_t> canonical_digests(std::span<const dsl::Program> programs) {
  return canonical_digests(battery::Graph(programs));
}

std::vector<std::uint64_t> canonical_digests(const battery::Graph& graph) {
  std::vector<std::uint64_t> out;
  for (std::uint32_t p = 0; p < graph.program_count(); ++p) out.push_back(graph.digest(ProgramId(p)));
  return out;
}

std::vector<ProgramId> first_of_equals(std::span<const std::uint64_t> digests) {
  std::unordered_map<std::uint64_t, ProgramId> first;
  std::vector<ProgramId> out;
  for (std::uint32_t p = 0; p < digests.size(); ++p) {
    out.push_back(first.emplace(digests[p], ProgramId(p)).first->second);
  }
  return out;
}

std::vector<ProgramId> first_of_same_walks(const battery::Graph& graph) {
  std::unordered_multimap<std::uint64_t, ProgramId> firsts;
  std::vector<ProgramId> out;
  for (std::uint32_t p = 0; p < graph.program_count(); ++p) {
    const ProgramId id(p);
    const auto [from, to] = firsts.equal_range(graph.digest(id));
    const auto same = std::find_if(from, to, [&](const auto& first) {
      return graph.result(first.second) == graph.result(id) && std::ranges::equal(graph.walk(first.second), graph.walk(id));
    });
    out.push_back(same == to ? id : same->second);
    if (same == to) firsts.emplace(graph.digest(id), id);
  }
  return out;
}

}  // namespace battalion::score
