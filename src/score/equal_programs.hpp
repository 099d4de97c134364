#pragma once
// Which programs of a battery are the same: in meaning, or in all that they do.

#include <cstdint>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "dsl/program.hpp"

namespace battalion::battery {
class Graph;
}

namespace battalion::score {

/// Digest of a program's meaning: equal for programs that compute the same expressions, however they are
/// written (names, nesting, order of lines, keyword arguments). [programs]
std::vector<std::uint64_t> canonical_digests(std::span<const dsl::Program> programs);
/// The same of programs that are merged already.
std::vector<std::uint64_t> canonical_digests(const battery::Graph& graph);

/// [program] -> the first program of the same canonical digest; itself where it is the first.
std::vector<ProgramId> first_of_equals(std::span<const std::uint64_t> digests);

/// [program] the first that walks the same nodes in the same order to the same result; itself where it is the first.
/// A canonical digest says less: with lines in another order another error, or another limit, may be met first.
std::vector<ProgramId> first_of_same_walks(const battery::Graph& graph);

}  // namespace battalion::score
