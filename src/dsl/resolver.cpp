#include "dsl/resolver.hpp"

#include <fmt/format.h>

#include <limits>
#include <unordered_map>

#include "dsl/constants.hpp"
#include "dsl/suggest.hpp"

namespace battalion::dsl {
namespace {

constexpr std::uint32_t unassigned = std::numeric_limits<std::uint32_t>::max();

[[noreturn]] void fault(const Token& at, std::string message) { throw SyntaxFault{at.line, at.column, std::move(message)}; }

std::vector<std::string_view> split(std::string_view words) {
  std::vector<std::string_view> out;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    out.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

std::string listed(std::string_view parameters) {
  std::string out;
  for (std::string_view p : split(parameters)) out += (out.empty() ? "" : ", ") + std::string(p);
  return out;
}

class Resolver {
 public:
  Resolver(const Definition& definition, Program& program) : def_(definition), program_(program) {
    program_.ops.reserve(def_.nodes.size() + 1);
    Op input;
    input.kind = OpKind::input;
    input.line = def_.line;
    locals_[def_.parameter] = push(std::move(input));
    for (const Statement& s : def_.statements) {
      if (!s.target.empty()) locals_.try_emplace(s.target, unassigned);
    }
  }

  void run() {
    for (const Statement& s : def_.statements) {
      // A string alone on its line is a comment.
      if (s.target.empty() && !s.is_return && def_.nodes[s.value].kind == SyntaxKind::text) continue;
      const std::uint32_t value = expression(s.value);
      if (!s.target.empty()) locals_[s.target] = value;
      if (s.is_return) program_.result = value;
    }
  }

 private:
  std::uint32_t push(Op op) {
    program_.ops.push_back(std::move(op));
    return static_cast<std::uint32_t>(program_.ops.size() - 1);
  }
  std::uint32_t push(OpKind kind, const Token& at, std::int64_t number = 0) {
    Op op;
    op.kind = kind;
    op.number = number;
    op.line = at.line;
    return push(std::move(op));
  }

  std::uint32_t expression(std::uint32_t index) {
    const SyntaxNode& node = def_.nodes[index];
    switch (node.kind) {
      case SyntaxKind::integer: return push(OpKind::integer, node.at, node.number);
      case SyntaxKind::boolean: return push(OpKind::boolean, node.at, node.number);
      case SyntaxKind::none: return push(OpKind::none, node.at);
      case SyntaxKind::text: fault(node.at, "a string is no value here (programs compute with grids, numbers, sets and tuples)");
      case SyntaxKind::name: return name(node.at);
      case SyntaxKind::tuple: return tuple(node);
      case SyntaxKind::call: return call(node);
    }
    return 0;
  }

  std::uint32_t name(const Token& at) {
    const auto local = locals_.find(at.text);
    if (local != locals_.end()) {
      if (local->second == unassigned) fault(at, fmt::format("'{}' is used before it is assigned", at.text));
      return local->second;
    }
    if (const Constant* c = find_constant(at.text)) {
      if (c->kind == Constant::Kind::boolean) return push(OpKind::boolean, at, c->first);
      if (c->kind == Constant::Kind::integer) return push(OpKind::integer, at, c->first);
      Op op;
      op.kind = OpKind::tuple;
      op.line = at.line;
      op.args = {push(OpKind::integer, at, c->first), push(OpKind::integer, at, c->second)};
      return push(std::move(op));
    }
    if (const auto p = find_primitive(at.text)) {
      Op op;
      op.kind = OpKind::function;
      op.primitive = *p;
      op.line = at.line;
      return push(std::move(op));
    }
    unknown(at);
  }

  [[noreturn]] void unknown(const Token& at) const {
    std::vector<std::string_view> names;
    for (int p = 0; p < primitive_count; ++p) names.push_back(info(static_cast<Primitive>(p)).name);
    for (const Constant& c : constants()) names.push_back(c.name);
    for (const Statement& s : def_.statements) names.push_back(s.target);
    names.push_back(def_.parameter);
    const std::string_view near = nearest(at.text, names);
    if (near.empty()) fault(at, fmt::format("unknown name '{}' (neither a variable nor part of the DSL)", at.text));
    fault(at, fmt::format("unknown name '{}' (neither a variable nor part of the DSL) did you mean '{}'?", at.text, near));
  }

  std::uint32_t tuple(const SyntaxNode& node) {
    Op op;
    op.kind = OpKind::tuple;
    op.line = node.at.line;
    for (std::uint32_t item : node.items) op.args.push_back(expression(item));
    return push(std::move(op));
  }

  std::uint32_t call(const SyntaxNode& node) {
    const SyntaxNode& callee = def_.nodes[node.callee];
    if (callee.kind == SyntaxKind::name && !locals_.contains(callee.at.text) && !find_constant(callee.at.text)) {
      const auto p = find_primitive(callee.at.text);
      if (!p) unknown(callee.at);
      return call_primitive(node, *p);
    }
    Op op;
    op.kind = OpKind::call;
    op.line = node.at.line;
    op.args.push_back(expression(node.callee));
    for (const Argument& a : node.arguments) {
      if (!a.keyword.empty()) fault(a.at, fmt::format("keyword argument '{}' in the call of a value (only primitives have named parameters)", a.keyword));
      op.args.push_back(expression(a.value));
    }
    return push(std::move(op));
  }

  std::uint32_t call_primitive(const SyntaxNode& node, Primitive primitive) {
    const PrimitiveInfo& p = info(primitive);
    const auto parameters = split(p.parameters);
    if (node.arguments.size() != p.arity) {
      fault(node.at, fmt::format("{} takes {} argument{} ({}), got {}", p.name, p.arity, p.arity == 1 ? "" : "s",
                                 listed(p.parameters), node.arguments.size()));
    }
    Op op;
    op.kind = OpKind::primitive;
    op.primitive = primitive;
    op.line = node.at.line;
    op.args.assign(p.arity, unassigned);
    for (std::size_t k = 0; k < node.arguments.size(); ++k) {
      const Argument& a = node.arguments[k];
      std::size_t at = k;
      if (!a.keyword.empty()) {
        at = 0;
        while (at < parameters.size() && parameters[at] != a.keyword) ++at;
        if (at == parameters.size()) {
          fault(a.at, fmt::format("{} has no parameter '{}' (its parameters are {})", p.name, a.keyword, listed(p.parameters)));
        }
      }
      if (op.args[at] != unassigned) {
        fault(a.at, fmt::format("{} gets its parameter '{}' twice", p.name, parameters[at]));
      }
      op.args[at] = expression(a.value);
    }
    return push(std::move(op));
  }

  const Definition& def_;
  Program& program_;
  std::unordered_map<std::string_view, std::uint32_t> locals_;
};

}  // namespace

void resolve(const Definition& definition, Program& program) { Resolver(definition, program).run(); }

}  // namespace battalion::dsl
