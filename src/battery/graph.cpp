#include "battery/graph.hpp"

#include <algorithm>

#include "base/fnv.hpp"

namespace battalion::battery {
namespace {

using dsl::OpKind;

bool is_literal(OpKind kind) {
  return kind == OpKind::integer || kind == OpKind::boolean || kind == OpKind::none || kind == OpKind::function;
}

bool makes_function(dsl::Primitive p) {
  using P = dsl::Primitive;
  return p == P::compose || p == P::chain || p == P::matcher || p == P::rbind || p == P::lbind || p == P::fork || p == P::power;
}

/// Finds the node of an expression, or makes it. The digest is worked out once a node: it takes longer than finding it.
class Merger {
 public:
  Merger(std::vector<Node>& nodes, std::vector<NodeId>& args) : nodes_(nodes), args_(args), table_(1024, 0) {}

  NodeId intern(Node node, std::span<const NodeId> args) {
    const std::uint64_t key = key_of(node, args);
    std::size_t at = key & (table_.size() - 1);
    for (; table_[at] != 0; at = (at + 1) & (table_.size() - 1)) {
      const NodeId id = table_[at] - 1;
      if (same(nodes_[id], node, args)) return id;
    }
    digests_.push_back(digest_of(node, args));
    node.first_arg = static_cast<std::uint32_t>(args_.size());
    node.arg_count = static_cast<std::uint32_t>(args.size());
    args_.insert(args_.end(), args.begin(), args.end());
    nodes_.push_back(node);
    table_[at] = static_cast<std::uint32_t>(nodes_.size());
    if (nodes_.size() * 2 > table_.size()) rehash();
    return static_cast<NodeId>(nodes_.size() - 1);
  }
  std::uint64_t digest(NodeId id) const { return digests_[id]; }

 private:
  static std::uint64_t key_of(const Node& node, std::span<const NodeId> args) {
    constexpr std::uint64_t factor = 0x9e3779b97f4a7c15;
    std::uint64_t h = (static_cast<std::uint64_t>(node.number) << 16 ^ static_cast<std::uint64_t>(node.kind) << 8 ^ static_cast<std::uint64_t>(node.primitive)) * factor;
    for (const NodeId a : args) h = ((h << 29 | h >> 35) ^ a) * factor;
    return h ^ h >> 32;
  }
  std::uint64_t digest_of(const Node& node, std::span<const NodeId> args) const {
    Fnv64 h;
    h.byte(static_cast<std::uint8_t>(node.kind));
    // Names, not numbers: a digest outlives the order of the table of primitives.
    if (node.kind == OpKind::primitive || node.kind == OpKind::function) h.text(dsl::info(node.primitive).name);
    h.u64(static_cast<std::uint64_t>(node.number));
    h.u32(static_cast<std::uint32_t>(args.size()));
    for (NodeId a : args) h.u64(digests_[a]);
    return h.value();
  }
  bool same(const Node& a, const Node& b, std::span<const NodeId> args) const {
    return a.kind == b.kind && a.primitive == b.primitive && a.number == b.number && a.arg_count == args.size() &&
           std::equal(args.begin(), args.end(), args_.begin() + a.first_arg);
  }
  void rehash() {
    table_.assign(table_.size() * 2, 0);
    for (NodeId id = 0; id < nodes_.size(); ++id) {
      const Node& node = nodes_[id];
      std::size_t at = key_of(node, std::span(args_).subspan(node.first_arg, node.arg_count)) & (table_.size() - 1);
      while (table_[at] != 0) at = (at + 1) & (table_.size() - 1);
      table_[at] = id + 1;
    }
  }

  std::vector<Node>& nodes_;
  std::vector<NodeId>& args_;
  std::vector<std::uint64_t> digests_;
  std::vector<std::uint32_t> table_;
};

/// Deeper ones are made anew on every sample, for making them may raise.
constexpr int deepest_constant = 16;

/// An op as a node: a call of a function known by name is a call of the primitive, wherever it was written.
Node node_of(const dsl::Op& op, std::span<const NodeId> args, const std::vector<Node>& nodes) {
  Node n;
  n.kind = op.kind;
  if (op.kind == OpKind::primitive || op.kind == OpKind::function) n.primitive = op.primitive;
  if (op.kind == OpKind::integer || op.kind == OpKind::boolean || op.kind == OpKind::foreign) n.number = op.number;
  n.constant = is_literal(op.kind);
  if (op.kind == OpKind::tuple) {
    int depth = 1;
    for (const NodeId a : args) depth = std::max(depth, 1 + nodes[a].depth);
    n.constant = depth <= deepest_constant &&
                 std::all_of(args.begin(), args.end(), [&](NodeId a) { return nodes[a].constant; });
    if (n.constant) n.depth = static_cast<std::uint8_t>(depth);
  }
  if (op.kind == OpKind::primitive) {
    n.fixed = makes_function(op.primitive) &&
              std::all_of(args.begin(), args.end(), [&](NodeId a) { return nodes[a].constant || nodes[a].fixed; });
  }
  return n;
}

}  // namespace

Graph::Graph(std::span<const dsl::Program> programs) {
  Merger merger(nodes_, args_);
  walk_begin_.push_back(0);
  std::vector<std::uint32_t> last_needed;  // [node] 1 + the program that walked it last
  std::vector<std::uint32_t> last_used;    // [node] likewise, in another one
  std::vector<NodeId> ids, args;
  std::vector<std::uint64_t> beside;
  for (std::uint32_t p = 0; p < programs.size(); ++p) {
    const dsl::Program& program = programs[p];
    ids.clear();
    for (const dsl::Op& op : program.ops) {
      args.clear();
      for (std::uint32_t a : op.args) args.push_back(ids[a]);
      Node node = node_of(op, args, nodes_);
      std::span<const NodeId> used = args;
      if (op.kind == OpKind::call && nodes_[args[0]].kind == OpKind::function &&
          dsl::info(nodes_[args[0]].primitive).arity == args.size() - 1) {
        node.kind = OpKind::primitive;
        node.primitive = nodes_[args[0]].primitive;
        used = used.subspan(1);
      }
      const NodeId id = merger.intern(node, used);
      ids.push_back(id);
      if (last_needed.size() <= id) last_needed.resize(nodes_.size(), 0);
      if (last_needed[id] == p + 1) continue;
      if (last_needed[id] != 0) nodes_[id].shared = true;
      last_needed[id] = p + 1;
      walks_.push_back(id);
    }
    results_.push_back(ids[program.result]);
    walk_begin_.push_back(walks_.size());

    // The digest: of the result, then of what else is evaluated and used by nothing else.
    const auto mine = walk(ProgramId(p));
    last_used.resize(nodes_.size(), 0);
    beside.clear();
    for (NodeId id : mine) {
      for (const NodeId a : this->args(nodes_[id])) last_used[a] = p + 1;
    }
    for (NodeId id : mine) {
      if (id == results_[p] || nodes_[id].constant || nodes_[id].kind == OpKind::input) continue;
      if (last_used[id] != p + 1) beside.push_back(merger.digest(id));
    }
    std::sort(beside.begin(), beside.end());
    Fnv64 digest;
    digest.u64(merger.digest(results_[p]));
    for (std::uint64_t d : beside) digest.u64(d);
    digests_.push_back(digest.value());
  }
}

}  // namespace battalion::battery
