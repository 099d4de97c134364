#include "dsl/resolver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/name_hash.hpp"
#include "base/nearest.hpp"
#include "dsl/constants.hpp"

namespace battalion::dsl {
namespace {

constexpr std::size_t few = 8;  ///< as many names are found fastest by looking at each

std::vector<std::string_view> parameters_of(Primitive p) {
  std::vector<std::string_view> names;
  std::string_view rest = info(p).parameters;
  while (!rest.empty()) {
    const std::size_t n = std::min(rest.find(' '), rest.size());
    names.push_back(rest.substr(0, n));
    rest.remove_prefix(std::min(n + 1, rest.size()));
  }
  return names;
}

/// "rot90 takes 1 argument (grid)"
std::string signature(Primitive p) {
  const PrimitiveInfo& of = info(p);
  return fmt::format("{} takes {} argument{} ({})", of.name, of.arity, of.arity == 1 ? "" : "s",
                     fmt::join(parameters_of(p), ", "));
}

}  // namespace

void Variables::clear() {
  entries_.clear();
  slots_.clear();
}

/// Where the name is, or would go. Never full: see add().
std::vector<std::uint32_t>::iterator Variables::slot_of(std::string_view name) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t k = name_hash(name) & mask;; k = (k + 1) & mask) {
    if (slots_[k] == 0 || entries_[slots_[k] - 1].name == name) {
      return slots_.begin() + static_cast<std::ptrdiff_t>(k);
    }
  }
}

Variables::Entry* Variables::find(std::string_view name) {
  if (slots_.empty()) {
    for (Entry& entry : entries_) {
      if (entry.name == name) return &entry;
    }
    return nullptr;
  }
  const std::uint32_t slot = *slot_of(name);
  return slot == 0 ? nullptr : &entries_[slot - 1];
}

void Variables::add(std::string_view name, std::uint32_t op) {
  entries_.push_back({name, op});
  if (entries_.size() <= few) return;
  if (entries_.size() * 2 > slots_.size()) {
    slots_.assign(std::max<std::size_t>(slots_.size() * 2, 4 * few), 0);
    for (std::size_t k = 0; k < entries_.size(); ++k) {
      *slot_of(entries_[k].name) = static_cast<std::uint32_t>(k + 1);
    }
  } else {
    *slot_of(name) = static_cast<std::uint32_t>(entries_.size());
  }
}

void Resolver::begin(const Token& parameter) {
  ops_.clear();
  uses_.clear();
  variables_.clear();
  variables_.add(parameter.text, emit(OpKind::input, parameter.line));
}

std::vector<Op> Resolver::take() {
  return {std::make_move_iterator(ops_.begin()), std::make_move_iterator(ops_.end())};
}

std::uint32_t Resolver::emit(OpKind kind, std::uint32_t line) {
  Op& op = ops_.emplace_back();
  op.kind = kind;
  op.line = line;
  return static_cast<std::uint32_t>(ops_.size() - 1);
}

std::uint32_t Resolver::literal(OpKind kind, std::int64_t number, std::uint32_t line) {
  const std::uint32_t op = emit(kind, line);
  ops_[op].number = number;
  return op;
}

std::uint32_t Resolver::tuple(std::span<const std::uint32_t> items, std::uint32_t line) {
  const std::uint32_t op = emit(OpKind::tuple, line);
  ops_[op].args.assign(items.begin(), items.end());
  return op;
}

std::int64_t* Resolver::number_of(std::uint32_t op) {
  Op& signless = ops_[op];
  if (signless.kind == OpKind::boolean) signless.kind = OpKind::integer;  // +True is 1
  return signless.kind == OpKind::integer ? &signless.number : nullptr;
}

std::uint32_t Resolver::value(const Token& name) {
  if (const auto* own = variables_.find(name.text)) {
    if (own->op == unassigned) fail_unassigned(name);
    return own->op;
  }
  if (const Constant* constant = find_constant(name.text)) {
    uses_.push_back(name);
    switch (constant->kind) {
      case Constant::Kind::boolean:
        return literal(OpKind::boolean, constant->first, name.line);
      case Constant::Kind::integer:
        return literal(OpKind::integer, constant->first, name.line);
      case Constant::Kind::pair:
        break;
    }
    const std::uint32_t items[] = {literal(OpKind::integer, constant->first, name.line),
                                   literal(OpKind::integer, constant->second, name.line)};
    return tuple(items, name.line);
  }
  const auto meant = primitive(name);
  if (!meant) fail_unknown(name);
  const std::uint32_t op = emit(OpKind::function, name.line);
  ops_[op].primitive = *meant;
  return op;
}

std::optional<Primitive> Resolver::primitive(const Token& name) {
  if (variables_.find(name.text) != nullptr) return std::nullopt;
  const auto meant = find_primitive(name.text);
  if (!meant) return meant;
  if (!hidden_.empty() && std::find(hidden_.begin(), hidden_.end(), name.text) != hidden_.end()) {
    fail_program(name);
  }
  uses_.push_back(name);
  return meant;
}

std::uint32_t Resolver::call(Primitive primitive, const Token& name,
                             std::span<const Argument> arguments) {
  Op op{.kind = OpKind::primitive,
        .primitive = primitive,
        .number = 0,
        .args = {},
        .line = name.line,
        .offset = name.offset()};
  const bool keywords = !arguments.empty() && arguments.back().keyword.is(TokenKind::name);
  if (keywords) {
    match_keywords(op, name, arguments);
  } else if (arguments.size() == info(primitive).arity) {
    op.args.reserve(arguments.size());
    for (const Argument& argument : arguments) op.args.push_back(argument.op);
  } else {
    if (assigned_later_(name.text)) fail_unassigned(name);
    fail_at(name, fmt::format("{}, got {}", signature(primitive), arguments.size()));
  }
  ops_.push_back(std::move(op));
  return static_cast<std::uint32_t>(ops_.size() - 1);
}

void Resolver::match_keywords(Op& op, const Token& name, std::span<const Argument> arguments) {
  const std::vector<std::string_view> parameters = parameters_of(op.primitive);
  op.args.assign(parameters.size(), unassigned);
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    const Argument& argument = arguments[k];
    std::size_t place = k;
    if (argument.keyword.is(TokenKind::name)) {
      const std::string_view keyword = argument.keyword.text;
      place = 0;
      while (place < parameters.size() && parameters[place] != keyword) ++place;
      if (place == parameters.size()) {
        Nearest nearest(keyword);
        for (std::string_view parameter : parameters) nearest.offer(parameter);
        const std::string question = nearest.question();
        fail_at(argument.keyword,
                fmt::format("{} has no parameter {} (it takes {}){}{}", name.text, shown(keyword),
                            fmt::join(parameters, ", "), question.empty() ? "" : " ", question));
      }
      if (op.args[place] != unassigned) {
        fail_at(argument.keyword, fmt::format("{} is given '{}' twice (it takes {}) give it once", name.text,
                                              keyword, fmt::join(parameters, ", ")));
      }
    } else if (place >= parameters.size()) {
      fail_at(name, fmt::format("{}, got {}", signature(op.primitive), arguments.size()));
    }
    op.args[place] = argument.op;
  }
  for (std::size_t place = 0; place < parameters.size(); ++place) {
    if (op.args[place] != unassigned) continue;
    fail_at(name, fmt::format("{}, '{}' is missing", signature(op.primitive), parameters[place]));
  }
}

std::uint32_t Resolver::call(std::uint32_t callee, std::span<const Argument> arguments,
                             const Token& start) {
  Op op{.kind = OpKind::call,
        .primitive = {},
        .number = 0,
        .args = {},
        .line = start.line,
        .offset = start.offset()};
  op.args.reserve(arguments.size() + 1);
  op.args.push_back(callee);
  for (const Argument& argument : arguments) {
    if (argument.keyword.is(TokenKind::name)) {
      fail_at(argument.keyword,
              fmt::format(
                  "keyword {} in the call of a function value (its parameters have no names) give "
                  "the value alone",
                  shown(argument.keyword)));
    }
    op.args.push_back(argument.op);
  }
  ops_.push_back(std::move(op));
  return static_cast<std::uint32_t>(ops_.size() - 1);
}

void Resolver::assign(const Token& name, std::uint32_t op) {
  declare(name);
  variables_.find(name.text)->op = op;
}

void Resolver::declare(const Token& name) {
  if (variables_.find(name.text) != nullptr) return;
  if (find_constant(name.text) != nullptr || find_primitive(name.text)) {
    // Python-style: the name was the program's own from its first line on.
    for (const Token& use : uses_) {
      if (use.text == name.text) fail_unassigned(use);
    }
  }
  variables_.add(name.text, unassigned);
}

void Resolver::fail_unassigned(const Token& name) {
  fail_at(
      name,
      fmt::format("{} is used before it is assigned (a name that a program assigns anywhere is its "
                  "own everywhere) assign it first, or rename it",
                  shown(name)));
}

void Resolver::fail_program(const Token& name) {
  fail_at(name,
          fmt::format(
              "{} is a program of this text (programs call primitives only) write out what it does",
              shown(name)));
}

void Resolver::fail_unknown(const Token& name) {
  if (assigned_later_(name.text)) fail_unassigned(name);
  if (is_program_(name.text)) fail_program(name);
  Nearest nearest(name.text);
  for (const auto& own : variables_.all()) nearest.offer(own.name);
  for (const Constant& constant : constants()) nearest.offer(constant.name);
  for (int p = 0; p < primitive_count; ++p) nearest.offer(info(static_cast<Primitive>(p)).name);
  const std::string question = nearest.question();
  fail_at(name, fmt::format("unknown name {} (no variable, constant or primitive is called so){}{}",
                            shown(name), question.empty() ? "" : " ", question));
}

}  // namespace battalion::dsl
