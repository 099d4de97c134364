#include "score/evaluate_one.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/clock.hpp"
#include "dsl/value_json.hpp"
#include "score/answer.hpp"
#include "score/evaluator.hpp"

namespace battalion::score {

namespace {

/// The clocks of one evaluation, for what is done with its value.
class Clocks : public dsl::Watch {
 public:
  explicit Clocks(const exec::Limits& limits) : limits_(limits), cpu_(thread_cpu_ns()), wall_(wall_ns()) {}
  void look() override {
    if (limits_.cpu_ns != 0 && thread_cpu_ns() - cpu_ > limits_.cpu_ns) throw dsl::Expired{dsl::Limit::cpu};
    if (limits_.wall_ns != 0 && wall_ns() - wall_ > limits_.wall_ns) throw dsl::Expired{dsl::Limit::wall};
  }

 private:
  const exec::Limits limits_;
  const std::int64_t cpu_, wall_;
};

/// Under the limits once more: a value may be small and its text without end, for it is written without sharing.
/// Throws Expired.
std::string written(dsl::Value value, const exec::Limits& limits) {
  Clocks clocks(limits);
  dsl::Budget budget;
  budget.start(limits.steps != 0 ? limits.steps : dsl::Budget::unlimited,
               limits.memory != 0 ? limits.memory : dsl::Budget::unlimited);
  budget.watch = &clocks;
  struct Metering {
    explicit Metering(dsl::Budget* b) : before(std::exchange(dsl::metered, b)) {}
    ~Metering() { dsl::metered = before; }
    dsl::Budget* before;
  } const metering(&budget);
  return dsl::to_json(value);
}

}  // namespace

Answer evaluate_one(const dsl::Program& program, const std::string& input_json, const exec::Limits& limits,
                    dsl::SetOrder order) {
  const battery::Graph graph({&program, 1});
  Evaluator evaluator(graph, order, limits);
  evaluator.start_sample_with([&](dsl::Context& ctx) { return dsl::from_json(ctx, input_json); });
  const Evaluation e = evaluator.evaluate(ProgramId(0));
  Answer answer;
  answer.set_order_dependent = e.set_order_dependent;
  answer.steps = e.usage.steps;
  answer.cpu_ns = e.usage.cpu_ns;
  switch (e.kind) {
    case Evaluation::Kind::value:
      try {
        answer.json = written(e.value, limits);
      } catch (const dsl::Expired& expired) {
        answer.kind = expired.limit == dsl::Limit::memory ? Answer::Kind::memory : Answer::Kind::timeout;
        answer.problem = fmt::format("{} limit exceeded (in writing the value)", dsl::name(expired.limit));
      }
      break;
    case Evaluation::Kind::raised:
      answer.kind = Answer::Kind::error;
      answer.problem = fmt::format("{}: {}", dsl::name(e.raised.code), e.raised.message);
      break;
    case Evaluation::Kind::expired:
      answer.kind = e.limit == dsl::Limit::memory ? Answer::Kind::memory : Answer::Kind::timeout;
      answer.problem = fmt::format("{} limit exceeded", dsl::name(e.limit));
      break;
  }
  return answer;
}

Answer evaluate_one(const dsl::Program& program, const std::string& input_json, ForeignEngine& engine) {
  dsl::Context ctx(dsl::SetOrder::canonical);
  const std::optional<arc::Grid> input = to_grid(dsl::from_json(ctx, input_json));
  if (!input) fail_input(" no grid (a program in Python takes one) give rows of colours");
  Answer answer;
  const arc::Grid* const inputs[] = {&*input};
  engine.make_worker(nullptr)->run(program, inputs, false, [&](std::size_t, ForeignAnswer told) {
    using Is = ForeignAnswer::Is;
    answer.cpu_ns = told.cpu_ns;
    if (told.grid) {
      answer.json = dsl::to_json(from_grid(ctx, *told.grid));
      return true;
    }
    answer.kind = told.is == Is::timeout ? Answer::Kind::timeout : told.is == Is::memory ? Answer::Kind::memory : Answer::Kind::error;
    answer.problem = fmt::format("{}: {}", told.kind, told.message);
    for (const std::string* text : {&told.out, &told.err}) {
      if (!text->empty()) answer.problem += "\n" + *text;
    }
    return true;
  });
  return answer;
}

}  // namespace battalion::score
