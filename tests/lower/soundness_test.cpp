// Whatever the interpreter makes of an operation has the type that lowering gave it.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dsl/interpret.hpp"
#include "dsl/read_programs.hpp"
#include "dsl/value_json.hpp"
#include "lower/lowering.hpp"

namespace battalion::lower {
namespace {

using nlohmann::json;

/// Whether a value can be one of this type. What is no rectangle of colours, and a place of two colours, are for the
/// engine to find; empty containers are of any type of theirs.
bool conforms(const json& v, Type t, Types& types) {
  const auto all = [&](const json& items, Type element) {
    return std::all_of(items.begin(), items.end(), [&](const json& i) { return conforms(i, element, types); });
  };
  switch (types.kind(t)) {
    case Kind::boolean: return v.is_boolean();
    case Kind::integer: return v.is_number_integer() || v.is_boolean();
    case Kind::maybe: return v.is_null() || v.is_number_integer() || v.is_boolean();
    // centerofmass of nothing is an empty tuple: that is the engine's to find, too.
    case Kind::pair: return v.is_array() && (v.empty() || v.size() == 2) && all(v, Types::of(Kind::integer));
    case Kind::cell:
      return v.is_array() && v.size() == 2 && conforms(v[0], Types::of(Kind::integer), types) &&
             conforms(v[1], Types::of(Kind::pair), types);
    case Kind::grid:
      return v.is_array() && std::all_of(v.begin(), v.end(), [&](const json& row) {
               return row.is_array() && all(row, Types::of(Kind::maybe));
             });
    case Kind::indices: return v.is_object() && v.contains("set") && all(v["set"], Types::of(Kind::pair));
    case Kind::object: return v.is_object() && v.contains("set") && all(v["set"], Types::of(Kind::cell));
    case Kind::set: return v.is_object() && v.contains("set") && all(v["set"], types.first(t));
    case Kind::tuple: return v.is_array() && all(v, types.first(t));
    case Kind::duo:
      return v.is_array() && v.size() == 2 && conforms(v[0], types.first(t), types) &&
             conforms(v[1], types.second(t), types);
  }
  return false;
}

struct Tally {
  std::size_t programs = 0, lowered = 0, values = 0;
};

void check(const dsl::Program& program, const json& input, Tally& tally) {
  Lowered l = lower(program);
  ++tally.programs;
  tally.lowered += l.why_not.empty();
  dsl::Context ctx(dsl::SetOrder::canonical);
  ctx.budget.start(1'000'000, 64 << 20);
  std::vector<dsl::Value> values, args;
  const auto& fragments = l.lowering.fragments();
  try {
    for (std::size_t k = 0; k < fragments.size(); ++k) {
      const dsl::Op& op = program.ops[k];
      args.clear();
      for (const std::uint32_t a : op.args) args.push_back(values[a]);
      values.push_back(op.kind == dsl::OpKind::input ? dsl::from_json(ctx, input.dump())
                                                     : dsl::evaluate(ctx, op.kind, op.primitive, op.number, args));
      const Staged& result = fragments[k].result;
      EXPECT_TRUE(result.is != Staged::Is::function || values.back().is_function());
      if (result.is != Staged::Is::value) continue;
      ++tally.values;
      const Type t = l.lowering.code().nodes[result.value.index].type;
      const json value = json::parse(dsl::to_json(values.back()));
      ASSERT_TRUE(conforms(value, t, l.lowering.types()))
          << program.name << " op " << k << " is no " << l.lowering.types().name(t) << ": " << value.dump().substr(0, 300);
    }
  } catch (const dsl::Raised&) {
  } catch (const dsl::Expired&) {
  }
}

TEST(Soundness, GoldenProgramsHaveTheTypesThatLoweringGaveThem) {
  std::ifstream in(std::filesystem::path(BATTALION_SOURCE_DIR) / "tests/golden/programs.jsonl");
  Tally tally;
  for (std::string line; std::getline(in, line);) {
    const json vector = json::parse(line);
    const dsl::SourceFile file{"golden.py", vector["program"].get<std::string>()};
    const dsl::ProgramSet set = dsl::parse_programs(std::span(&file, 1));
    for (const json& c : vector["cases"]) check(set.programs.at(0), c["input"], tally);
  }
  fmt::print("{} of {} lowered, {} values conform\n", tally.lowered, tally.programs, tally.values);
  EXPECT_GT(tally.values, 1000u);
  EXPECT_GT(tally.lowered * 10, tally.programs * 8);
}

TEST(Soundness, ProgramsOfTheDemoHaveTheTypesThatLoweringGaveThem) {
  const std::filesystem::path folder = std::filesystem::path(BATTALION_SOURCE_DIR) / "jobs/demo";
  const std::filesystem::path programs = folder / "programs";
  const dsl::ProgramSet set = dsl::parse_programs(dsl::load_sources(std::span(&programs, 1)));
  Tally tally;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "tasks")) {
    const json task = json::parse(std::ifstream(entry.path()));
    for (const dsl::Program& p : set.programs) check(p, task["train"][0]["input"], tally);
  }
  fmt::print("{} of {} lowered, {} values conform\n", tally.lowered, tally.programs, tally.values);
  EXPECT_GT(tally.values, 1000u);
}

}  // namespace
}  // namespace battalion::lower
