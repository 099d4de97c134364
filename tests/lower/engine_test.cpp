// Whole programs on the bit-plane engine against the interpreter, operation by operation, at every level that this
// machine has and under both set orders: the recorded programs, and those of the demo.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsl/interpret.hpp"
#include "dsl/read_programs.hpp"
#include "dsl/value_json.hpp"
#include "kernels/convert.hpp"
#include "kernels/level_set.hpp"
#include "lower/bytecode.hpp"

namespace battalion::lower {
namespace {

using nlohmann::json;
namespace k = kernels;

struct Tally {
  std::size_t programs = 0, lowered = 0, runs = 0, finished = 0, raised = 0, values = 0, ordered = 0;
  std::map<std::string, int> why_not, punts;
};

/// A plain grid of colours that fits a window.
bool to_planes(const json& rows, k::Grid& out) {
  out = {};
  if (!rows.is_array() || rows.empty() || rows.size() > k::side || rows[0].empty() || rows[0].size() > k::side) return false;
  out.height = static_cast<int>(rows.size());
  out.width = static_cast<int>(rows[0].size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != rows[0].size()) return false;
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      if (!rows[i][j].is_number_integer() || rows[i][j] < 0 || rows[i][j] > 14) return false;
      const auto number = static_cast<unsigned>(rows[i][j].get<int>() - k::lowest_colour);
      for (int p = 0; p < k::planes; ++p) out.plane[p][i] |= (number >> p & 1u) << j;
    }
  }
  return true;
}

bool is_part(k::Kind kind, const void* v) {
  if (kind == k::Kind::Indices) return static_cast<const k::Indices*>(v)->more != 0 && static_cast<const k::Indices*>(v)->tiles == nullptr;
  if (kind == k::Kind::Object) return static_cast<const k::Object*>(v)->places.more != 0;
  return false;
}

class Comparison {
 public:
  Comparison(const k::Level& level, dsl::SetOrder order) : level_(level), order_(order) {
    memory_.reset(static_cast<unsigned char*>(std::aligned_alloc(64, size)));
  }

  void add(const dsl::Program& program, const std::vector<json>& inputs) {
    ++tally.programs;
    Lowering lowering;
    Bytecode code;
    for (const dsl::Op& op : program.ops) {
      lowering.add(op.kind, op.primitive, op.number, op.args);
      const Segment& s = code.emit_last(lowering);
      if (!s.why_not.empty()) {
        ++tally.why_not[s.why_not];
        return;
      }
    }
    ++tally.lowered;
    for (const json& input : inputs) run(program, lowering, code, input);
  }

  Tally tally;

 private:
  static constexpr std::size_t size = std::size_t{8} << 20;
  struct Free {
    void operator()(unsigned char* p) const { std::free(p); }
  };

  void run(const dsl::Program& program, Lowering& lowering, const Bytecode& code, const json& input) {
    k::Grid grid;
    if (!to_planes(input, grid)) return;
    ++tally.runs;
    std::vector<const void*> registers(code.register_count());
    for (const auto& c : code.constants()) registers[c.at] = c.address();
    for (const k::Register r : code.inputs()) registers[r] = &grid;
    k::Frame frame;
    frame.registers = registers.data();
    frame.scratch = {memory_.get(), memory_.get() + size};
    frame.cpython = order_ == dsl::SetOrder::cpython;
    frame.most = 200'000;

    dsl::Context ctx(order_);
    std::vector<dsl::Value> values;
    run_operations(program, code, input, frame, ctx, values);
    if (testing::Test::HasFatalFailure()) return;
    // When all has run: what is unmade in sets of patches is to stay so till then.
    for (std::size_t n = 0; n < values.size(); ++n) {
      const Staged& result = lowering.fragments()[n].result;
      if (result.is != Staged::Is::value) continue;
      compare(lowering, code, result.value, ctx, values[n], registers, fmt::format("{} operation {} of {} on {}", level_.name, n, program.source, input.dump()));
      if (testing::Test::HasFatalFailure()) return;
    }
  }

  /// values: those of the operations that gave one, on the engine too.
  void run_operations(const dsl::Program& program, const Bytecode& code, const json& input, k::Frame& frame, dsl::Context& ctx,
                      std::vector<dsl::Value>& values) {
    for (std::size_t n = 0; n < program.ops.size(); ++n) {
      const dsl::Op& op = program.ops[n];
      const Segment& s = code.segments()[n];
      frame.ordered = false;
      frame.start_counting();
      const k::Status status = level_.run(code.view(), s.from, s.to, frame);
      const std::string where = fmt::format("{} {} of {} on {}", level_.name, dsl::info(op.primitive).name, program.source, input.dump());
      if (status.kind() == k::Status::Kind::punts) {
        ++tally.punts[k::name(status.punt())];
        return;
      }
      std::vector<dsl::Value> args;
      for (const std::uint32_t a : op.args) args.push_back(values[a]);
      ctx.order_mattered = ctx.in_order = false;
      ctx.depth = 0;
      ctx.budget.start(20'000'000, std::uint64_t{256} << 20);
      try {
        values.push_back(op.kind == dsl::OpKind::input ? dsl::from_json(ctx, input.dump())
                                                       : dsl::evaluate(ctx, op.kind, op.primitive, op.number, args));
      } catch (const dsl::Raised& raised) {
        ASSERT_EQ(status.kind(), k::Status::Kind::raises) << where << ": " << raised.message;
        ASSERT_EQ(k::text(status.error()).kind, dsl::name(raised.code)) << where << ": " << raised.message;
        ASSERT_STREQ(k::text(status.error()).message, raised.message) << where;
        ASSERT_EQ(frame.ordered, ctx.order_mattered) << where;
        ++tally.raised;
        return;
      } catch (const dsl::Expired&) {
        FAIL() << "expired: " << where;
      }
      ASSERT_TRUE(status.ok()) << where << ": the engine alone raises " << k::text(status.error()).kind;
      ASSERT_EQ(frame.ordered, ctx.order_mattered) << where;
      tally.ordered += frame.ordered;
      ASSERT_LE(ctx.budget.memory, k::most_memory(frame.work())) << where;
    }
    ++tally.finished;
  }

  void compare(Lowering& lowering, const Bytecode& code, ValueId v, dsl::Context& ctx, dsl::Value expected,
               const std::vector<const void*>& registers, const std::string& where) {
    const k::Kind kind = *kind_of(lowering.types(), lowering.code().nodes[v.index].type);
    const void* made = registers[code.register_of(v)];
    level_.make_elements(kind, made);
    ASSERT_EQ(k::malformed(kind, made), nullptr) << where << " is malformed: " << k::malformed(kind, made);
    if (is_part(kind, made)) return;
    ++tally.values;
    // A boolean among integers is one, and prints otherwise.
    std::string want = dsl::to_json(expected), got = dsl::to_json(k::to_dsl(ctx, kind, made));
    ASSERT_EQ(json::parse(got), as_numbers(json::parse(want), kind)) << where;
  }
  static json as_numbers(json v, k::Kind kind) {
    if (kind == k::Kind::Bool) return v;
    if (v.is_boolean()) return v.get<bool>() ? 1 : 0;
    if (v.is_structured()) {
      for (json& e : v) e = as_numbers(e, kind);
    }
    return v;
  }

  const k::Level& level_;
  const dsl::SetOrder order_;
  std::unique_ptr<unsigned char, Free> memory_;
};

void print(const char* what, const Tally& t) {
  fmt::print("{}: {} of {} programs lowered; of {} runs {} finished, {} raised; {} values, {} hung on order\n", what,
             t.lowered, t.programs, t.runs, t.finished, t.raised, t.values, t.ordered);
  for (const auto& [why, n] : t.why_not) fmt::print("  {:5} not lowered: {}\n", n, why);
  for (const auto& [why, n] : t.punts) fmt::print("  {:5} punted: {}\n", n, why);
}

class Engine : public testing::TestWithParam<int> {
 protected:
  const k::Level& level() const { return k::levels()[static_cast<std::size_t>(GetParam())]; }
};

TEST_P(Engine, RunsTheRecordedProgramsAsTheInterpreterDoes) {
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    Comparison comparison(level(), order);
    std::ifstream in(std::filesystem::path(BATTALION_SOURCE_DIR) / "tests/golden/programs.jsonl");
    for (std::string line; std::getline(in, line);) {
      const json vector = json::parse(line);
      const dsl::SourceFile file{"golden.py", vector["program"].get<std::string>()};
      std::vector<json> inputs;
      for (const json& c : vector["cases"]) inputs.push_back(c["input"]);
      comparison.add(dsl::parse_programs(std::span(&file, 1)).programs.at(0), inputs);
      if (HasFatalFailure()) return;
    }
    const Tally& t = comparison.tally;
    if (GetParam() == 0) print(order == dsl::SetOrder::canonical ? "canonical" : "cpython", t);
    EXPECT_GT(t.lowered * 10, t.programs * 8);
    if (order == dsl::SetOrder::canonical) {
      EXPECT_GT((t.finished + t.raised) * 4, t.runs * 3);
    }
  }
}

TEST_P(Engine, RunsTheDemosProgramsAsTheInterpreterDoes) {
  const std::filesystem::path folder = std::filesystem::path(BATTALION_SOURCE_DIR) / "jobs/demo";
  const std::filesystem::path programs = folder / "programs";
  const dsl::ProgramSet set = dsl::parse_programs(dsl::load_sources(std::span(&programs, 1)));
  std::vector<json> inputs;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "tasks")) {
    const json task = json::parse(std::ifstream(entry.path()));
    for (const json& sample : task["train"]) inputs.push_back(sample["input"]);
  }
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    Comparison comparison(level(), order);
    for (const dsl::Program& p : set.programs) {
      comparison.add(p, inputs);
      if (HasFatalFailure()) return;
    }
    if (GetParam() == 0) print(order == dsl::SetOrder::canonical ? "canonical" : "cpython", comparison.tally);
    EXPECT_GT(comparison.tally.values, 1000u);
  }
}

INSTANTIATE_TEST_SUITE_P(Levels, Engine, testing::Range(0, static_cast<int>(k::levels().size())),
                         [](const auto& info) { return std::string(k::levels()[static_cast<std::size_t>(info.param)].name); });

}  // namespace
}  // namespace battalion::lower
