#pragma once
// Operations as short text, for tests of the reader.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "dsl/read_programs.hpp"

namespace battalion::dsl::test {

/// "x", "3", "True", "None", "@rot90", "(1 2)", "rot90[0]", "call[1 0]", in the order of the
/// operations and joined by "; "; then " -> " and the result.
inline std::string ops_text(const Program& program) {
  std::string text;
  for (const Op& op : program.ops) {
    if (!text.empty()) text += "; ";
    switch (op.kind) {
      case OpKind::input:
        text += "x";
        break;
      case OpKind::integer:
        text += std::to_string(op.number);
        break;
      case OpKind::boolean:
        text += op.number != 0 ? "True" : "False";
        break;
      case OpKind::none:
        text += "None";
        break;
      case OpKind::function:
        text += fmt::format("@{}", info(op.primitive).name);
        break;
      case OpKind::tuple:
        text += fmt::format("({})", fmt::join(op.args, " "));
        break;
      case OpKind::primitive:
        text += fmt::format("{}[{}]", info(op.primitive).name, fmt::join(op.args, " "));
        break;
      case OpKind::call:
        text += fmt::format("call[{}]", fmt::join(op.args, " "));
        break;
      case OpKind::foreign:
        text += "foreign";
        break;
    }
  }
  return fmt::format("{} -> {}", text, program.result);
}

inline ProgramSet parse(const std::string& text) {
  return parse_programs(SourceFile{"p.py", text});
}

/// The operations of the only program in `text`; its problem where it has one.
inline std::string ops_of(const std::string& text) {
  const ProgramSet set = parse(text);
  if (!set.problems.empty()) return set.problems.front().text();
  EXPECT_EQ(set.programs.size(), 1u) << text;
  return set.programs.empty() ? "" : ops_text(set.programs.front());
}

/// The operations of an expression, returned by a program of its own.
inline std::string ops_of_value(const std::string& expression) {
  return ops_of("def f(I):\n    return " + expression + "\n");
}

}  // namespace battalion::dsl::test
