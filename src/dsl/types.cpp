#include "dsl/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/contract.hpp"

namespace battalion::dsl {
namespace {

Kinds kind_of(char letter) {
  switch (letter) {
    case 'i': return kinds::integer;
    case 'n': return kinds::none;
    case 't': return kinds::tuple;
    case 's': return kinds::set;
    case 'f': return kinds::function;
    default: break;
  }
  BATTALION_EXPECT(letter == 'a');
  return kinds::any;
}

Signature parse(std::string_view accepts, std::string_view result) {
  Signature s;
  std::size_t at = 0;
  for (const char c : accepts) {
    if (c == ' ') {
      ++at;
    } else {
      s.accepts[at] |= kind_of(c);
    }
  }
  for (const char c : result) {
    if (c >= '1' && c <= '4') {
      s.of |= static_cast<std::uint8_t>(1u << (c - '1'));
    } else if (c == 'm') {
      s.numeric = true;
    } else {
      s.fixed |= kind_of(c);
    }
  }
  return s;
}

/// "a tuple or a set"
std::string words(Kinds k) {
  static constexpr std::string_view names[] = {"an integer", "None", "a tuple", "a set", "a function"};
  std::string text;
  for (int bit = 0; bit < 5; ++bit) {
    if ((k & (1u << bit)) == 0) continue;
    if (!text.empty()) text += " or ";
    text += names[bit];
  }
  return text;
}

std::string_view parameter(Primitive p, std::size_t at) {
  std::string_view names = info(p).parameters;
  for (; at > 0; --at) names.remove_prefix(names.find(' ') + 1);
  return names.substr(0, names.find(' '));
}

/// What is known of an operation's value.
struct Known {
  Kinds is = kinds::any;
  int arity = -1;  ///< where it is a function: arguments that it takes; -1 where that is not known
  std::optional<Primitive> primitive{};
};

/// From 1, in characters.
std::uint32_t column_of(const Program& program, const Op& op) {
  std::string_view text = program.source;
  for (std::uint32_t line = program.line; line < op.line; ++line) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return 1;
    text.remove_prefix(end + 1);
  }
  const std::string_view before = text.substr(0, op.offset);
  return 1 + static_cast<std::uint32_t>(
                 std::count_if(before.begin(), before.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

class Inference {
 public:
  explicit Inference(const Program& program) : program_(program) {}

  std::optional<Problem> run() {
    for (const Op& op : program_.ops) {
      known_.push_back(infer(op));
      if (clash_.empty()) continue;
      return Problem{program_.file, op.line, column_of(program_, op), clash_, {}};
    }
    return std::nullopt;
  }

 private:
  Known infer(const Op& op) {
    switch (op.kind) {
      case OpKind::input: return {kinds::tuple};
      case OpKind::integer:
      case OpKind::boolean: return {kinds::integer};
      case OpKind::none: return {kinds::none};
      case OpKind::function: return {kinds::function, arity(op.primitive), op.primitive};
      case OpKind::tuple: return {kinds::tuple};
      case OpKind::primitive: return call(op.primitive, op.args);
      case OpKind::call: return call_value(op.args);
      case OpKind::foreign: break;
    }
    return {};
  }

  Known call_value(std::span<const std::uint32_t> args) {
    const Known& callee = known_[args[0]];
    const std::size_t given = args.size() - 1;
    if ((callee.is & kinds::function) == 0) {
      clash_ = fmt::format("{} is called (only functions can be: this raises on every input) call a function",
                           words(callee.is));
      return {};
    }
    if (callee.arity >= 0 && static_cast<std::size_t>(callee.arity) != given) {
      clash_ = fmt::format("a function of {} argument{} is called with {} (this raises on every input) give it {}",
                           callee.arity, callee.arity == 1 ? "" : "s", given, callee.arity);
      return {};
    }
    if (callee.primitive) return call(*callee.primitive, args.subspan(1));
    return {};
  }

  Known call(Primitive p, std::span<const std::uint32_t> args) {
    const Signature& s = signature(p);
    std::array<Kinds, 4> given{};
    for (std::size_t k = 0; k < args.size(); ++k) {
      given[k] = known_[args[k]].is;
      if ((given[k] & s.accepts[k]) != 0) continue;
      clash_ = fmt::format("'{}' is given {} for '{}' (it takes {}: this raises on every input) give it such",
                           info(p).name, words(given[k]), parameter(p, k), words(s.accepts[k]));
      return {};
    }
    Known out{s.result(std::span(given).first(args.size()))};
    if (out.is == kinds::function) out.arity = arity_of_made(p, args);
    if (p == Primitive::identity) out = known_[args[0]];
    return out;
  }

  /// Arguments that a combinator's function takes.
  int arity_of_made(Primitive p, std::span<const std::uint32_t> args) const {
    using P = Primitive;
    if (p == P::compose || p == P::chain || p == P::matcher || p == P::fork) return 1;
    if (p != P::rbind && p != P::lbind) return -1;
    // As the reference makes them: of one argument comes, oddly, a function of three.
    const int of = known_[args[0]].arity;
    return of < 0 ? -1 : of == 2 ? 1 : of == 3 ? 2 : 3;
  }

  const Program& program_;
  std::vector<Known> known_;  ///< [op]
  std::string clash_;
};

}  // namespace

Kinds Signature::result(std::span<const Kinds> arguments) const {
  Kinds out = fixed;
  Kinds all = 0;
  bool pair = false;
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    if ((of >> k & 1u) != 0) out |= arguments[k] & accepts[k];
    all |= arguments[k] & accepts[k];
    pair = pair || (arguments[k] & accepts[k] & kinds::integer) == 0;
  }
  if (numeric) out |= pair ? kinds::tuple : all == kinds::integer ? kinds::integer : kinds::integer | kinds::tuple;
  return out;
}

const Signature& signature(Primitive p) {
  static const std::array<Signature, primitive_count> table = [] {
    std::array<Signature, primitive_count> t{};
#define SIGNATURE(id, accepts, result) t[static_cast<std::size_t>(Primitive::id)] = parse(accepts, result);
#include "dsl/type_table.def"
#undef SIGNATURE
    return t;
  }();
  return table[static_cast<std::size_t>(p)];
}

std::optional<Problem> type_clash(const Program& program) { return Inference(program).run(); }

std::vector<TypeClash> type_clashes(std::span<const Program> programs) {
  std::vector<TypeClash> clashes;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    if (auto clash = type_clash(programs[i])) {
      clashes.push_back({ProgramId(static_cast<std::uint32_t>(i)), std::move(*clash)});
    }
  }
  return clashes;
}

}  // namespace battalion::dsl
