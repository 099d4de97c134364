#pragma once
// Help for tests of the engine: values from and to text, calls by name, programs from text.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "dsl/call.hpp"
#include "dsl/interpret.hpp"
#include "dsl/read_programs.hpp"
#include "dsl/set.hpp"
#include "dsl/tuple.hpp"
#include "dsl/value_json.hpp"

namespace battalion::dsl {

inline std::vector<Value> items_of(Context& ctx, std::string_view tuple) {
  const auto items = elements(ctx, from_json(ctx, tuple));
  return {items.begin(), items.end()};
}

inline std::string walked_text(Context& ctx, Value set) {
  return to_json(new_tuple(ctx, walked_items(ctx, set.set())));
}

inline Value call_named(Context& ctx, std::string_view name, std::vector<Value> args) {
  return call(ctx, Value::primitive(*find_primitive(name)), args);
}

/// How an evaluation ended: the value as text, the kind of exception, or "limit: ..." .
template <class Run>
std::string ending(Context& ctx, const Run& run) {
  try {
    return to_json(run(ctx));
  } catch (const Raised& raised) {
    return std::string(name(raised.code));
  } catch (const Expired& expired) {
    return "limit: " + std::string(name(expired.limit));
  }
}

/// The ending of a call, arguments as text, each in a context of its own.
inline std::string answer(std::string_view name, const std::vector<std::string>& args,
                          SetOrder order = SetOrder::cpython) {
  Context ctx(order);
  return ending(ctx, [&](Context& c) {
    std::vector<Value> values;
    for (const std::string& a : args) values.push_back(from_json(c, a));
    return call_named(c, name, values);
  });
}

/// The one program of `body`: lines that end in O, each indented here.
inline Program program_of(std::vector<std::string> lines) {
  std::string text = "def solve_x(I):\n";
  for (const std::string& line : lines) text += "    " + line + "\n";
  text += "    return O\n";
  ProgramSet set = parse_programs(SourceFile{"x.py", text});
  EXPECT_EQ(set.programs.size(), 1u) << (set.problems.empty() ? text : set.problems[0].text());
  return set.programs.empty() ? Program{} : std::move(set.programs[0]);
}

struct Bounds {
  std::uint64_t steps = Budget::unlimited;
  std::uint64_t memory = Budget::unlimited;
};

struct Ending {
  std::string what;
  std::uint64_t steps = 0;
  std::uint64_t memory = 0;
};

inline Ending run_program(const Program& program, std::string_view input, Bounds bounds = {},
                          SetOrder order = SetOrder::cpython) {
  Context ctx(order);
  const Value in = from_json(ctx, input);
  ctx.budget.start(bounds.steps, bounds.memory);
  Ending e;
  e.what = ending(ctx, [&](Context& c) { return run(c, program, in); });
  e.steps = ctx.budget.steps;
  e.memory = ctx.budget.memory;
  return e;
}

}  // namespace battalion::dsl
