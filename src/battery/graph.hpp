#pragma once
// A battery: programs merged into one graph in which equal expressions are one node.

#include <cstdint>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "dsl/program.hpp"

namespace battalion::battery {

using NodeId = std::uint32_t;

struct Node {
  dsl::OpKind kind = dsl::OpKind::none;
  dsl::Primitive primitive = dsl::Primitive::identity;
  bool constant = false;  ///< a literal, or a tuple of constants that is not deep: the same on every sample, never raises
  bool fixed = false;     ///< a function made of literals and such functions: the same on every sample
  bool shared = false;    ///< needed by two programs or more
  std::uint8_t depth = 0;  ///< of a constant: tuples within each other
  std::uint32_t first_arg = 0;
  std::uint32_t arg_count = 0;
  std::int64_t number = 0;
};

class Graph {
 public:
  /// Merges all programs; ProgramId counts them in order.
  explicit Graph(std::span<const dsl::Program> programs);

  std::span<const Node> nodes() const { return nodes_; }
  /// Arguments of a node: earlier nodes.
  std::span<const NodeId> args(const Node& n) const { return {args_.data() + n.first_arg, n.arg_count}; }
  /// What a program evaluates, each node once, in the order in which the reference meets it.
  std::span<const NodeId> walk(ProgramId p) const {
    return {walks_.data() + walk_begin_[p.value], walk_begin_[p.value + 1] - walk_begin_[p.value]};
  }
  NodeId result(ProgramId p) const { return results_[p.value]; }
  /// Equal for programs that compute the same expressions, however they are written: of the result, and of
  /// the expressions evaluated beside it (they may raise).
  std::uint64_t digest(ProgramId p) const { return digests_[p.value]; }
  std::uint32_t program_count() const { return static_cast<std::uint32_t>(results_.size()); }

 private:
  std::vector<Node> nodes_;
  std::vector<NodeId> args_;
  std::vector<NodeId> walks_;
  std::vector<std::size_t> walk_begin_;  ///< [program_count + 1]
  std::vector<NodeId> results_;
  std::vector<std::uint64_t> digests_;
};

}  // namespace battalion::battery
